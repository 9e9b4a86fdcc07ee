"""The search tab in a real browser, over the sample articles and over a few of its own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from index.hit import Hit
from index.library import Library
from qa.assemble import chatbot
from qa.settings import Settings
from tests.browsing import ask, needs_chromium, opened, served
from tests.conftest import Write

pytestmark = needs_chromium

ATTACK = '"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def address(sample_library: Library) -> Iterator[str]:
    with served(chatbot(sample_library, Settings())) as place:
        yield place


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as fresh:
        fresh.get_by_role("tab", name="Search").click()
        yield fresh


@contextmanager
def searching(browser: Browser, library: Library, width: int = 1280, height: int = 800) -> Iterator[Page]:
    """The search tab of a page over `library`."""
    size = {"width": width, "height": height}
    with (
        served(chatbot(library, Settings())) as address,
        opened(browser, address, viewport=size, reduced_motion="reduce") as page,
    ):
        page.get_by_role("tab", name="Search").click()
        yield page


@pytest.fixture
def reports(library: Library, write: Write) -> Library:
    """Thirty reports of 2015, 2018 and 2021 by three papers, and three without a date."""
    days = [f"{2015 + 3 * (n % 3)}-0{1 + n % 9}-11" for n in range(30)] + [""] * 3
    records = [
        {
            "title": f"Report {n}",
            "text": f"Report {n} is short.",
            "published": day,
            "source": f"Paper {n % 3}",
        }
        for n, day in enumerate(days)
    ]
    library.sync(write({"all.jsonl": "\n".join(map(json.dumps, records))}))
    return library


def search(page: Page, query: str) -> None:
    box = page.get_by_label("Search", exact=True).locator("visible=true")
    box.fill(query)
    box.press("Enter")


def tally(page: Page) -> Locator:
    return page.locator(".fn-tally")


def results(page: Page) -> Locator:
    return page.locator(".fn-results h3")


def test_results_come_as_one_types_enter_with_their_words_marked(page: Page, sample_library: Library) -> None:
    search(page, "border closed")
    expect(results(page)).to_have_count(10)
    best = sample_library.search("border closed", 10)
    assert results(page).all_inner_texts() == [hit.article.title for hit in best]
    expect(page.locator(".fn-results mark").first).to_have_text("borders")
    page.get_by_role("button", name="Show more passages").click()
    expect(results(page)).to_have_count(20)


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
    publications = page.get_by_label("Publications")
    expect(publications).to_have_attribute("placeholder", "All")
    publications.click()
    page.get_by_role("option", name="Sample Desk: Summits").click()
    metas = page.locator(".fn-results .fn-meta")
    expect(metas.filter(has_not_text="Sample Desk: Summits")).to_have_count(0)
    assert metas.count() > 0
    expect(publications).to_have_attribute("placeholder", "")
    page.keyboard.press("Escape")
    page.get_by_title("Clear").click()
    expect(metas.filter(has_not_text="Sample Desk: Summits")).not_to_have_count(0)
    expect(page.locator(".fn-narrowed")).to_have_count(0)


def test_a_date_that_is_none_is_one_line_that_names_it(page: Page) -> None:
    search(page, "summit")
    box = page.get_by_label("From")
    box.fill("last spring")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("From: 'last spring' is not a date")
    box.fill("")
    box.press("Enter")
    expect(page.locator(".fn-results")).to_be_visible()


def test_without_a_query_it_invites_and_without_a_match_it_says_so(page: Page) -> None:
    search(page, "   ")
    expect(page.locator("#fn-found")).to_contain_text("the passages that fit it best come first")
    page.get_by_label("From").fill("1999-01-01")
    page.get_by_label("Until").fill("1999-12-31")
    search(page, "summit <b>bold</b>")
    expect(page.locator("#fn-found")).to_contain_text("No passage fits “summit <b>bold</b>”")
    page.get_by_role("button", name="Show all dates").click()
    expect(results(page)).to_have_count(10)


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


def test_a_date_box_that_is_left_searches_only_when_its_date_is_another(
    browser: Browser, reports: Library
) -> None:
    with searching(browser, reports) as page:
        search(page, "report")
        expect(tally(page)).to_have_text("33 passages in 33 articles, 3 without a date")
        page.get_by_role("button", name="Show more passages").click()
        expect(results(page)).to_have_count(20)
        came = page.locator(".fn-outcome").get_attribute("data-number")
        first, last = page.get_by_label("From"), page.get_by_label("Until")
        with page.expect_response(lambda response: "/queue/join" in response.url):
            first.focus()
            last.focus()
        last.fill("2015")
        first.focus()
        expect(tally(page)).to_have_text("10 passages in 10 articles")
        assert int(page.locator(".fn-outcome").get_attribute("data-number") or 0) == int(came or 0) + 1
        expect(results(page)).to_have_count(10)


def test_a_day_is_picked_from_a_calendar_or_a_month_or_year_typed(browser: Browser, reports: Library) -> None:
    with searching(browser, reports) as page:
        search(page, "report")
        page.get_by_label("Until").fill("2015-06")
        page.get_by_label("Until").press("Enter")
        expect(page.locator(".fn-narrowed")).to_contain_text("Only until 30 June 2015.")
        page.evaluate("""() => {
            window.opened = [];
            HTMLInputElement.prototype.showPicker = function () { opened.push(this.value); };
        }""")
        page.get_by_label("From").fill("2015-02-03")
        page.get_by_role("button", name="Pick the first day").press("Enter")
        assert page.evaluate("opened") == ["2015-02-03"]
        page.locator("#fn-since .fn-picker").evaluate(
            "picker => { picker.value = '2015-04-05'; picker.dispatchEvent(new Event('change')); }"
        )
        expect(page.get_by_label("From")).to_have_value("2015-04-05")
        expect(page.locator(".fn-narrowed")).to_contain_text("Only from 5 April 2015 until 30 June 2015.")


def test_the_focus_goes_where_a_choice_leads(browser: Browser, reports: Library) -> None:
    with searching(browser, reports) as page:
        search(page, "report")
        for shown in (10, 20, 30):
            expect(results(page)).to_have_count(shown)
            page.get_by_role("button", name="Show more passages").press("Enter")
            expect(results(page).nth(shown)).to_be_focused()
            expect(results(page).nth(shown)).to_be_in_viewport()
        page.get_by_role("button", name="2018:").press("Space")
        expect(tally(page)).to_have_text("10 passages in 10 articles")
        expect(tally(page)).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Show all dates")).to_be_focused()
        page.keyboard.press("Enter")
        expect(tally(page)).to_contain_text("33 passages")
        expect(tally(page)).to_be_focused()


def test_the_focus_stays_with_who_has_moved_on(browser: Browser, reports: Library) -> None:
    with searching(browser, reports) as page, late(reports) as let_go:
        search(page, "report")
        expect(results(page)).to_have_count(10)
        search(page, "late")
        assert let_go.come.wait(timeout=60)  # what is asked later may reach the server first
        page.get_by_role("button", name="Show more passages").press("Enter")
        box = page.get_by_label("Search", exact=True)
        box.focus()
        let_go()
        expect(results(page)).to_have_count(20)
        expect(box).to_be_focused()


def test_what_was_found_is_told_by_one_line_that_stays(browser: Browser, reports: Library) -> None:
    with searching(browser, reports) as page:
        line = page.locator("#fn-search").get_by_role("status")
        expect(line).to_have_text("")
        page.evaluate("""() => {
            window.line = document.querySelector(".fn-told");
            window.told = [];
            new MutationObserver(() => line.textContent && told.push(line.textContent))
                .observe(line, { childList: true });
        }""")
        found = "33 passages in 33 articles, 3 without a date"
        for times in (1, 2):  # the same words are told again
            search(page, "report")
            page.wait_for_function("many => told.length === many", arg=times)
        page.get_by_role("button", name="Show more passages").click()
        page.wait_for_function("told.length === 3")
        assert page.evaluate("told") == [found, found, "20 of 33 shown"]
        assert page.evaluate("line.isConnected")


def test_an_empty_library_says_how_to_begin_until_it_is_filled(
    browser: Browser, library: Library, write: Write
) -> None:
    with searching(browser, library) as page:
        expect(page.locator("#fn-found")).to_contain_text("To begin, see the Library tab")
        search(page, "tea")
        expect(page.locator(".fn-outcome")).not_to_have_attribute("data-number", "0")
        expect(page.locator("#fn-found")).to_contain_text("footnote index FOLDER")
        library.sync(write({"tea.md": "# Tea in Ord\n\nTea came to Ord in 1720.\n"}))
        page.get_by_role("tab", name="Library").click()
        page.get_by_role("tab", name="Search").click()
        expect(results(page)).to_have_text(["Tea in Ord"])


class Late:
    """Lets those go on that have `come`."""

    def __init__(self) -> None:
        self.come, self.gate = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.gate.set()


@contextmanager
def late(library: Library) -> Iterator[Late]:
    """Meanwhile a search for "late" waits until what this gives is called, "broken" breaks, "both" both."""
    waiting, real = Late(), library.search

    def gated(query: str, *args: Any, **options: Any) -> list[Hit]:
        if query in ("late", "both"):
            waiting.come.set()
            assert waiting.gate.wait(timeout=60)
        if query in ("broken", "both"):
            raise RuntimeError("a fault that nobody foresaw")
        return real("report", *args, **options) if query == "late" else real(query, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "search", gated)
        try:
            yield waiting
        finally:
            waiting()


def test_a_fault_is_said_in_one_line_and_the_next_search_shows_results(
    browser: Browser, reports: Library
) -> None:
    with searching(browser, reports) as page, late(reports):
        search(page, "report")
        expect(results(page)).to_have_count(10)
        search(page, "broken")
        expect(page.locator("#fn-found")).to_have_text(
            "Something broke while this was searched; search again, and the server's log has more"
        )
        expect(page.get_by_role("alert")).to_have_count(1)
        expect(page.get_by_label("Search", exact=True)).to_have_value("broken")
        search(page, "report")
        expect(results(page)).to_have_count(10)


@pytest.mark.parametrize("former", ["late", "both"])
def test_of_several_searches_only_the_newest_is_shown(
    browser: Browser, reports: Library, former: str
) -> None:
    with searching(browser, reports) as page, late(reports) as let_go:
        search(page, former)
        search(page, "report 7")
        expect(results(page).first).to_have_text("Report 7")
        let_go()
        page.get_by_label("Look for").click()  # what comes after the former search has ended
        page.get_by_role("option", name="Words, in any form").click()
        expect(page.locator(".fn-outcome")).to_have_attribute("data-number", "2")
        expect(results(page).first).to_have_text("Report 7")


def test_a_publication_that_the_library_has_no_more_is_named(browser: Browser, reports: Library) -> None:
    with searching(browser, reports) as page:
        search(page, "report")
        page.get_by_label("Publications").fill("The Gone Times")
        page.keyboard.press("Enter")
        expect(tally(page)).to_contain_text("No passage fits “report”")
        expect(page.locator(".fn-narrowed")).to_have_text("Only in The Gone Times.")


def test_hostile_queries_and_articles_are_shown_and_not_run(
    browser: Browser, library: Library, write: Write
) -> None:
    text = f"# {ATTACK}\n\n## {ATTACK} ferry\n\nA ferry {ATTACK}.\n"
    record = {"title": ATTACK, "source": ATTACK, "published": "2021-05-01", "url": ATTACK, "text": text}
    library.sync(write({"a.json": json.dumps(record), "b.md": text}))
    with searching(browser, library) as page:
        search(page, f"ferry {ATTACK}")
        expect(results(page)).to_have_count(2)
        expect(page.locator(".fn-found strong").first).to_have_text(ATTACK)
        page.get_by_label("From").fill(ATTACK)
        page.get_by_label("From").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("is not a date")
        page.get_by_label("From").fill("2022")
        page.get_by_label("From").press("Enter")
        expect(tally(page)).to_contain_text(f"No passage fits “ferry {ATTACK}”")
        expect(page.locator(".fn-told")).to_contain_text(ATTACK)
        assert page.locator("#fn-search :is(img, script)").count() == 0


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_narrow_screen_results_begin_on_the_first_and_the_filters_unfold(
    browser: Browser, reports: Library, width: int
) -> None:
    with searching(browser, reports, width, 640) as page:
        search(page, "report")
        expect(results(page).first).to_be_in_viewport()
        expect(page.get_by_label("From")).to_be_hidden()
        expect(page.locator(".fn-bar span").first).to_be_visible()
        button = page.get_by_role("button", name="Filters")
        expect(button).to_have_attribute("aria-expanded", "false")
        button.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        page.get_by_label("From").fill("2018")
        page.get_by_label("From").press("Enter")
        expect(tally(page)).to_have_text("20 passages in 20 articles")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        tops = {round(page.get_by_label(name).bounding_box()["y"]) for name in ("From", "Until")}  # type: ignore[index]
        assert len(tops) == 1
        button.press("Enter")
        expect(page.get_by_label("From")).to_be_hidden()
        expect(page.locator(".fn-narrowed")).to_contain_text("Only from 1 January 2018.")


def test_the_keyboard_reaches_everything_in_its_order(browser: Browser, reports: Library) -> None:
    with searching(browser, reports) as page:
        search(page, "report")
        expect(results(page)).to_have_count(10)
        page.get_by_label("Search", exact=True).focus()
        buttons = partial(page.get_by_role, "button")
        order = (
            *(
                buttons(name="Find passages"),
                page.get_by_label("Look for"),
                page.get_by_label("Publications"),
            ),
            *(page.get_by_label("From"), buttons(name="Pick the first day")),
            *(page.get_by_label("Until"), buttons(name="Pick the last day"), buttons(name="2015:")),
        )
        for element in order:
            page.keyboard.press("Tab")
            expect(element).to_be_focused()
