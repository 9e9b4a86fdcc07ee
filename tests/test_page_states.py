"""The states that a page seldom is in, each in a real browser, with pictures of how it looks."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from corpus.article import Article
from index.encoder import HashEncoder
from qa.assemble import chatbot
from qa.collection import Collection
from qa.settings import Settings
from tests.browsing import Quoter, ask, needs_chromium, opened, ready, served
from tests.conftest import SAMPLES, Write, library_in
from tests.picturing import folder_for_pictures, photograph
from tests.slow_encoder import SlowEncoder
from tests.test_page import BORDER, FOOD, SUMMIT

pytestmark = needs_chromium

ARABIC = Article(
    "arabic",
    "افتتاح الجسر القديم في المدينة",
    "بُني الجسر القديم في عام 1932 من حجر النهر. عبره التجار كل صباح.\n\nأُعيد افتتاح الجسر في 4 مارس 2021 بعد"
    " ترميم دام عامين. حضر الافتتاح سكان المدينة.",
    source="صحيفة النهر",
    author="ليلى حداد",
    published="2021-03-05",
    url="https://nahr.example/bridge",
)
HEBREW = Article(
    "hebrew",
    "הספרייה על הגבעה",
    "הספרייה על הגבעה נפתחה בשנת 1958. יש בה 12,000 ספרים.",
    source="עיתון הגבעה",
    published="2020-11-12",
)
ENDLESS = "Donaudampfschifffahrtsgesellschaftskapitän" * 12


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return folder_for_pictures(tmp_path / "pictures")


@contextmanager
def quoting(browser: Browser, *articles: Article) -> Iterator[Page]:
    """A page that quotes the articles."""
    with served(Quoter(articles)) as address, opened(browser, address) as page:
        yield page


def fits(page: Page) -> bool:
    """Whether nothing sticks out on a narrow screen."""
    page.set_viewport_size({"width": 320, "height": 700})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    return bool(width <= 320)


def test_an_empty_library_says_how_to_begin_in_every_tab(
    browser: Browser, tmp_path: Path, pictures: Path
) -> None:
    with (
        library_in(tmp_path, HashEncoder()) as library,
        served(chatbot(library, Settings()), Collection(library)) as address,
        opened(browser, address) as page,
    ):
        expect(page.locator(".fn-header")).to_contain_text(
            "no articles yet: the Library tab says how to begin"
        )
        photograph(page, pictures, "empty-first")
        ask(page, "When was the lighthouse lit?")
        expect(page.locator(".fn-abstained")).to_be_visible()
        photograph(page, pictures, "empty-asked")
        page.get_by_role("tab", name="Search").click()
        page.get_by_label("Search", exact=True).fill("lighthouse")
        page.keyboard.press("Enter")
        expect(page.locator("#fn-found")).to_contain_text("library is empty")
        photograph(page, pictures, "empty-search")
        page.get_by_role("tab", name="Library").click()
        expect(page.locator("#fn-library .fn-empty")).to_contain_text("To begin, add files")
        photograph(page, pictures, "empty-library")


def test_a_sync_under_way_is_seen(browser: Browser, tmp_path: Path, pictures: Path, write: Write) -> None:
    slow = SlowEncoder()
    folder = write({f"{n}.txt": f"Report {n} is short." for n in range(30)})
    with library_in(tmp_path, slow) as library:
        library.sync(folder)
        (folder / "0.txt").write_text("Report 0 has changed.")
        with (
            served(chatbot(library, Settings()), Collection(library)) as address,
            opened(browser, address) as page,
        ):
            synced_slowly(page, slow, pictures)


def synced_slowly(page: Page, slow: SlowEncoder, pictures: Path) -> None:
    page.get_by_role("tab", name="Library").click()
    slow.gate.clear()
    try:
        page.get_by_role("button", name="Sync folders").click()
        expect(page.locator(".fn-under-way")).to_contain_text("Embedding: 0 of 1 chunk")
        photograph(page, pictures, "sync")
    finally:
        slow.gate.set()
    expect(page.locator(".fn-synced")).to_contain_text("1 updated")
    photograph(page, pictures, "synced")


def test_without_the_language_model_there_is_the_quoted_answer_and_the_reason(
    browser: Browser, tmp_path: Path, pictures: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with library_in(tmp_path, HashEncoder()) as library:
        library.sync(SAMPLES)
        bot = chatbot(library, Settings(llm_url=closed, llm_model="small"))
        with served(bot) as address, opened(browser, address) as page:
            ask(page, "Where did Zhou Enlai and Kim Il Sung sign the treaty?")
            expect(page.locator(".fn-answer")).to_contain_text("signed the treaty in Beijing")
            expect(page.locator(".fn-notes")).to_contain_text(closed)
            photograph(page, pictures, "no-language-model")


def test_two_hundred_quotes_can_be_walked_through(browser: Browser, pictures: Path) -> None:
    text = "\n\n".join(
        f"River number {n} is long and winds through a valley. It goes on." for n in range(200)
    )
    with quoting(browser, Article("rivers", "Rivers", text, source="The Atlas")) as page:
        ask(page, "River")
        expect(page.locator(".fn-sources > .fn-card")).to_have_count(200)
        page.locator(".fn-mark").last.click()
        expect(page.locator("#fn-src-1-200")).to_be_in_viewport()
        assert fits(page)
        photograph(page, pictures, "long-answer")


def test_an_article_as_long_as_a_book_opens_at_its_quote(browser: Browser, pictures: Path) -> None:
    sentence = "The clerk wrote down the weather of the day, as he had done for years. "
    pages = ["".join(sentence for _ in range(10)) for _ in range(710)]
    text = "\n\n".join([*pages[:500], "On that day a comet stood over the harbour.", *pages[500:]])
    assert len(text) > 500_000
    with quoting(browser, Article("book", "The clerk's diary", text, source="Harbour Press")) as page:
        ask(page, "comet")
        page.locator(".fn-sources .fn-read").first.click()
        pane = page.get_by_role("dialog")
        expect(pane.locator("mark")).to_be_in_viewport()
        photograph(page, pictures, "long-article")
        pane.locator(".fn-text").focus()
        page.keyboard.press("End")
        expect(pane.locator("mark")).not_to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(pane).to_have_count(0)


@pytest.mark.parametrize(("article", "question"), [(ARABIC, "متى الافتتاح"), (HEBREW, "כמה ספרים")])
def test_what_is_written_from_right_to_left_is_set_so(
    browser: Browser, pictures: Path, article: Article, question: str
) -> None:
    with quoting(browser, article, BORDER) as page:
        ask(page, question)
        for selector in (".fn-question", ".fn-answer p", ".fn-card blockquote p", ".fn-card h3 bdi"):
            assert page.locator(selector).first.evaluate("e => getComputedStyle(e).direction") == "rtl", (
                selector
            )
        photograph(page, pictures, f"{article.doc_id}-answer")
        page.locator(".fn-mark").first.focus()
        expect(page.get_by_role("tooltip")).to_be_visible()
        page.screenshot(path=pictures / f"{article.doc_id}-quote.png")
        page.locator(".fn-sources .fn-read").first.click()
        for selector in (".fn-reader h2 bdi", ".fn-text"):
            assert page.locator(selector).evaluate("e => getComputedStyle(e).direction") == "rtl", selector
        photograph(page, pictures, f"{article.doc_id}-article")


def test_a_title_without_a_space_stays_within_its_place(browser: Browser, pictures: Path) -> None:
    endless = Article("endless", ENDLESS, f"{ENDLESS} sailed on the border.", source=ENDLESS, author=ENDLESS)
    with quoting(browser, endless, BORDER) as page:
        ask(page, f"{ENDLESS} border")
        photograph(page, pictures, "endless-answer")
        assert fits(page)
        page.locator(".fn-sources .fn-read").first.click()
        pane = page.get_by_role("dialog")
        expect(pane).to_be_visible()
        photograph(page, pictures, "endless-article")
        assert pane.locator("header").evaluate("head => head.scrollWidth <= head.clientWidth")


def test_at_200_percent_everything_can_be_reached(browser: Browser, pictures: Path) -> None:
    half = {"width": 640, "height": 400}
    with (
        served(Quoter([BORDER, FOOD, SUMMIT])) as address,
        opened(browser, address, viewport=half, device_scale_factor=2, reduced_motion="reduce") as page,
    ):
        ask(page, "border")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        page.screenshot(path=pictures / "zoom-answer.png")
        for number in (1, 2):
            page.locator(".fn-mark").nth(number - 1).click()
            assert is_uncovered(page.locator(f"#fn-src-1-{number} mark"))
            page.screenshot(path=pictures / f"zoom-source-{number}.png")
        page.locator("#fn-src-1-1 .fn-read").click()
        expect(page.get_by_role("dialog").locator("mark")).to_be_in_viewport()
        assert is_uncovered(page.get_by_role("dialog").locator("mark"))
        page.screenshot(path=pictures / "zoom-article.png")


def is_uncovered(element: Locator) -> bool:
    """Whether nothing lies over the middle of the element's first line."""
    return bool(
        element.evaluate(
            """element => {
                const { left, top, width, height } = element.getClientRects()[0];
                return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
            }"""
        )
    )


