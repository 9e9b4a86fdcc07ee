"""The search tab in a real browser, over the sample articles."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from index.library import Library
from qa.assemble import chatbot
from qa.settings import Settings
from tests.browsing import ask, chromium, needs_chromium, opened, served

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def address(sample_library: Library) -> Iterator[str]:
    with served(chatbot(sample_library, Settings())) as place:
        yield place


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as fresh:
        fresh.get_by_role("tab", name="Search").click()
        yield fresh


def search(page: Page, query: str) -> None:
    box = page.get_by_label("Search", exact=True).locator("visible=true")
    box.fill(query)
    box.press("Enter")


def test_results_come_as_one_types_enter_with_their_words_marked(page: Page, sample_library: Library) -> None:
    search(page, "border closed")
    titles = page.locator(".fn-results h3")
    expect(titles).to_have_count(10)
    best = sample_library.search("border closed", 10)
    assert titles.all_inner_texts() == [hit.article.title for hit in best]
    expect(page.locator(".fn-results mark").first).to_have_text("borders")
    page.get_by_role("button", name="Show more passages").click()
    expect(titles).to_have_count(20)


def test_a_bar_of_the_timeline_narrows_the_dates_and_they_can_all_be_shown_again(page: Page) -> None:
    search(page, "summit")
    bar = page.get_by_role("button", name="2019:")
    bar.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("From")).to_have_value("2019-01-01")
    expect(page.get_by_label("Until")).to_have_value("2019-12-31")
    times = page.locator(".fn-results time")
    expect(times.first).to_contain_text("2019")
    assert all("2019" in text for text in times.all_inner_texts())
    page.get_by_role("button", name="Show all dates").click()
    expect(page.get_by_label("From")).to_have_value("")
    expect(page.get_by_role("button", name="2018:")).to_be_visible()


def test_publications_narrow_the_search(page: Page, sample_library: Library) -> None:
    search(page, "summit")
    expect(page.locator(".fn-results")).to_be_visible()
    page.get_by_label("Publications").click()
    page.get_by_role("option", name="Sample Desk: Summits").click()
    metas = page.locator(".fn-results .fn-meta")
    expect(metas.filter(has_not_text="Sample Desk: Summits")).to_have_count(0)
    assert metas.count() > 0


def test_dates_are_picked_and_searched_for_once(page: Page) -> None:
    search(page, "summit")
    expect(page.locator(".fn-results")).to_be_visible()
    box = page.get_by_label("From")
    expect(box).to_have_attribute("type", "date")
    box.fill("2021-01-01")
    times = page.locator(".fn-results time")
    expect(times.filter(has_not_text="2021")).to_have_count(0)
    page.get_by_label("Until").fill("2020-01-01")
    expect(page.get_by_role("alert")).to_contain_text("From 2021-01-01 is later than Until 2020-01-01")
    page.get_by_label("Until").fill("")
    expect(times.first).to_be_visible()
    more = page.get_by_role("button", name="Show more passages")
    more.click()
    expect(page.locator(".fn-results h3")).to_have_count(20)
    box.focus()
    page.get_by_label("Until").focus()  # leaving a date that is the same searches for nothing
    page.wait_for_timeout(300)
    expect(page.locator(".fn-results h3")).to_have_count(20)


def test_the_focus_goes_to_what_a_choice_brought(page: Page) -> None:
    search(page, "summit")
    more = page.get_by_role("button", name="Show more passages")
    more.focus()
    page.keyboard.press("Enter")
    eleventh = page.locator(".fn-results > li").nth(10)
    expect(eleventh.locator(":focus")).to_have_count(1)
    page.get_by_role("button", name="2019:").focus()
    page.keyboard.press("Enter")
    told = page.get_by_role("status").filter(has_text="found")
    expect(told).to_be_focused()
    page.get_by_role("button", name="Show all dates").click()
    expect(told).to_be_focused()


def test_a_fault_inside_is_owned_up_to(browser: Browser, sample_library: Library) -> None:
    bot = chatbot(sample_library, Settings())
    with served(bot) as place, opened(browser, place) as fresh:
        fresh.get_by_role("tab", name="Search").click()
        search(fresh, "summit")
        expect(fresh.locator(".fn-results")).to_be_visible()
        bot.library = None  # type: ignore[assignment]
        search(fresh, "border")
        expect(fresh.get_by_role("alert").filter(has_text="Something broke")).to_be_visible()
        expect(fresh.locator(".fn-results")).to_have_count(0)


def test_without_a_query_it_invites_and_without_a_match_it_says_so(page: Page) -> None:
    search(page, "   ")
    expect(page.locator("#fn-found")).to_contain_text("the passages that fit it best come first")
    page.get_by_label("From").fill("1999-01-01")
    page.get_by_label("Until").fill("1999-12-31")
    search(page, "summit <b>bold</b>")
    expect(page.locator("#fn-found")).to_contain_text("No passage fits “summit <b>bold</b>”")


def test_an_article_opens_at_its_passage_and_gives_the_focus_back(
    page: Page, sample_library: Library
) -> None:
    search(page, "border closed")
    hit = sample_library.search("border closed", 2)[1]
    button = page.locator(".fn-results .fn-read").nth(1)
    button.focus()
    page.keyboard.press("Enter")
    pane = page.get_by_role("dialog")
    expect(pane.get_by_role("heading")).to_have_text(hit.article.title)
    mark = pane.locator("mark")
    assert mark.inner_text().split() == hit.chunk.text.split()
    expect(mark).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(pane).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(pane).to_be_visible()
    pane.get_by_role("button", name="Close the article").click()
    expect(pane).to_have_count(0)


def test_a_source_of_an_answer_opens_at_its_quote(browser: Browser, address: str) -> None:
    with opened(browser, address) as fresh:
        ask(fresh, "When did Kim meet Putin?")
        fresh.locator(".fn-sources .fn-read").first.click()
        pane = fresh.get_by_role("dialog")
        expect(pane.locator("mark")).to_contain_text("Kim met Russian President Vladimir Putin")
        expect(pane.locator("mark")).to_be_in_viewport()
        assert len(pane.locator(".fn-text").inner_text()) > 1_000
