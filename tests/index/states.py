"""Comparing libraries: all that one holds, and what it finds, in a form that can be told apart."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus.article import Article
from corpus.chunking import chunk
from index.encoder import HashEncoder
from index.hit import Filter
from index.late import passage_tokens
from index.library import MODES, Library
from index.local import connecting
from index.local.store import LocalStore

Row = tuple[str, int, int, bytes, bytes]

QUERIES = ("the summit in Hanoi", "border trade", "alpha", "text of version two")

# Of more chunks that are as near as this one, not all are found.
_DEPTH = 50


def open_library(folder: Path) -> Library:
    """The library in `folder`, with the encoder that needs no model."""
    encoder = HashEncoder()
    return Library(encoder, LocalStore(folder, encoder.name, encoder.dimension))


def contents(library: Library) -> dict[str, tuple[Article, str, tuple[Row, ...]]]:
    """Every article with its digest, its chunks, their vectors and those of their tokens, by doc_id."""
    store = library.store
    assert isinstance(store, LocalStore)
    connection = connecting.connect(store.path / "library.sqlite")
    found = {}
    for doc_id, digest in store.digests().items():
        article = store.article(doc_id)
        assert article is not None
        rows = connection.execute(
            "SELECT doc_id || '#' || number, start, end, v.data, t.data FROM chunk c "
            "JOIN article a ON a.id = c.article JOIN vector v ON v.id = c.vector "
            "JOIN token t ON t.id = c.vector WHERE doc_id = ? ORDER BY number",
            (doc_id,),
        )
        found[doc_id] = (article, digest, tuple(rows.fetchall()))
    connection.close()
    return found


def results(library: Library) -> list[list[tuple[str, float]]]:
    """What a few queries find, in every mode, with and without a filter."""
    return [
        [(hit.chunk.chunk_id, round(hit.score, 4)) for hit in library.search(q, 20, mode=mode, where=where)]
        for q in QUERIES
        for mode in MODES
        for where in (Filter(), Filter(since="2020-01-01"))
    ]


def check_whole(library: Library) -> None:
    """Every article is there as a whole: its chunks, all their vectors, and each can be found."""
    encoder = library.encoder
    for article, _, rows in contents(library).values():
        expected = chunk(article)
        assert [(c.chunk_id, c.start, c.end) for c in expected] == [row[:3] for row in rows]
        for piece, row in zip(expected, rows, strict=True):
            vector = np.frombuffer(row[3], np.float16).astype(np.float32)
            text = f"{article.heading}\n{piece.text}"
            (read,) = encoder.read_documents([text])
            assert np.abs(vector - read.vector).max() < 1e-3
            assert row[4] == passage_tokens(text, piece.text, read).to_bytes()
            hits = library.search(text, _DEPTH, mode="dense")
            found = any(hit.chunk == piece and hit.article == replace(article, text="") for hit in hits)
            near = float(vector @ encoder.encode_query([text])[0])
            assert found or (len(hits) == _DEPTH and hits[-1].score > near - 1e-3), "it can't be found"
