"""Conversations that the browser keeps, and files made of them, in a real browser."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import Quoter, ask, needs_chromium, opened, ready, served
from tests.test_page import BORDER, FOOD, SUMMIT

pytestmark = needs_chromium

# How many answers each conversation has that the browser keeps. Not for wait_for_function, which would not
# wait for it: to that a promise is true.
KEPT = """async () => {
    const opening = indexedDB.open("footnote", 1);
    await new Promise((done) => (opening.onsuccess = done));
    const all = opening.result.transaction("conversations").objectStore("conversations").getAll();
    await new Promise((done) => (all.onsuccess = done));
    opening.result.close();
    return all.result.map((record) => record.answers.length);
}"""
ATTACK = '"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def bot() -> Quoter:
    return Quoter([BORDER, FOOD, SUMMIT])


def reload(page: Page) -> None:
    page.reload()
    ready(page)


def questions(page: Page, *expected: str) -> None:
    expect(page.locator(".fn-question")).to_have_text(list(expected))
    expect(page.locator('.fn-turn[aria-busy="true"]')).to_have_count(0)


def kept(page: Page, count: int) -> None:
    """Waits until the browser keeps a conversation of so many answers."""
    for _ in range(600):
        if count in page.evaluate(KEPT):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"the browser keeps no conversation of {count} answers")


def two(page: Page) -> None:
    """One conversation of a question, and a second one of two, which is on the page."""
    ask(page, "summit")
    kept(page, 1)
    page.get_by_role("button", name="New conversation").click()
    questions(page)
    ask(page, "Rice")
    ask(page, "border")
    kept(page, 2)


def conversations(page: Page) -> Locator:
    """The opened list of conversations."""
    page.get_by_role("button", name="Conversations").click()
    dialog = page.get_by_role("dialog", name="Conversations")
    expect(dialog).to_be_visible()
    return dialog


def test_a_conversation_is_there_after_a_reload_and_goes_on(page: Page) -> None:
    ask(page, "summit")
    ask(page, "border")
    kept(page, 2)
    reload(page)
    questions(page, "summit", "border")
    expect(page.locator(".fn-card:visible mark").first).to_have_text("The border was closed in January 2020.")
    ask(page, "early")
    kept(page, 3)
    page.get_by_role("button", name="Undo the last question").click()
    questions(page, "summit", "border")
    kept(page, 2)


def test_a_new_one_begins_and_the_old_one_can_be_opened_again(page: Page) -> None:
    expect(page.get_by_role("button", name="Conversations")).to_be_hidden()
    two(page)
    dialog = conversations(page)
    expect(dialog.locator(".fn-name")).to_have_text(["Rice", "summit"])
    expect(dialog.locator(".fn-name").first).to_be_focused()
    expect(dialog.locator(".fn-meta")).to_contain_text(["2 questions", "1 question"])
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    dialog = conversations(page)
    dialog.get_by_role("button", name="summit", exact=True).press("Enter")
    questions(page, "summit")
    expect(page.locator("#fn-box textarea")).to_be_focused()
    reload(page)
    questions(page, "summit")


def test_a_conversation_is_renamed_by_keyboard(page: Page) -> None:
    ask(page, "summit")
    kept(page, 1)
    dialog = conversations(page)
    dialog.get_by_role("button", name="Rename summit").press("Enter")
    field = dialog.get_by_label("New name")
    expect(field).to_be_focused()
    page.keyboard.type("Nothing")
    page.keyboard.press("Escape")
    expect(dialog.locator(".fn-name")).to_have_text(["summit"])
    dialog.get_by_role("button", name="Rename summit").press("Enter")
    page.keyboard.type(f"Leaders {ATTACK}")
    page.keyboard.press("Enter")
    expect(dialog.locator(".fn-name")).to_have_text([f"Leaders {ATTACK}"])
    expect(dialog.locator(".fn-name")).to_be_focused()
    page.keyboard.press("Escape")
    ask(page, "early")
    kept(page, 2)
    reload(page)
    expect(conversations(page).locator(".fn-name")).to_have_text([f"Leaders {ATTACK}"])


def test_a_conversation_is_deleted_once_that_is_confirmed(page: Page) -> None:
    two(page)
    dialog = conversations(page)
    dialog.get_by_role("button", name="Delete summit").click()
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.locator(".fn-name")).to_have_text(["Rice", "summit"])
    dialog.get_by_role("button", name="Delete summit").click()
    dialog.get_by_role("button", name="Delete it").click()
    expect(dialog.locator(".fn-name")).to_have_text(["Rice"])
    dialog.get_by_role("button", name="Delete Rice").click()
    dialog.get_by_role("button", name="Delete it").click()
    expect(dialog).to_be_hidden()
    questions(page)
    expect(page.get_by_role("button", name="Conversations")).to_be_hidden()
    reload(page)
    questions(page)


def test_the_question_that_was_being_answered_is_in_the_box_after_a_reload(page: Page, bot: Quoter) -> None:
    ask(page, "summit")
    kept(page, 1)
    bot.gate.clear()
    try:
        page.locator("#fn-box textarea").fill("border")
        page.keyboard.press("Enter")
        expect(page.locator('.fn-turn[aria-busy="true"] .fn-answer')).to_contain_text("The border was closed")
        reload(page)
        expect(page.locator("#fn-box textarea")).to_have_value("border")
        expect(page.get_by_role("status").filter(has_text="loaded anew")).to_be_visible()
        questions(page, "summit")
    finally:
        bot.gate.set()
    page.locator("#fn-box textarea").press("Enter")
    questions(page, "summit", "border")


def test_what_was_being_written_is_in_the_box_after_a_reload(page: Page) -> None:
    page.locator("#fn-box textarea").fill("Half a quest")
    reload(page)
    expect(page.locator("#fn-box textarea")).to_have_value("Half a quest")
    questions(page)


def test_two_tabs_that_go_on_with_one_conversation_lose_nothing(page: Page, address: str) -> None:
    ask(page, "summit")
    kept(page, 1)
    other = page.context.new_page()
    other.goto(address)
    ready(other)
    conversations(other).get_by_role("button", name="summit", exact=True).click()
    questions(other, "summit")
    ask(other, "Rice")
    kept(other, 2)
    ask(page, "early")
    ask(page, "border")
    kept(page, 3)
    rows = conversations(page).locator(".fn-row")
    expect(rows).to_contain_text(["3 questions", "2 questions"])


def test_what_the_server_has_forgotten_stays_kept(page: Page) -> None:
    ask(page, "summit")
    ask(page, "border")
    kept(page, 2)
    page.evaluate("""() => {
        const answers = [{ question: "Who came?" }];
        document.dispatchEvent(new CustomEvent("fn-sent", { detail: { answers } }));
    }""")
    kept(page, 1)
    assert sorted(page.evaluate(KEPT)) == [1, 2]


@pytest.mark.parametrize(("form", "name"), [("Markdown", "border.md"), ("JSON", "border.json")])
def test_a_conversation_is_exported(page: Page, tmp_path: Path, form: str, name: str) -> None:
    ask(page, "border")
    ask(page, "Who won the cup?")
    kept(page, 2)
    for button in (page.locator(".fn-exports").get_by_role("button", name=form), None):
        with page.expect_download() as caught:
            if button:
                button.click()
            else:
                conversations(page).get_by_role("button", name=f"Export border as {form}").click()
        assert caught.value.suggested_filename == name
        caught.value.save_as(tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        if form == "Markdown":
            assert "The border was closed in January 2020.[^1]" in text
            assert "[^1]: “The border was closed in January 2020.” [A border closed](<https://daily" in text
            assert "The articles don't answer this." in text
        else:
            first, second = json.loads(text)["answers"]
            quote = first["citations"][0]
            assert BORDER.text[quote["start"] : quote["end"]] == quote["cited_text"]
            assert second["abstained"]


def test_a_browser_that_keeps_nothing_says_so_and_answers(browser: Browser, address: str) -> None:
    with opened(browser, address, before="delete window.indexedDB; indexedDB = undefined") as page:
        ask(page, "summit")
        expect(page.locator(".fn-unkept")).to_contain_text("doesn't keep this conversation")
        questions(page, "summit")


def test_what_the_browser_kept_wrongly_is_one_line(page: Page) -> None:
    detail = {"answers": [{"question": ATTACK}], "asked": "", "draft": ""}
    page.evaluate("(detail) => document.dispatchEvent(new CustomEvent('fn-open', { detail }))", detail)
    expect(page.get_by_role("alert").filter(has_text="no conversation that was kept: 0.text")).to_be_visible()
    page.evaluate(
        "(detail) => document.dispatchEvent(new CustomEvent('fn-export', { detail }))",
        {"answers": [], "name": "", "form": ATTACK},
    )
    expect(page.locator(".fn-unkept")).to_contain_text("is no form of a file")


def test_articles_that_have_gone_are_said_after_a_reload(browser: Browser) -> None:
    bot = Quoter([BORDER, FOOD])
    with served(bot) as address, opened(browser, address) as page:
        ask(page, "border")
        kept(page, 1)
        bot._articles = [FOOD]
        reload(page)
        questions(page, "border")
        expect(page.locator(".fn-notes")).to_contain_text("the article of [1] has left the library")
        expect(page.locator(".fn-card mark").first).to_have_text("The border was closed in January 2020.")
