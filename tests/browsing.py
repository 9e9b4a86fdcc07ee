"""What the tests of the page share: a small chatbot that quotes, a server for it, a browser."""

import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, expect, sync_playwright

import app
from corpus.article import Article, Chunk
from corpus.errors import InputError
from index.hit import Hit
from index.store import FileRecord, Status
from qa.answer import Answer, Citation, Turn
from qa.collection import Collection

CHROMIUM = shutil.which("chromium")
expect.set_options(timeout=30_000)  # on a machine with much else to do
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")


@dataclass
class Quoter:
    """Quotes every sentence that holds the question's last word; waits at `gate` before the second."""

    articles: Sequence[Article]
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.library = self.store = self  # the page asks bot.library.store for the articles
        self._articles, self.articles = self.articles, self._listed  # type: ignore[assignment]
        self.gate.set()

    def _listed(self) -> list[Article]:
        return [replace(article, text="") for article in self._articles]

    def quoting(self) -> "Quoter":
        return self

    def sources(self) -> frozenset[str]:
        return frozenset(article.source for article in self._articles)

    def status(self) -> Status:
        count = len(self._articles)
        sources = tuple(sorted(Counter(article.source for article in self._articles).items()))
        return Status("library", count, count, 1, "quoter", 384, "", "", sources, (), 1_000)

    def folders(self) -> list[str]:
        return []

    def files(self) -> dict[str, FileRecord]:
        return {}

    def digests(self) -> dict[str, str]:
        return {article.doc_id: article.text for article in self._articles}

    def article(self, doc_id: str) -> Article | None:
        return next((article for article in self._articles if article.doc_id == doc_id), None)

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        if not re.search(r"\w", question):
            raise InputError(f"the question {question!r} has no words: ask in words")
        if question == "breakdown":
            raise RuntimeError("a fault that nobody foresaw")
        word = re.findall(r"\w+", question)[-1]
        quotes = [
            (article, found)
            for article in self._articles
            for found in re.finditer(r"[^.\n](?:[^.\n]|\.(?! |$))*(?:\.|$)", article.text, re.MULTILINE)
            if word in found[0]
        ]
        hits = tuple(_hit(rank, article) for rank, article in enumerate(self._articles, 1))
        if not quotes:
            yield Answer(question, "The articles don't answer this.", (), hits, abstained=True)
        text, citations = "", []
        for n, (article, found) in enumerate(quotes, 1):
            text += f" {found[0].strip()} [{n}]"
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            citations.append(_citation(n, article, start, found.end()))
            yield Answer(question, text.strip(), tuple(citations), hits)
            self.gate.wait(timeout=60)


def _hit(rank: int, article: Article) -> Hit:
    text = article.text[:400]
    return Hit(
        rank, 1.0, Chunk(article.doc_id, article.doc_id, 0, len(text), text), replace(article, text="")
    )


def _citation(n: int, article: Article, start: int, end: int) -> Citation:
    about = (article.doc_id, article.title, article.source, article.published, article.url)
    return Citation(n, *about, article.text[start:end], start, end)


@contextmanager
def served(bot: Any, collection: Collection | None = None, *, mcp: bool = False) -> Iterator[str]:
    """The address of the page over `bot`, from which its `collection`, if there is one, can be changed."""
    page = app.build(bot, collection)
    uploads = collection.max_bytes if collection else 0
    try:
        yield app.launch(page, "127.0.0.1", 0, mcp=mcp, uploads=uploads)
    finally:
        page.close(verbose=False)
        if collection:
            collection.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that starts no errands of its own."""
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield running
        running.close()


@contextmanager
def opened(browser: Browser, address: str, *, before: str = "", **context: Any) -> Iterator[Page]:
    """A fresh page, which must talk to no other host, raise no dialog and no error.

    The script `before` runs in it first.
    """
    troubles: list[str] = []
    page = browser.new_context(**context).new_page()
    page.add_init_script(before)

    def on_dialog(dialog: Dialog) -> None:
        troubles.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{address}/", "data:", "blob:")):
            troubles.append(f"request {request.url}")

    page.on("dialog", on_dialog)
    page.on("pageerror", lambda error: troubles.append(f"error {error}"))
    page.on("request", on_request)
    page.goto(address)
    ready(page)
    yield page
    page.context.close()
    assert troubles == []


def ready(page: Page) -> None:
    """Waits until a page that was loaded can be used."""
    expect(page.locator(".fn-header")).to_be_visible()
    expect(page.locator('#fn-box button[aria-label="Ask"]')).to_have_count(1)  # the script has run


def ask(page: Page, question: str) -> None:
    """Types the question, sends it and waits until its answer is complete."""
    box = page.locator("#fn-box textarea")
    turns = page.locator('.fn-turn[aria-busy="false"]')
    before = turns.count()
    box.fill(question)
    box.press("Enter")
    expect(turns).to_have_count(before + 1)