@pytest.mark.parametrize("style", ["font-size: 200%", "zoom: 2"])
def test_text_that_is_twice_as_large_leaves_nothing_out(browser: Browser, pictures: Path, style: str) -> None:
    with quoting(browser, BORDER, FOOD, SUMMIT) as page:
        page.evaluate("style => document.documentElement.setAttribute('style', style)", style)
        ask(page, "border")
        name = f"css-{style.partition(':')[0]}"
        page.screenshot(path=pictures / f"{name}-answer.png")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(".fn-mark").nth(1).click()
        expect(page.locator("#fn-src-1-2 mark")).to_be_in_viewport()
        page.screenshot(path=pictures / f"{name}-source.png")
        page.locator("#fn-src-1-2 .fn-read").click()
        expect(page.get_by_role("dialog").locator("mark")).to_be_in_viewport()


def test_a_reload_in_the_middle_of_an_answer_loses_no_question(browser: Browser, pictures: Path) -> None:
    bot = Quoter([BORDER, FOOD, SUMMIT])
    with served(bot) as address, opened(browser, address) as page:
        ask(page, "summit")
        bot.gate.clear()
        try:
            page.locator("#fn-box textarea").fill("border")
            page.keyboard.press("Enter")
            expect(page.locator('.fn-turn[aria-busy="true"] .fn-answer')).to_contain_text("January 2020")
            photograph(page, pictures, "growing")
            page.reload()
            ready(page)
            expect(page.locator(".fn-question")).to_have_text(["summit"])
            expect(page.locator("#fn-box textarea")).to_have_value("border")
            photograph(page, pictures, "reloaded")
        finally:
            bot.gate.set()
        page.locator("#fn-box textarea").press("Enter")
        expect(page.locator('.fn-turn[aria-busy="false"]')).to_have_count(2)
        expect(page.locator(".fn-turn").last).to_contain_text("Rice")
