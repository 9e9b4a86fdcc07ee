"""The README's pictures, taken anew by `make pictures`; otherwise they go where pytest keeps files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index.library import Library
from qa.assemble import chatbot
from qa.collection import Collection
from qa.settings import Settings
from tests.browsing import ask, needs_chromium, opened, served
from tests.picturing import folder_for_pictures, has_look

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(sample_library: Library) -> Iterator[str]:
    """The page over the sample articles, as `make run` serves it."""
    with served(chatbot(sample_library, Settings()), Collection(sample_library)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        has_look(page, 1280, "light")
        yield page


def picture(page: Page, otherwise: Path, name: str) -> None:
    page.screenshot(path=folder_for_pictures(otherwise) / name)


def test_an_answer_beside_its_quote(page: Page, tmp_path: Path) -> None:
    ask(page, "By how much did Chinese shipments to North Korea fall between January and May?")
    expect(page.locator(".fn-short")).to_have_text("84%")
    expect(page.locator("#fn-next .fn-example")).to_have_count(3)
    page.locator(".fn-mark").first.click()
    page.locator(".fn-stock").click()  # the quote that stands beside the mark goes, its card stays lit
    expect(page.locator(".fn-quote")).to_have_count(0)
    expect(page.locator(".fn-card.fn-lit mark")).to_contain_text("fell 84% from January to May 2021")
    expect(page.locator(".fn-card.fn-lit mark")).to_be_in_viewport()
    picture(page, tmp_path, "page.png")


def test_a_search_with_its_timeline(page: Page, tmp_path: Path) -> None:
    page.get_by_role("tab", name="Search").click()
    page.get_by_label("Search", exact=True).fill("border closed to trade")
    page.keyboard.press("Enter")
    expect(page.locator(".fn-timeline .fn-bar").first).to_be_in_viewport()
    expect(page.locator(".fn-results mark").first).to_be_in_viewport()
    picture(page, tmp_path, "search.png")


def test_the_library_and_its_articles(page: Page, tmp_path: Path) -> None:
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(".fn-holdings")).to_contain_text("all-MiniLM-L6-v2")
    expect(page.get_by_role("button", name="Add files…")).to_be_in_viewport()
    expect(page.locator(".fn-rows h3").first).to_be_in_viewport()
    picture(page, tmp_path, "library.png")
