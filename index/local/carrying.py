"""What was put into a library, read back as it was put: to carry it into another."""

import json
import sqlite3
from collections.abc import Sequence

import numpy as np

from corpus.article import Chunk, chunk_id
from index.encoder import Vectors
from index.late import Tokens
from index.local import database
from index.local.connecting import damaged, place_of
from index.local.rowsums import chunk_sum, data_sum
from index.store import Indexed

_CHUNKS = (
    f"SELECT a.doc_id, a.digest, {database.CHUNK_COLUMNS} FROM json_each(?) wanted "
    "JOIN article a ON a.doc_id = wanted.value LEFT JOIN chunk c ON c.article = a.id ORDER BY a.id, c.number"
)
_VECTORS = (
    "SELECT v.key, v.id, v.sum, v.data, t.sum, t.data FROM json_each(?) wanted "
    "JOIN vector v ON v.key = wanted.value JOIN token t ON t.id = v.id"
)


def read_indexed(connection: sqlite3.Connection, doc_ids: Sequence[str]) -> list[Indexed]:
    """Articles as they were indexed, in the order asked for; `LibraryDamaged` where one isn't any more."""
    articles = database.read_whole_articles(connection, doc_ids)
    digests: dict[str, str] = {}
    chunks: dict[str, list[Chunk]] = {}
    wanted = json.dumps(list(articles))
    for doc_id, digest, id_, number, start, end, vector, kept in connection.execute(_CHUNKS, (wanted,)):
        digests[doc_id] = digest
        of, text = chunks.setdefault(doc_id, []), articles[doc_id].text
        if id_ is None:
            continue  # there are no words in it
        if chunk_sum(id_, doc_id, number, start, end, vector) != kept:
            raise damaged(place_of(connection), f"a chunk of {doc_id!r} is not as it was written")
        of.append(Chunk(chunk_id(doc_id, number), doc_id, start, end, text[start:end]))
    return [
        Indexed(articles[doc_id], digests[doc_id], tuple(chunks[doc_id]))
        for doc_id in dict.fromkeys(doc_ids)
        if doc_id in articles
    ]


def read_kept(
    connection: sqlite3.Connection, keys: Sequence[str], dimension: int
) -> tuple[Vectors, list[Tokens]]:
    """The vectors, shape (len(keys), dimension), and tokens of keys; `LibraryDamaged` where one has none."""
    found: dict[str, tuple[bytes, bytes]] = {}
    for key, id_, kept, data, token_sum, tokens in connection.execute(_VECTORS, (json.dumps(list(keys)),)):
        if data_sum(id_, data) != kept or data_sum(id_, tokens) != token_sum:
            raise damaged(place_of(connection), "a vector is not as it was written")
        found[key] = data, tokens
    if not found.keys() >= set(keys) or any(len(data) != 2 * dimension for data, _ in found.values()):
        raise damaged(place_of(connection), "vectors are missing or of another length")
    joined = b"".join(found[key][0] for key in keys)
    vectors = np.frombuffer(joined, np.float16).reshape(len(keys), dimension).astype(np.float32)
    return vectors, [Tokens.from_bytes(found[key][1], dimension) for key in keys]
