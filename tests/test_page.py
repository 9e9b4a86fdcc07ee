"""The page as a reader has it, in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.article import Article
from tests.browsing import Quoter, ask, needs_chromium, opened

pytestmark = needs_chromium

BORDER = Article(
    "border",
    "A border closed",
    "Traders had expected it.\n\nTrade was slow. The border was closed in January 2020. Food became scarce.",
    source="The Daily",
    published="2021-06-17",
    url="https://daily.example/border",
)
PRICES = "Rice and the border: rice cost from $5 to $10 a bag, *or* more."
FOOD = Article("food", "Prices in the market", PRICES)
SUMMIT = Article(
    "summit", "The summit", "Two leaders met at the summit. They parted early.", published="2019-02-28"
)
LONG = Article("long", "Rivers", "\n\n".join(f"River number {n} is long. It goes on." for n in range(40)))


@pytest.fixture(scope="module")
def bot() -> Quoter:
    return Quoter([BORDER, FOOD, SUMMIT, LONG])


def test_the_page_says_what_it_is_and_how_much_it_has_read(page: Page) -> None:
    expect(page).to_have_title("Footnote")
    expect(page.locator(".fn-stock")).to_have_text("4 articles, 28 February 2019 – 17 June 2021")
    expect(page.locator("#fn-box textarea")).to_be_focused()


def test_enter_sends_and_shift_enter_begins_a_line(page: Page) -> None:
    page.keyboard.type("What of the")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("summit")
    expect(page.locator("#fn-box textarea")).to_have_value("What of the\nsummit")
    page.keyboard.press("Enter")
    expect(page.locator(".fn-answer")).to_contain_text("Two leaders met at the summit.")
    expect(page.locator("#fn-box textarea")).to_have_value("")
    expect(page.locator("#fn-box textarea")).to_be_focused()


def test_an_answer_shows_its_sources_with_the_quote_marked(page: Page) -> None:
    ask(page, "border")
    cards = page.locator(".fn-card:visible")
    expect(cards).to_have_count(2)
    expect(cards.first.locator("h3")).to_have_text("A border closed")
    expect(cards.first.locator(".fn-meta")).to_have_text("The Daily · 17 June 2021 · daily.example")
    expect(cards.first.locator("mark")).to_have_text("The border was closed in January 2020.")
    expect(cards.first.locator("blockquote")).to_have_text(
        "Trade was slow. The border was closed in January 2020. Food became scarce."
    )


def test_a_mark_leads_to_its_source_by_mouse_and_by_keyboard(page: Page) -> None:
    ask(page, "River")
    last = page.locator(".fn-mark").last
    last.click()
    card = page.locator(".fn-lit.fn-card")
    expect(card).to_have_attribute("aria-label", "Source 40")
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()
    first = page.locator(".fn-mark").first
    first.focus()
    page.keyboard.press("Enter")
    expect(card).to_have_attribute("aria-label", "Source 1")
    expect(card).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(first).to_be_focused()


def test_a_mark_of_an_earlier_answer_shows_the_sources_of_that_answer(page: Page) -> None:
    ask(page, "border")
    ask(page, "summit")
    visible = page.locator(".fn-sources:visible")
    expect(visible.locator("> .fn-card h3")).to_have_text(["The summit"])
    page.locator("#fn-turn-1 .fn-mark").nth(1).click()
    expect(visible.locator("> .fn-card h3")).to_have_text(["A border closed", "Prices in the market"])
    ask(page, "early")
    expect(visible.locator(".fn-about")).to_have_text("early")


def test_an_abstention_looks_like_one(page: Page) -> None:
    ask(page, "Who won the World Cup?")
    expect(page.locator(".fn-abstained")).to_contain_text("The articles don't answer this.")
    expect(page.locator(".fn-sources h2")).to_have_text("Closest passages")
    expect(page.locator(".fn-card")).to_have_count(3)
    expect(page.locator(".fn-mark, .fn-back, mark")).to_have_count(0)
    ask(page, "summit")
    page.get_by_role("link", name="closest passages").click()
    expect(page.locator(".fn-sources:visible h2")).to_have_text("Closest passages")


def test_a_bad_question_is_explained_and_nothing_is_lost(page: Page) -> None:
    ask(page, "summit")
    box = page.locator("#fn-box textarea")
    box.fill("?!")
    box.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="has no words")).to_be_visible()
    expect(box).to_have_value("?!")
    expect(page.locator(".fn-turn")).to_have_count(1)
    expect(page.locator(".fn-card:visible h3")).to_have_text("The summit")
    ask(page, "border")
    expect(page.locator(".fn-log .fn-problem")).to_have_count(0)


def test_a_fault_inside_is_owned_up_to_and_nothing_is_lost(page: Page) -> None:
    ask(page, "summit")
    page.locator("#fn-box textarea").fill("breakdown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Something broke")).to_be_visible()
    expect(page.locator("#fn-box textarea")).to_have_value("breakdown")
    expect(page.locator(".fn-turn")).to_have_count(1)
    expect(page.get_by_text("nobody foresaw")).to_have_count(0)


def test_the_answer_is_seen_while_it_grows(page: Page, bot: Quoter) -> None:
    bot.gate.clear()
    try:
        page.locator("#fn-box textarea").fill("border")
        page.keyboard.press("Enter")
        growing = page.locator('.fn-turn[aria-busy="true"] .fn-answer')
        expect(growing).to_contain_text("The border was closed in January 2020.")
        expect(growing).not_to_contain_text("Rice")
    finally:
        bot.gate.set()
    expect(page.locator('.fn-turn[aria-busy="false"] .fn-answer')).to_contain_text("Rice")


def test_what_looks_like_markup_or_mathematics_is_shown_as_it_stands(page: Page) -> None:
    ask(page, "Rice")
    expect(page.locator(".fn-answer")).to_contain_text(PRICES)
    expect(page.locator(".fn-card mark")).to_have_text(PRICES)
    expect(page.locator(".fn-answer em, .fn-answer .katex, .fn-card em, .fn-card .katex")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_narrow_screen_the_sources_stand_below_and_nothing_sticks_out(
    browser: Browser, address: str, width: int
) -> None:
    with opened(browser, address, viewport={"width": width, "height": 700}, reduced_motion="reduce") as page:
        ask(page, "border")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator(".fn-answer")).to_be_in_viewport()
        answer, card = (
            page.locator(".fn-answer").bounding_box(),
            page.locator(".fn-card").first.bounding_box(),
        )
        assert answer and card and card["y"] > answer["y"] + answer["height"]
        page.locator(".fn-mark").nth(1).click()
        expect(page.locator(".fn-card").nth(1)).to_be_in_viewport()


@pytest.mark.parametrize(("scheme", "light"), [("light", True), ("dark", False)])
def test_paper_and_ink_follow_the_readers_scheme(
    browser: Browser, address: str, scheme: Any, light: bool
) -> None:
    with opened(browser, address, color_scheme=scheme) as page:
        ask(page, "summit")
        paper = page.locator(".gradio-container").evaluate("e => getComputedStyle(e).backgroundColor")
        ink = page.locator(".fn-answer").evaluate("e => getComputedStyle(e).color")
        assert (_brightness(paper) > _brightness(ink)) == light
        assert abs(_brightness(paper) - _brightness(ink)) > 150


def _brightness(color: str) -> float:
    red, green, blue = (int(part) for part in re.findall(r"\d+", color)[:3])
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_the_browser_itself_refuses_other_hosts(page: Page) -> None:
    refused = "fetch('https://elsewhere.example/').then(() => false, () => true)"
    reported = "new Promise(done => document.addEventListener('securitypolicyviolation', () => done(true)))"
    assert page.evaluate(f"Promise.all([{reported}, {refused}])") == [True, True]
