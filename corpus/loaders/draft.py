"""What every reader hands in, and the one place where it becomes an article."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from corpus.article import Article
from corpus.dates import iso_date
from corpus.loaders.text import clean
from corpus.loaders.unreadable import Unreadable

TITLE_LENGTH = 80  # characters of a title that is made from the text
_SENTENCE_END = re.compile(r"(?<=\w\w[.!?])\s")


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as its file words it: nothing cleaned, dated or filled in yet."""

    text: str
    title: str = ""
    source: str = ""
    author: str = ""
    published: object = ""
    url: str = ""


def finish(draft: Draft, doc_id: str, path: str) -> Article:
    """The article that `draft` describes, every field clean; `Unreadable` where it has no text."""
    text = clean(draft.text).strip()
    if not text:
        raise Unreadable("no text in it")
    url = _line(draft.url)
    return Article(
        doc_id=doc_id,
        title=_line(draft.title) or title_from(text),
        text=text,
        source=_line(draft.source) or host(url),
        author=_line(draft.author),
        published=iso_date(draft.published),
        url=url,
        path=path,
    )


def host(url: str) -> str:
    """The host that `url` names, without its `www.`; empty where it names none.

    >>> host("https://www.example.org/news/1")
    'example.org'
    """
    if not url:
        return ""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def title_from(text: str) -> str:
    """The first line or sentence of `text`, cut at a word's end near 80 characters.

    >>> title_from("Talks resume. Envoys met on Monday.")
    'Talks resume.'
    """
    first = text.lstrip().split("\n", 1)[0][:1000].rstrip()
    line = first.lstrip("#>*- \t") or first
    sentence = _SENTENCE_END.split(line, maxsplit=1)[0].strip()
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    return (sentence[:TITLE_LENGTH].rsplit(" ", 1)[0] or sentence[:TITLE_LENGTH]).rstrip(" ,;:–—-") + "…"


def _line(value: str) -> str:
    return " ".join(clean(value).split()) if value else ""
