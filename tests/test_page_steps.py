"""Stop, retry, edit, undo and beginning anew, and the quote beside a mark, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Quoter, ask, needs_chromium
from tests.test_page import BORDER, FOOD, LONG, SUMMIT

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def bot() -> Quoter:
    return Quoter([BORDER, FOOD, SUMMIT, LONG])


def questions(page: Page, expected: list[str]) -> None:
    expect(page.locator(".fn-question")).to_have_text(expected)
    expect(page.locator('.fn-turn[aria-busy="true"]')).to_have_count(0)


def test_stop_leaves_the_turns_and_puts_the_question_back(page: Page, bot: Quoter) -> None:
    ask(page, "summit")
    bot.gate.clear()
    try:
        page.locator("#fn-box textarea").fill("border")
        page.keyboard.press("Enter")
        expect(page.locator('.fn-turn[aria-busy="true"] .fn-answer')).to_contain_text("The border was closed")
        page.get_by_role("button", name="Stop").press("Enter")
        expect(page.locator("#fn-box textarea")).to_have_value("border")
        questions(page, ["summit"])
    finally:
        bot.gate.set()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    page.wait_for_timeout(1_000)  # nobody types within the moment in which the question comes back
    ask(page, "early")
    questions(page, ["summit", "early"])


def test_undo_takes_the_last_question_back(page: Page) -> None:
    ask(page, "summit")
    ask(page, "border")
    undo = page.get_by_role("button", name="Undo the last question")
    undo.press("Enter")
    questions(page, ["summit"])
    expect(page.locator("#fn-box textarea")).to_have_value("border")
    expect(page.locator("#fn-box textarea")).to_be_focused()
    undo.click()
    questions(page, [])
    expect(page.locator("#fn-box textarea")).to_have_value("summit")
    expect(undo).to_be_hidden()


def test_retry_asks_the_last_question_again_in_its_place(page: Page, bot: Quoter) -> None:
    ask(page, "summit")
    ask(page, "border")
    bot.gate.clear()
    try:
        page.get_by_role("button", name="Retry the last question").click()
        expect(page.locator('.fn-turn[aria-busy="true"]')).to_have_count(1)
    finally:
        bot.gate.set()
    questions(page, ["summit", "border"])


def test_an_edited_question_replaces_its_turn_and_the_later_ones(page: Page) -> None:
    for question in ("summit", "border", "early"):
        ask(page, question)
    page.get_by_role("button", name="Edit question 2").press("Enter")
    box = page.locator("#fn-box textarea")
    expect(box).to_have_value("border")
    expect(
        page.get_by_role("status").filter(has_text="replaces question 2 and the one after")
    ).to_be_visible()
    box.fill("?!")
    box.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="has no words")).to_be_visible()
    questions(page, ["summit", "border", "early"])
    box.fill("Rice")
    box.press("Enter")
    questions(page, ["summit", "Rice"])
    ask(page, "early")
    questions(page, ["summit", "Rice", "early"])


def test_an_edit_can_be_left_and_a_new_conversation_begun(page: Page) -> None:
    ask(page, "summit")
    page.get_by_role("button", name="Edit question 1").click()
    page.get_by_role("button", name="Keep it as it is").click()
    expect(page.locator("#fn-box textarea")).to_have_value("")
    ask(page, "border")
    questions(page, ["summit", "border"])
    page.get_by_role("button", name="New conversation").click()
    questions(page, [])
    expect(page.locator(".fn-card")).to_have_count(0)
    ask(page, "early")
    questions(page, ["early"])


def test_a_mark_shows_its_quote_when_pointed_at_or_focused(page: Page) -> None:
    ask(page, "border")
    mark, quote = page.locator(".fn-mark").first, page.get_by_role("tooltip")
    mark.hover()
    expect(quote).to_contain_text("A border closed · 17 June 2021")
    expect(quote).to_contain_text("The border was closed in January 2020.")
    page.keyboard.press("Escape")
    expect(quote).to_have_count(0)
    page.locator(".fn-mark").nth(1).focus()
    expect(quote).to_contain_text("rice cost from $5 to $10 a bag, *or* more.")
    page.locator("#fn-box textarea").focus()
    expect(quote).to_have_count(0)


def test_passages_that_are_not_cited_are_folded_below(page: Page) -> None:
    ask(page, "summit")
    others = page.locator("details.fn-others")
    titles = others.locator("h3")
    expect(titles.first).to_be_hidden()
    others.locator("summary").press("Enter")
    expect(titles.first).to_be_visible()
    expect(titles).to_have_text(["A border closed", "Prices in the market", "Rivers"])
