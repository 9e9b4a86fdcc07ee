"""The fields of an article under the names that files give them."""

from collections.abc import Mapping
from functools import lru_cache

from corpus.loaders.draft import Draft
from corpus.loaders.unreadable import Unreadable

# Names are compared without case, spaces, `_` and `-`; of several that are filled the first here counts.
ALIASES = {
    "text": ("text", "body", "content", "article", "articlebody", "articletext", "fulltext", "maintext"),
    "title": ("title", "headline", "heading", "name"),
    "source": ("source", "publisher", "site", "sitename", "sourcename", "publication", "outlet", "newspaper"),
    "author": ("author", "authors", "byline", "creator", "writer"),
    "published": (
        "published", "date", "publishedat", "publishdate", "pubdate", "publicationdate", "publisheddate",
        "datepublished", "datepublish", "publishedon", "datetime", "timestamp",
    ),
    "url": ("url", "link", "canonicalurl", "sourceurl", "permalink", "uri"),
    "doc_id": ("docid", "id", "documentid", "articleid", "uuid", "guid"),
}  # fmt: skip
_SHORT = 40  # characters of a name that is worth remembering: a file has few, and its articles all the same


def plain_name(name: str) -> str:
    """`name` as fields are compared.

    >>> plain_name("Published_At")
    'publishedat'
    """
    return _plain_short_name(name) if len(name) <= _SHORT else _letters(name)


@lru_cache(maxsize=1_000)
def _plain_short_name(name: str) -> str:
    return _letters(name)


def _letters(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def draft_from(record: Mapping[str, object]) -> Draft:
    """What `record` says of an article; `Unreadable` where none of its fields is a text."""
    fields = {plain_name(name): value for name, value in reversed(list(record.items()))}
    text = _first(fields, "text", separator="\n\n")
    if not text.strip():
        names = ", ".join(list(record)[:8])
        raise Unreadable(f"no text in it (fields: {names})" if names else "no text in it")
    return Draft(
        text=text,
        title=_first(fields, "title"),
        source=_first(fields, "source"),
        author=_first(fields, "author"),
        published=_first(fields, "published"),
        url=_first(fields, "url"),
    )


def own_id(record: Mapping[str, object]) -> str:
    """The id that `record` gives itself, on one line; empty where it gives none."""
    fields = {
        plain: value for name, value in record.items() if (plain := plain_name(name)) in ALIASES["doc_id"]
    }
    return " ".join(_first(fields, "doc_id").split())


def _first(fields: Mapping[str, object], field: str, separator: str = ", ") -> str:
    for alias in ALIASES[field]:
        if alias in fields and (value := _written(fields[alias], separator)).strip():
            return value
    return ""


def _written(value: object, separator: str) -> str:
    """A JSON value as text: lists joined, `{"name": …}` by its name, nothing for what else there is."""
    match value:
        case str():
            return value
        case bool() | None:
            return ""
        case int() | float():
            return str(value)
        case list():
            return separator.join(part for item in value if (part := _written(item, separator).strip()))
        case {"name": str(name)}:
            return name
        case _:
            return ""
