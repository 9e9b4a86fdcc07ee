"""Readers who ask at the same time, and one who has only a keyboard, in a real browser."""

from playwright.sync_api import Browser, Page, expect

from tests.browsing import Quoter, ask, needs_chromium, opened, served
from tests.test_page import BORDER, FOOD, SUMMIT

pytestmark = needs_chromium


def test_two_readers_who_ask_at_once_keep_apart(browser: Browser) -> None:
    bot = Quoter([BORDER, FOOD, SUMMIT])
    with served(bot) as address, opened(browser, address) as one, opened(browser, address) as other:
        bot.gate.clear()
        try:
            for page, question in ((one, "border"), (other, "early")):
                page.locator("#fn-box textarea").fill(question)
                page.keyboard.press("Enter")
            expect(one.locator(".fn-answer")).to_contain_text("January 2020")
            expect(other.locator(".fn-answer")).to_contain_text("They parted early.")
        finally:
            bot.gate.set()
        expect(one.locator('.fn-turn[aria-busy="false"] .fn-answer')).to_contain_text("Rice")
        expect(other.locator('.fn-turn[aria-busy="false"] .fn-answer')).not_to_contain_text("border")
        ask(one, "summit")
        expect(one.locator(".fn-question")).to_have_text(["border", "summit"])
        expect(other.locator(".fn-question")).to_have_text(["early"])


def test_a_source_is_read_with_the_keyboard_alone(browser: Browser) -> None:
    with served(Quoter([BORDER, FOOD, SUMMIT])) as address, opened(browser, address) as page:
        page.keyboard.type("border")
        page.keyboard.press("Enter")
        expect(page.locator('.fn-turn[aria-busy="false"]')).to_have_count(1)
        presses(page, "Shift+Tab", ".fn-mark >> nth=0")
        expect(page.get_by_role("tooltip")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#fn-src-1-1")).to_be_focused()
        presses(page, "Tab", "#fn-src-1-1 .fn-read")
        page.keyboard.press("Enter")
        pane = page.get_by_role("dialog")
        expect(pane.locator("mark")).to_be_in_viewport()
        presses(page, "Tab", ".fn-text")
        page.keyboard.press("Escape")
        expect(page.locator("#fn-src-1-1 .fn-read")).to_be_focused()
        presses(page, "Shift+Tab", "#fn-src-1-1 .fn-back")
        page.keyboard.press("Enter")
        expect(page.locator(".fn-mark").first).to_be_focused()
        presses(page, "Tab", "#fn-box textarea")
        page.keyboard.type("summit")
        page.keyboard.press("Enter")
        expect(page.locator(".fn-turn")).to_have_count(2)


def presses(page: Page, key: str, selector: str) -> None:
    """Presses the key until what the selector names has the focus."""
    aim = page.locator(selector)
    for _ in range(40):
        if aim.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {selector}")
