"""Thumbs up and down in a real browser, and an evaluation of what was said."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from index.library import Library
from qa.assemble import chatbot
from qa.cli import main
from qa.settings import Settings
from tests.browsing import ask, needs_chromium, opened, served
from tests.conftest import Write

pytestmark = needs_chromium

LIGHTHOUSE = "# The lighthouse\n\nThe lighthouse at Cape Ord was lit for the first time on 4 March 1871.\n"
QUESTION = "When was the lighthouse at Cape Ord lit for the first time?"
ATTACK = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def page(browser: Browser, library: Library, write: Write) -> Iterator[Page]:
    library.sync(write({"lighthouse.md": LIGHTHOUSE}))
    bot = chatbot(library, Settings(threshold=0.0))
    with served(bot) as address, opened(browser, address, reduced_motion="reduce") as page:
        yield page


def said(library: Library, count: int) -> list[dict[str, Any]]:
    lines = (library.store.path / "feedback.jsonl").read_text().splitlines()
    assert len(lines) == count
    return [json.loads(line) for line in lines]


def test_a_thumb_up_is_kept_and_can_be_taken_back(page: Page, library: Library) -> None:
    ask(page, QUESTION)
    up = page.get_by_role("button", name="Helpful", exact=True)
    expect(up).to_have_attribute("aria-pressed", "false")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".fn-noted")).to_have_text("Thank you, noted.")
    expect(up).to_be_focused()
    ask(page, "Where is the lighthouse?")
    expect(up.first).to_have_attribute("aria-pressed", "true")
    expect(up.nth(1)).to_have_attribute("aria-pressed", "false")
    up.first.click()
    expect(page.locator(".fn-noted").first).to_have_text("Taken back.")
    assert [line["verdict"] for line in said(library, 2)] == ["helpful", "withdrawn"]


def test_a_thumb_down_asks_why_by_keyboard(page: Page, library: Library) -> None:
    ask(page, QUESTION)
    down = page.get_by_role("button", name="Not helpful")
    down.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="What was wrong?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("The articles do tell")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(down).to_be_focused()
    expect(down).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Enter")
    dialog.get_by_label("The quote does not support it").check()
    dialog.get_by_label("Comment").fill(f"In 1872 {ATTACK}")
    dialog.get_by_role("button", name="Send").press("Enter")
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(down).to_be_focused()
    (line,) = said(library, 1)
    assert (line["verdict"], line["reason"], line["comment"]) == (
        "unhelpful",
        "unsupported",
        f"In 1872 {ATTACK}",
    )
    assert line["text"].startswith("The lighthouse at Cape Ord was lit")


def test_what_can_not_be_kept_is_said_and_the_comment_stays(page: Page, library: Library) -> None:
    ask(page, QUESTION)
    (library.store.path / "feedback.jsonl").mkdir()
    page.get_by_role("button", name="Not helpful").click()
    dialog = page.get_by_role("dialog", name="What was wrong?")
    dialog.get_by_label("Comment").fill("In 1872.")
    dialog.get_by_role("button", name="Send").click()
    expect(page.locator(".fn-noted")).to_contain_text("Can't write to")
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Not helpful").click()
    expect(dialog.get_by_label("Comment")).to_have_value("In 1872.")


@pytest.mark.parametrize(
    "detail",
    [
        {"turn": 7, "verdict": "helpful"},
        {"turn": "1", "verdict": "helpful"},
        {"turn": 1, "verdict": ATTACK},
        {"turn": 1, "verdict": "unhelpful", "comment": "x" * 2_001},
    ],
)
def test_what_is_sent_past_the_page_is_refused(page: Page, library: Library, detail: dict[str, Any]) -> None:
    ask(page, QUESTION)
    page.evaluate("(detail) => document.dispatchEvent(new CustomEvent('fn-like', { detail }))", detail)
    expect(page.locator("#fn-feedback [role=status]")).to_contain_text(
        {7: "no answer 7", "1": "no answer '1'"}.get(detail["turn"])
        or ("2,001 characters" if "comment" in detail else "verdict")
    )
    assert not (library.store.path / "feedback.jsonl").exists()


def test_what_was_said_is_evaluated(
    page: Page, library: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.locator(".fn-noted")).to_have_text("Thank you, noted.")
    place = library.store.path
    monkeypatch.setenv("FOOTNOTE_ENCODER", library.encoder.name)
    monkeypatch.setenv("FOOTNOTE_THRESHOLD", "0")
    arguments = ["eval", str(place / "feedback.jsonl"), "--library", str(place), "--answers", "--json"]
    assert main(arguments) == 0
    figures = json.loads(capsys.readouterr().out)
    found = {figure["measure"]: figure["mean"] for figure in figures["figures"] if "mean" in figure}
    assert found["first-sentence"] == found["verbatim"] == 1.0
