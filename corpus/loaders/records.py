"""Files that hold many articles: .json, .jsonl, .jsonl.gz and .csv.

A broken record is one failure, and the others still load. A .json file is parsed whole and so stays under
the size limit; the others are read as streams (see `lines`).
"""

import csv
import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article, Failure
from corpus.loaders.draft import finish
from corpus.loaders.fields import ALIASES, draft_from, own_id, plain_name
from corpus.loaders.ids import Ids
from corpus.loaders.lines import lines
from corpus.loaders.pieces import LONGEST_HEADER, bounded, check_pieces
from corpus.loaders.place import Place
from corpus.loaders.text import clean, decode
from corpus.loaders.unreadable import Unreadable, one_line

if TYPE_CHECKING:
    from _csv import Reader

MOST_TOLD = 1_000  # broken records of a file that are told one by one
PATIENCE = 100  # broken records, from the first on, until the file is taken for something else

Record = Mapping[str, object] | Unreadable


def read_jsonl(path: Path, place: Place, max_bytes: int) -> Iterator[Article | Failure]:
    """The articles of a file of one JSON object a line, compressed or not; `max_bytes` is a line's limit."""
    numbered = enumerate(lines(path, max_bytes), start=1)
    records = (
        (number, _parse(line)) for number, line in numbered if isinstance(line, Unreadable) or line.strip()
    )
    return _articles(records, place)


def _parse(line: str | Unreadable) -> Record:
    if isinstance(line, Unreadable):
        return line
    try:
        check_pieces(line)
        return _as_record(json.loads(line.rstrip("\r\n")))
    except Unreadable as error:
        return error
    except json.JSONDecodeError as error:
        return Unreadable(_complaint(error))
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits; brackets nested as deep
        return Unreadable(f"not valid JSON: {one_line(error)}")


def _complaint(error: json.JSONDecodeError) -> str:
    return f"not valid JSON: {error.msg.removesuffix(' at')} at character {error.colno}"


def _as_record(value: object) -> Record:
    return value if isinstance(value, dict) else Unreadable(f"not an object with fields but a {_kind(value)}")


def _kind(value: object) -> str:
    names = {
        list: "list",
        str: "text",
        int: "number",
        float: "number",
        bool: "truth value",
        type(None): "null",
    }
    return names.get(type(value), "value")


def read_json(data: bytes, place: Place) -> Iterator[Article | Failure]:
    """The articles of a JSON file: a list of objects, an object that holds such a list, or one object.

    Items count from 1. The list may be under `articles`, `data`, `items` or `documents`.
    """
    value = _whole(decode(data))
    if isinstance(value, dict):
        named = (value[name] for name in ("articles", "data", "items", "documents") if name in value)
        value = next((items for items in named if isinstance(items, list)), value)
    if isinstance(value, dict):
        yield finish(draft_from(value), own_id(value) or place.doc_id, place.path)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        yield from _articles(((n, _as_record(item)) for n, item in enumerate(value, start=1)), place, "item")
    else:
        of = f" of {_kind(value[0])}s" if isinstance(value, list) and value else ""
        raise Unreadable(f"no articles in it, only a {_kind(value)}{of}")


def _whole(text: str) -> object:
    check_pieces(text)
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(_complaint(error), error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not valid JSON: {one_line(error)}") from error
    return value


def read_csv(path: Path, place: Place, max_bytes: int) -> Iterator[Article | Failure]:
    """The articles of a table with a header row, any usual delimiter; `max_bytes` is the limit of a field."""
    return _articles(_rows(path, max_bytes), place)


def _rows(path: Path, max_bytes: int) -> Iterator[tuple[int, Record]]:
    texts = (_text(line, number) for number, line in enumerate(lines(path, max_bytes), start=1))
    first = next(texts, "")
    if len(first) > LONGEST_HEADER:
        raise Unreadable(f"a header line of more than {LONGEST_HEADER:,} characters", 1)
    csv.field_size_limit(max_bytes)  # of the whole process: csv has no other, and the usual one is 128 kB
    delimiter = delimiter_of(first)
    short = (bounded(line, delimiter, number) for number, line in enumerate(chain([first], texts), start=1))
    rows = csv.reader(short, delimiter=delimiter, strict=True)
    header: list[str] = []
    for number, row in _parsed(rows):
        if isinstance(row, Unreadable):
            yield number, row
        elif not header:
            header = row
            _check(header, number)
        elif len(row) > len(header):
            yield number, Unreadable(f"it has {len(row)} fields and the header {len(header)}")
        else:
            yield number, dict(zip(header, row, strict=False))


def _parsed(rows: "Reader") -> Iterator[tuple[int, list[str] | Unreadable]]:
    """The rows that aren't empty with the number of their first line; a broken one is an `Unreadable`."""
    while True:
        number = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield number, Unreadable(f"not valid CSV: {error}")
            continue
        if row is None:
            return
        if row:
            yield number, row


def _check(header: list[str], line: int) -> None:
    if not any(plain_name(name) in ALIASES["text"] for name in header):
        columns = one_line(", ".join(header))
        raise Unreadable(f"no column named text, body or content (columns: {columns})", line)


def _text(line: str | Unreadable, number: int) -> str:
    if isinstance(line, Unreadable):
        raise Unreadable(line.reason, number)
    return line


def delimiter_of(header: str) -> str:
    """The delimiter that makes most sense of a header line: it finds most known names, then most columns.

    >>> delimiter_of("title;date, as printed;text")
    ';'
    """
    known = {alias for aliases in ALIASES.values() for alias in aliases}

    def sense(delimiter: str) -> tuple[int, int]:
        names = [name.strip(' "\n') for name in header.split(delimiter)]
        return sum(plain_name(name) in known for name in names), len(names)

    return max((",", ";", "\t", "|"), key=sense)


def _articles(
    records: Iterator[tuple[int, Record]], place: Place, unit: str = "line"
) -> Iterator[Article | Failure]:
    """The articles of numbered records, and a `Failure` for each record that is none, or for all."""
    ids, articles, broken = Ids(clean(place.doc_id)), 0, 0
    for number, record in records:
        try:
            yield _new_article(record, number, place, ids, unit)
            articles += 1
        except Unreadable as error:
            broken += 1
            if broken <= MOST_TOLD:
                yield _failure(place, error.reason, number, unit)
            if broken >= PATIENCE and not articles:
                yield _failure(place, f"given up: {broken} broken records and no article", number, unit)
                return
    if broken > MOST_TOLD:
        yield place.failure(f"{broken - MOST_TOLD:,} more broken records")
    if not broken and not articles:
        yield place.failure("no article in it")


def _new_article(record: Record, number: int, place: Place, ids: Ids, unit: str) -> Article:
    if isinstance(record, Unreadable):
        raise record
    draft = draft_from(record)
    doc_id = own_id(record) or " ".join(draft.url.split()) or f"{place.doc_id}#{number}"
    article = finish(draft, clean(doc_id), place.path)
    if (holder := ids.holder(article.doc_id, number)) != number:
        raise Unreadable(f"its id {one_line(article.doc_id)} is taken by {unit} {holder}")
    return article


def _failure(place: Place, reason: str, number: int, unit: str) -> Failure:
    return place.failure(reason, number) if unit == "line" else place.failure(f"{unit} {number}: {reason}")
