"""Strings made to break pages: as files and as answers, and what must never come of them."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from corpus.article import Article, Chunk
from index.hit import Hit
from index.library import Library
from qa.answer import Answer, Citation, Turn

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "' onfocus=alert(1) autofocus='",
    "</textarea></template></title><iframe src=javascript:alert(1)></iframe>",
    "${alert(1)}{{alert(1)}}`${alert(1)}`",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
)

EVERY = 5
"""Of a collection of thousands one string in so many is tried, unless all are asked for."""

NOTICE = """window.__pwned = [];
for (const name of ["alert", "prompt", "confirm", "print", "open"])
    window[name] = (...told) => void window.__pwned.push([name, ...told].join(" "));"""
"""Run before the page: whatever calls one of these is noticed, and nothing waits for a reader."""

_TAGS = """a article aside bdi blockquote button code dd details dialog div dl dt fieldset figcaption figure
    h1 h2 h3 header label legend li mark nav ol p path progress section span strong summary time ul"""
_OWN = "svg[class^=fn-], input[name^=fn-], .fn-give > input, .fn-comment > textarea, .fn-kept input"
_ATTRIBUTES = """aria-.*|checked|class|d|data-.*|datetime|dir|disabled|download|for|hidden|href|id|lang|max
    |maxlength|name|open|placeholder|rel|role|rows|tabindex|target|title|type|value|viewBox"""
_FOREIGN = """([tags, own, attributes]) => {
    const [known, tested] = [new Set(tags), new RegExp(`^(${attributes})$`)];
    const [found, names] = [[], new Map()];
    const note = (element, name = "") => found.push(`${name} ${element.outerHTML.slice(0, 200)}`);
    const fits = (name) => names.get(name) ?? names.set(name, tested.test(name)).get(name);
    for (const element of document.querySelectorAll(".html-container *")) {
        if (!known.has(element.localName) && !element.matches(own)) note(element);
        if (element.localName === "a" && !/^(https?|blob):$/.test(element.protocol)) note(element);
        for (const name of element.getAttributeNames())
            if (!fits(name) && !element.closest(".fn-timeline, .fn-give")) note(element, name);
    }
    for (const element of document.querySelectorAll("*"))
        for (const name of element.getAttributeNames()) if (name.startsWith("on")) note(element, name);
    for (const element of document.querySelectorAll("iframe, object, embed, frame, body base")) note(element);
    return found;
}"""
"""What stands on the page and is neither its own nor Gradio's."""


def hostile_strings(shared: Path) -> list[str]:
    """Of the strings of the collections in `shared` every naughty one, and an even part of the many others.

    With FOOTNOTE_EXHAUSTIVE set they are all there.
    """
    every = 1 if os.environ.get("FOOTNOTE_EXHAUSTIVE") else EVERY
    folder = shared / "eval" / "hostile"
    strings = (folder / "xss-payloads.txt").read_text(errors="replace").splitlines()[::every]
    strings += json.loads((folder / "naughty-strings.json").read_text())
    for kind in ("test", "train"):
        for questions in json.loads((folder / f"text_attack_{kind}.json").read_text()).values():
            strings += questions[::every]
    return [string for string in dict.fromkeys(strings) if squeezed(string)]


def squeezed(text: str) -> str:
    """`text` without space and without what HTML can't show."""
    return "".join("".join(c for c in text if c >= " " and c != "\x7f").split())


def write_articles(strings: Sequence[str], folder: Path, size: int) -> list[str]:
    """Files with a string as every field and as name, in batches; the word that all texts of each end in.

    One article a batch has all its strings in one. Every other has no title: it goes by the name of its file.
    """
    words = []
    for number, start in enumerate(range(0, len(strings), size)):
        batch = strings[start : start + size]
        word = f"batch{number}x"
        words.append(word)
        for n, string in enumerate(batch):
            record = _record(string, f"{string} {word}", string if n % 2 else "")
            _write(folder / f"{number}-{n}", string, json.dumps(record))
        every = "\n\n".join(batch)
        record = _record(every[:2_000], f"{every} {word}", f"All of {word} {every[:2_000]}")
        _write(folder / f"{number}", "all", json.dumps(record))
    return words


def write_broken(strings: Sequence[str], folder: Path) -> None:
    """Files that can't be read, each with a string as its name."""
    for n, string in enumerate(strings):
        _write(folder / f"{n}", string, "{")


def _record(string: str, text: str, title: str) -> dict[str, str]:
    url = f"https://hostile.example/{string}" if title else string
    return {"title": title, "source": string, "author": string, "url": url, "text": text}


def _write(folder: Path, name: str, text: str) -> None:
    """A slash in a name begins a folder; no name on a disk is longer than 255 bytes or has a NUL."""
    parts = (part.replace("\0", "").lstrip(". ")[:60] for part in name.split("/"))
    path = folder.joinpath(*filter(None, parts))
    path = path.with_name(f"{path.name}.json") if path != folder else folder / "dots.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


class QuotesAll:
    """Answers a word with every article that ends in it, whole, and with notes."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._articles = [self.article(doc_id) for doc_id in sorted(library.store.digests())]

    def quoting(self) -> "QuotesAll":
        return self

    def article(self, doc_id: str) -> Article | None:
        return self.library.article(doc_id)

    def ending(self, word: str) -> list[Article]:
        """The articles whose text ends in `word`."""
        return [article for article in self._articles if article and article.text.endswith(word)]

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        word = question.rsplit(maxsplit=1)[-1]
        found = self.ending(word)
        others = [article for article in self._articles if article and not article.text.endswith(word)][:10]
        hits = tuple(_hit(rank, article) for rank, article in enumerate(others, 1))
        if not found:
            yield Answer(question, question, (), hits, abstained=True, notes=(question,))
            return
        cited = tuple(_citation(n, article) for n, article in enumerate(found, 1))
        text = "\n\n".join(f"{quote.cited_text} [{quote.number}]" for quote in cited)
        notes = tuple(article.source for article in found)
        yield Answer(question, text, cited, hits, notes=notes, checked_question=f"{question}?")


def _hit(rank: int, article: Article) -> Hit:
    end = len(article.text)
    return Hit(rank, 1.0, Chunk(article.doc_id, article.doc_id, 0, end, article.text), article)


def _citation(n: int, article: Article) -> Citation:
    about = (article.doc_id, article.title, article.source, article.published, article.url)
    return Citation(n, *about, article.text, 0, len(article.text))


def assert_harmless(page: Page) -> None:
    """Nothing of what is shown became an element or an attribute, and nothing of it ran."""
    found: list[Any] = page.evaluate(_FOREIGN, [_TAGS.split(), _OWN, "".join(_ATTRIBUTES.split())])
    assert not found, found[:5]
    noticed = page.evaluate("window.__pwned")
    assert noticed == [], noticed
    assert page.title() == "Footnote"


def texts(page: Page, selector: str) -> list[str]:
    """What stands in each of the elements, without space."""
    return [squeezed(text) for text in page.locator(selector).all_text_contents()]
