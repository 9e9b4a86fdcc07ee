"""The questions that the page offers by itself, in a real browser."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import ask, needs_chromium, opened, served
from tests.qa.test_suggestions import OBSERVATORY, Sure

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def bot() -> Sure:
    return Sure([OBSERVATORY])


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address, viewport={"width": 1280, "height": 800}) as page:
        yield page


def test_an_example_asks_itself_and_questions_to_go_on_with_follow(page: Page) -> None:
    example = page.locator("#fn-first .fn-example").first
    question = example.inner_text()
    example.click()
    expect(page.locator(".fn-question")).to_have_text(question)
    expect(page.locator("#fn-first .fn-example").first).to_be_hidden()
    following = page.get_by_role("navigation", name="Answered here too").get_by_role("button")
    expect(following.first).to_be_visible()
    second = following.first.inner_text()
    following.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".fn-question").last).to_have_text(second)
    expect(page.locator('.fn-turn[aria-busy="false"]')).to_have_count(2)


def test_no_example_waits_under_a_conversation_and_none_follows_what_nobody_answers(page: Page) -> None:
    ask(page, "Wer gewann")
    expect(page.locator(".fn-abstained")).to_be_visible()
    expect(page.locator(".fn-example:visible")).to_have_count(0)


def test_the_page_is_there_before_its_examples(browser: Browser) -> None:
    slow = Sure([OBSERVATORY])
    slow.gate = threading.Event()
    with served(slow) as address, opened(browser, address) as page:
        expect(page.locator("#fn-box textarea")).to_be_editable()
        expect(page.locator(".fn-example")).to_have_count(0)
        slow.gate.set()
        expect(page.locator("#fn-first .fn-example").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_long_questions_stay_within_a_narrow_screen(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": 700}) as page:
        expect(page.locator("#fn-first .fn-example").first).to_be_visible()
        ask(page, "When did Mary Whitlock leave Harrow College")
        expect(page.locator("#fn-next .fn-example").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
