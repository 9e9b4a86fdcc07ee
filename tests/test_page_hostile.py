"""Hostile articles, names and questions in a real browser: they are shown, and nothing of them runs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

import qa.page.search
import qa.page.shelves
import qa.page.syncing
from corpus.article import Article
from index.encoder import HashEncoder
from index.library import Library
from index.local.store import LocalStore
from qa.collection import Collection
from qa.page.shelves import chosen
from qa.suggestions.offering import Suggestions
from tests.browsing import ask, needs_chromium, opened, served
from tests.conftest import SHARED
from tests.hostile import (
    NOTICE,
    PAYLOADS,
    QuotesAll,
    assert_harmless,
    hostile_strings,
    squeezed,
    texts,
    write_articles,
    write_broken,
)

pytestmark = needs_chromium

BATCH = 1_000


@dataclass(frozen=True)
class Attacked:
    """A page over articles made of hostile strings."""

    address: str
    bot: QuotesAll
    strings: Sequence[str]
    batches: Sequence[str]


@pytest.fixture(scope="module", params=["few", "all"])
def attacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """The page over the few strings that are here, then over all that the evaluation data has."""
    if request.param == "all" and not SHARED.is_dir():
        pytest.skip("the evaluation data is not on this machine")
    strings = list(PAYLOADS) if request.param == "few" else hostile_strings(SHARED)
    place, encoder = tmp_path_factory.mktemp("hostile"), HashEncoder()
    library = Library(encoder, LocalStore(place / "library", encoder.name, encoder.dimension))
    batches = write_articles(strings, place / "articles", BATCH)
    write_broken(strings, place / "broken")
    for folder in ("articles", "broken"):
        library.sync(place / folder)
    bot = QuotesAll(library)
    with everything_at_once(), served(bot, Collection(library)) as address:
        yield Attacked(address, bot, strings, batches)
    library.close()


@contextmanager
def everything_at_once() -> Iterator[None]:
    """The page shows all that it otherwise shows in parts, and no questions of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(qa.page.search, "DEPTH", BATCH)
        patch.setattr(qa.page.search, "PAGE", BATCH)
        patch.setattr(qa.page.shelves, "PAGE", BATCH)
        patch.setattr(qa.page.syncing, "_LONGEST", 100_000)
        patch.setattr(Suggestions, "examples", lambda _: ())
        yield


@pytest.fixture
def page(browser: Browser, attacked: Attacked) -> Iterator[Page]:
    with opened(browser, attacked.address, viewport={"width": 1280, "height": 800}) as page:
        page.add_init_script(NOTICE)
        page.reload()
        expect(page.locator('#fn-box button[aria-label="Ask"]')).to_have_count(1)
        yield page
        assert_harmless(page)


