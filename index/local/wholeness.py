"""Whether the database's contents are whole: every article to the letter, with all its chunks and vectors."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus.article import Article, indexed_text
from index.digests import is_intact, text_key
from index.late import Tokens
from index.local.database import ARTICLE_COLUMNS, CHUNK_COLUMNS
from index.local.rowsums import chunk_sum, data_sum

# How far from 1 the length of a vector may be that was rounded to 16-bit floats.
_ROUNDING = 0.01

_CHUNKS = (
    f"SELECT {CHUNK_COLUMNS}, v.key, v.sum, v.data, t.sum, t.data FROM chunk c LEFT JOIN vector v "
    "ON v.id = c.vector LEFT JOIN token t ON t.id = c.vector WHERE c.article = ? ORDER BY c.number"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is the matter with the article in row `id`; nothing where `fault` is empty."""

    id: int
    doc_id: str
    fault: str


def judged(connection: sqlite3.Connection, dimension: int) -> Iterator[Judged]:
    """Every article, in the order of the rows; `sqlite3.DatabaseError` where SQLite can't read one."""
    rows = connection.execute(f"SELECT id, {ARTICLE_COLUMNS}, digest FROM article ORDER BY id")
    for id_, *fields, kept in rows:
        if not all(isinstance(value, str) for value in (*fields, kept)):
            yield Judged(id_, str(fields[0]), "a field is no text")
            continue
        article = Article(*fields)
        if not is_intact(article, kept):
            yield Judged(id_, article.doc_id, "it is not as it was indexed")
            continue
        chunks = connection.execute(_CHUNKS, (id_,)).fetchall()
        yield Judged(
            id_, article.doc_id, _places_fault(article, chunks) or _vectors_fault(article, chunks, dimension)
        )


def vector_fault(id_: int, row: Sequence[Any], dimension: int) -> str:
    """What is the matter with a vector and those of its tokens; empty where nothing is.

    `row` holds the sum and the data of each, as they are kept under `id_`.
    """
    kept, data, token_sum, tokens = row
    if not isinstance(data, bytes) or not isinstance(tokens, bytes):
        return "a vector is missing"
    if data_sum(id_, data) != kept or data_sum(id_, tokens) != token_sum:
        return "a vector is not as it was written"
    if len(data) != 2 * dimension:
        return f"a vector has {len(data)} bytes, not {2 * dimension}"
    vector = np.frombuffer(data, np.float16).astype(np.float32)
    if not abs(float(np.linalg.norm(vector)) - 1) < _ROUNDING:  # also where it is no number
        return "a vector is not of length 1"
    try:
        Tokens.from_bytes(tokens, dimension)
    except ValueError:
        return "the tokens of a chunk can't be read"
    return ""


def _places_fault(article: Article, chunks: Sequence[Sequence[Any]]) -> str:
    """Chunks are numbered from 0, lie in the article, and leave no word of it out."""
    text, reached = article.text, 0
    for place, (id_, number, start, end, vector, kept, *_) in enumerate(chunks):
        if number != place:
            return "a chunk is missing"
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            return f"chunk {number} is said to stand from {start} to {end} of {len(text)} characters"
        if _has_words(text[reached:start]):
            return f"words before chunk {number} are in no chunk"
        if chunk_sum(id_, article.doc_id, number, start, end, vector) != kept:
            return f"chunk {number} is not as it was written"
        reached = max(reached, end)
    return "words at its end are in no chunk" if _has_words(text[reached:]) else ""


def _vectors_fault(article: Article, chunks: Sequence[Sequence[Any]], dimension: int) -> str:
    for _, number, start, end, vector, _, key, *row in chunks:
        fault = vector_fault(vector, row, dimension)
        if fault:
            return fault
        passage = article.text[start:end]
        if key != text_key(indexed_text(article, passage), passage):
            return f"the vector of chunk {number} is of another text"
    return ""


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