def some(strings: Sequence[str], many: int) -> list[str]:
    """So many of the strings, from all over."""
    return list(strings[:: max(1, len(strings) // many)])


def test_every_string_is_an_example_question(
    page: Page, attacked: Attacked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Suggestions, "examples", lambda _: tuple(attacked.strings))
    page.reload()
    expect(page.locator("#fn-first .fn-example")).to_have_count(len(attacked.strings))
    assert texts(page, "#fn-first .fn-example") == [squeezed(string) for string in attacked.strings]
    assert_harmless(page)
    page.locator("#fn-first .fn-example").nth(1).click()
    expect(page.locator('.fn-turn[aria-busy="false"] .fn-question')).to_have_count(1)
    assert texts(page, ".fn-question") == [squeezed(attacked.strings[1])]


def test_every_string_is_asked_said_and_quoted(page: Page, attacked: Attacked) -> None:
    for number, word in enumerate(attacked.batches):
        batch = attacked.strings[number * BATCH : (number + 1) * BATCH]
        question = " ".join([*batch, word])
        ask(page, question)
        quoted = attacked.bot.ending(word)
        assert len(quoted) == len(batch) + 1
        assert texts(page, ".fn-question") == [squeezed(question)]
        assert texts(page, ".fn-sources > .fn-card h3") == names(quoted)
        whole = zip(texts(page, ".fn-card mark"), quoted, strict=True)
        assert all(shown == squeezed(a.text) for shown, a in whole if len(a.text) <= 2_000)
        page.locator(".fn-mark").first.hover()
        expect(page.locator(".fn-quote")).to_contain_text(word)
        read(page, len(batch), quoted[-1])
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator(".fn-turn")).to_have_count(0)


def names(articles: Sequence[Article]) -> list[str]:
    return [squeezed(article.title or article.doc_id) for article in articles]


def read(page: Page, n: int, article: Article) -> None:
    """Opens the article of the n-th source, looks at all of it, and closes it."""
    page.locator(".fn-sources > .fn-card").nth(n).locator(".fn-read").click()
    expect(page.locator(".fn-reader")).to_be_visible()
    assert texts(page, ".fn-reader[open] h2") == names([article])
    assert texts(page, ".fn-reader[open] .fn-text") == [squeezed(article.text)]
    assert_harmless(page)
    page.keyboard.press("Escape")
    expect(page.locator(".fn-reader")).to_be_hidden()


def test_a_string_that_is_refused_is_shown(page: Page, attacked: Attacked) -> None:
    for string in some(attacked.strings, 10):
        ask(page, f"{string} nothingOfTheKind")
    assert_harmless(page)


def test_every_string_is_found(page: Page, attacked: Attacked) -> None:
    page.get_by_role("tab", name="Search").click()
    for number, word in enumerate(attacked.batches):
        search(page, word)
        expect(page.locator(f'.fn-results [data-doc^="articles/{number}-0/"]')).to_have_count(1)
        found = attacked.bot.library.search(word, BATCH)
        assert texts(page, ".fn-results h3") == [squeezed(h.article.title or h.chunk.doc_id) for h in found]
        assert_harmless(page)
    page.get_by_label("Publications").click()
    expect(page.get_by_role("option").first).to_be_visible()
    assert_harmless(page)
    page.get_by_role("option").nth(2).click()
    expect(page.locator(".fn-results li")).to_have_count(1)


def test_every_string_may_be_looked_for(page: Page, attacked: Attacked) -> None:
    page.get_by_role("tab", name="Search").click()
    page.get_by_label("From").fill("1999-01-01")
    page.get_by_label("Until").fill("1999-12-31")
    for n, string in enumerate(some(attacked.strings, 8)):
        search(page, f"{n}th {string}"[:5_000])
        expect(page.locator("#fn-found")).to_contain_text(f"{n}th ")
    for n, string in enumerate(some(attacked.strings, 4)):
        page.get_by_label("From").fill(f"{n}th {string}")
        page.get_by_label("From").press("Enter")
        expect(page.locator("#fn-found")).to_contain_text(f"{n}th ")


def search(page: Page, query: str) -> None:
    box = page.get_by_label("Search", exact=True)
    box.fill(query)
    box.press("Enter")


def test_every_string_is_listed_as_an_article_and_as_a_file_that_is_not_read(
    page: Page, attacked: Attacked
) -> None:
    page.get_by_role("tab", name="Library").click()
    articles = chosen(attacked.bot.library.store.articles(), "", "By title")
    expect(page.locator(".fn-failed li")).to_have_count(len(attacked.strings))
    page.get_by_label("Order").click()
    page.get_by_role("option", name="By title").click()
    question = page.locator(".fn-confirm[open]")
    for start in range(0, len(articles), BATCH):
        shown = articles[start : start + BATCH]
        if start:
            page.locator(f'.fn-page[data-page="{start // BATCH + 1}"]').click()
        expect(page.locator(".fn-rows .fn-read").first).to_have_attribute("data-doc", shown[0].doc_id)
        assert texts(page, ".fn-rows h3") == names(shown)
        assert_harmless(page)
        page.locator(".fn-rows .fn-delete").last.click()
        expect(question).to_contain_text("Not deleted here")
        assert squeezed(shown[-1].title or shown[-1].doc_id) in texts(page, ".fn-confirm[open]")[0]
        page.keyboard.press("Escape")


def test_every_string_is_the_name_of_an_upload(page: Page, attacked: Attacked) -> None:
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(".fn-rows li").first).to_be_visible()
    page.get_by_label("Find an article").fill("uploads/")
    expect(page.locator(".fn-rows li")).to_have_count(0)
    kept = some(attacked.strings, 20)
    drop(page, [f"{string}.exe" for string in attacked.strings] + [f"{string}.txt" for string in kept])
    expect(page.locator(".fn-received li")).not_to_have_count(0)
    assert_harmless(page)
    named = [string for string in attacked.strings if not string.startswith(".")]  # what is hidden stays so
    assert len(texts(page, ".fn-received li")) >= len(named)
    expect(page.locator(".fn-rows li")).not_to_have_count(0)
    assert_harmless(page)
    page.locator(".fn-rows .fn-delete").first.click()
    expect(page.locator(".fn-confirm[open]")).to_contain_text("The uploaded file is deleted")
    assert_harmless(page)


def drop(page: Page, names: Sequence[str]) -> None:
    """Drops files of these names, each with a few words, on the library."""
    page.locator(".fn-give").evaluate(
        """(place, names) => {
            const dataTransfer = new DataTransfer();
            for (const name of names) dataTransfer.items.add(new File([`Words of ${name}`], name));
            place.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
        }""",
        list(names),
    )
