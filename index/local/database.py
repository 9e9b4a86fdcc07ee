"""The one source of truth on disk: a SQLite database of articles, chunks, vectors and files.

Everything else in a library folder (the FAISS and tantivy files) is made from this and may be lost.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Chunk, Failure, chunk_id, indexed_text
from corpus.errors import LibraryMismatch
from index.digests import is_intact
from index.encoder import Vectors
from index.late import Tokens
from index.local.connecting import connect, damaged, place_of, told, transaction
from index.local.rowsums import chunk_sum, data_sum
from index.store import FileRecord

FORMAT = 3
_SUMS = "crc32"

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    id INTEGER PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, source TEXT NOT NULL,
    author TEXT NOT NULL, published TEXT NOT NULL, url TEXT NOT NULL, path TEXT NOT NULL,
    digest TEXT NOT NULL, text TEXT NOT NULL);  -- last: what stands before is read without it
CREATE TABLE vector (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, sum INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE token (
    id INTEGER PRIMARY KEY REFERENCES vector ON DELETE CASCADE, sum INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE chunk (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    number INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    vector INTEGER NOT NULL, generation INTEGER NOT NULL, sum INTEGER NOT NULL DEFAULT 0,
    UNIQUE (article, number));
CREATE INDEX chunk_generation ON chunk (generation);
CREATE TABLE removed_chunk (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE TABLE file (
    path TEXT PRIMARY KEY, digest TEXT NOT NULL,
    doc_ids TEXT NOT NULL, failures TEXT NOT NULL) WITHOUT ROWID;
"""

ARTICLE_COLUMNS = "doc_id, title, text, source, author, published, url, path"
# Of an article `a` and a chunk `c` of it: all but the article's text, and the chunk's own text.
METADATA_COLUMNS = "a.doc_id, a.title, '', a.source, a.author, a.published, a.url, a.path"
CHUNK_COLUMNS = "c.id, c.number, c.start, c.end, c.vector, c.sum"
CHUNK_TEXT = "substr(a.text, c.start + 1, c.end - c.start)"
_CHUNKS = "chunk c JOIN article a ON a.id = c.article"
# Found without the indexes, which may be damaged.
_THERE_ALL_THE_SAME = (
    "SELECT 1 FROM chunk c NOT INDEXED JOIN article a NOT INDEXED ON a.id = c.article "
    "JOIN json_each(?) wanted ON json_extract(wanted.value, '$[0]') = a.doc_id "
    "AND json_extract(wanted.value, '$[1]') = c.number"
)


def create(path: Path, encoder: str, dimension: int) -> None:
    """Write an empty database, whole or not at all, for vectors of `encoder`."""
    connection = connect(path)
    with transaction(connection, "IMMEDIATE"):
        if read_meta(connection, path):
            return  # another process was quicker
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        values = new_meta(encoder, dimension, 0)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(k, str(v)) for k, v in values.items()])
    connection.close()


def new_meta(encoder: str, dimension: int, generation: int) -> dict[str, object]:
    """What a database says of itself."""
    return {
        "format": FORMAT,
        "sums": _SUMS,
        "encoder": encoder,
        "dimension": dimension,
        "generation": generation,
    }


def read_meta(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    """Format, encoder, dimension and generation by name; empty for a database without a schema yet."""
    with told(path):
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            return {}
        rows = connection.execute("SELECT name, value FROM meta")
        return {name: value for name, value in rows if isinstance(value, str)}  # damage changes kinds as well


def check_format(meta: dict[str, str], path: Path) -> None:
    """`LibraryMismatch` unless this version of Footnote reads the database at `path`.

    `LibraryDamaged` where it can't be told.
    """
    numbers = (meta.get(name, "") for name in ("format", "dimension", "generation"))
    if not all(map(str.isdecimal, numbers)) or "encoder" not in meta:
        raise damaged(path, "it doesn't say what it is")
    if (meta["format"], meta.get("sums")) != (str(FORMAT), _SUMS):
        kind = "" if meta["format"] != str(FORMAT) else " without checksums"
        raise LibraryMismatch(
            f"{path.parent} has library format {meta['format']}{kind}, this Footnote reads {FORMAT}: "
            "index the folder into a new library (--library DIR), or use the Footnote that made it"
        )


def generation(connection: sqlite3.Connection) -> int:
    """The number of the published state; it grows by one with every batch."""
    return _number(connection, "generation")


def dimension(connection: sqlite3.Connection) -> int:
    """The length of a vector."""
    return _number(connection, "dimension")


def _number(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    if row is None or not str(row[0]).isdecimal():
        raise sqlite3.DatabaseError(f"its {name} is gone")
    return int(row[0])


def read_whole_articles(connection: sqlite3.Connection, doc_ids: Iterable[str]) -> dict[str, Article]:
    """Articles with their texts, by doc_id; `LibraryDamaged` where one isn't as it was indexed."""
    rows = connection.execute(
        f"SELECT {ARTICLE_COLUMNS}, digest FROM article WHERE doc_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(doc_ids)),),
    )
    found = {}
    for *fields, kept in rows:
        if not all(isinstance(value, str) for value in (*fields, kept)):
            raise damaged(place_of(connection), f"a field of the article {fields[0]!r} is no text")
        article = Article(*fields)
        if not is_intact(article, kept):
            raise damaged(place_of(connection), f"the article {article.doc_id!r} is not as it was indexed")
        found[article.doc_id] = article
    return found


def read_sources(connection: sqlite3.Connection) -> frozenset[str]:
    """The sources that articles have, without the empty one."""
    rows = connection.execute("SELECT DISTINCT source FROM article WHERE source <> ''")
    return frozenset(source for (source,) in rows)


def read_folders(connection: sqlite3.Connection) -> list[str]:
    """What was synced, as `write_folders` was told."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'folders'").fetchone()
    return list(json.loads(row[0])) if row else []


def write_folders(connection: sqlite3.Connection, folders: Sequence[str]) -> None:
    """Remember what was synced; libraries of older versions know nothing of it."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('folders', ?)", (json.dumps(list(folders)),))


def read_files(connection: sqlite3.Connection) -> dict[str, FileRecord]:
    """The files read so far, by path; one whose record can't be read is left out, and so read again."""
    found = {}
    for path, kept, doc_ids, failures in connection.execute(
        "SELECT path, digest, doc_ids, failures FROM file"
    ):
        with suppress(TypeError, ValueError):
            failed = tuple(Failure(*failure) for failure in json.loads(failures))
            found[path] = FileRecord(path, kept, tuple(json.loads(doc_ids)), failed)
    return found


def read_articles(connection: sqlite3.Connection) -> list[Article]:
    """All articles without their texts, newest first, then by doc_id."""
    rows = connection.execute(f"SELECT {METADATA_COLUMNS} FROM article a ORDER BY published DESC, doc_id")
    return [Article(*row) for row in rows]


def read_chunks(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[Chunk, Article]]:
    """Chunks without their texts, with their articles' metadata, by chunk number."""
    rows = _rows(connection, f"{CHUNK_COLUMNS}, c.article", "chunk c", "c.id", ids)
    wanted = {article for *_, article in rows}
    articles = {
        id_: Article(*metadata)
        for id_, *metadata in _rows(connection, f"a.id, {METADATA_COLUMNS}", "article a", "a.id", wanted)
    }
    found = {}
    for id_, number, start, end, vector, kept, of in rows:
        article = articles.get(of)
        if article is None or chunk_sum(id_, article.doc_id, number, start, end, vector) != kept:
            raise damaged(place_of(connection), f"the chunk {id_} is not as it was written")
        found[id_] = Chunk(chunk_id(article.doc_id, number), article.doc_id, start, end, ""), article
    return found


def _rows(
    connection: sqlite3.Connection, columns: str, table: str, key: str, ids: Iterable[int]
) -> list[list[Any]]:
    """The rows of these numbers, as one: between rows threads take turns, and many would wait at each."""
    query = (
        f"SELECT json_group_array(json_array({columns})) FROM {table} "
        f"WHERE {key} IN (SELECT value FROM json_each(?))"
    )
    (rows,) = connection.execute(query, (_json_numbers(ids),)).fetchone()
    return list(json.loads(rows))


def read_columns(connection: sqlite3.Connection, since: int) -> list[tuple[int, int, str, str]]:
    """Number, number of the vector, source and date of the chunks that came after generation `since`."""
    rows = connection.execute(
        f"SELECT {CHUNK_COLUMNS}, a.doc_id, a.source, a.published FROM {_CHUNKS} "
        "WHERE c.generation > ? ORDER BY c.id",
        (since,),
    )
    found = []
    for id_, number, start, end, vector, kept, doc_id, source, published in rows:
        if chunk_sum(id_, doc_id, number, start, end, vector) != kept:
            raise damaged(place_of(connection), f"a chunk of {doc_id!r} is not as it was written")
        found.append((id_, vector, source, published))
    return found


def read_vectors(connection: sqlite3.Connection, ids: NDArray[np.int64], dimension: int) -> Vectors:
    """The vectors of these numbers, shape (len(ids), dimension), in their order."""
    rows = connection.execute(
        "SELECT id, sum, data FROM vector WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (_json_numbers(ids.tolist()),),
    )
    known, buffer = [], bytearray()
    for id_, kept, data in rows:
        if data_sum(id_, data) != kept:
            raise damaged(place_of(connection), "a vector is not as it was written")
        known.append(id_)
        buffer += data
    if len(buffer) != 2 * dimension * len(known) or not np.isin(ids, known).all():
        raise damaged(place_of(connection), "vectors are missing or of another length")
    vectors = np.frombuffer(buffer, np.float16).reshape(len(known), dimension)
    return vectors[np.searchsorted(known, ids)].astype(np.float32)


def read_tokens(
    connection: sqlite3.Connection, chunk_ids: Sequence[str], dimension: int
) -> dict[str, Tokens]:
    """The token vectors of chunks, by chunk_id; unknown ones are left out."""
    places = [name.rpartition("#") for name in chunk_ids]
    wanted = [(doc_id, int(number)) for doc_id, _, number in places if number.isdecimal()]
    rows = connection.execute(
        f"SELECT {CHUNK_COLUMNS}, a.doc_id, t.sum, t.data FROM json_each(?) wanted "
        "JOIN article a ON a.doc_id = json_extract(wanted.value, '$[0]') "
        "JOIN chunk c ON c.article = a.id AND c.number = json_extract(wanted.value, '$[1]') "
        "JOIN token t ON t.id = c.vector",
        (json.dumps(wanted),),
    )
    found = {}
    for id_, number, start, end, vector, kept, doc_id, token_sum, data in rows:
        if chunk_sum(id_, doc_id, number, start, end, vector) != kept or data_sum(vector, data) != token_sum:
            raise damaged(place_of(connection), f"the tokens of {doc_id!r} are not as they were written")
        found[chunk_id(doc_id, number)] = Tokens.from_bytes(data, dimension)
    missing = [place for place in wanted if chunk_id(*place) not in found]
    if missing and connection.execute(_THERE_ALL_THE_SAME, (json.dumps(missing),)).fetchone():
        raise damaged(place_of(connection), "chunks can't be found by their articles")
    return found


def read_texts(connection: sqlite3.Connection, first: int, last: int) -> Iterator[tuple[int, str, str, str]]:
    """Number, indexed text (heading and chunk), source and date of the chunks from `first` to `last`."""
    rows = connection.execute(
        f"SELECT c.id, {CHUNK_TEXT}, {METADATA_COLUMNS} FROM {_CHUNKS} "
        "WHERE c.id BETWEEN ? AND ? ORDER BY c.id",
        (first, last),
    )
    for number, text, *metadata in rows:
        article = Article(*metadata)
        yield number, indexed_text(article, text), article.source, article.published


def removed_since(connection: sqlite3.Connection, since: int) -> list[int]:
    """The numbers of the chunks that were taken out after generation `since`."""
    rows = connection.execute("SELECT id FROM removed_chunk WHERE generation > ?", (since,))
    return [number for (number,) in rows]


def _json_numbers(numbers: Iterable[int]) -> str:
    return "[" + ",".join(map(str, numbers)) + "]"


def count_chunks(connection: sqlite3.Connection) -> int:
    """How many chunks the database holds."""
    (count,) = connection.execute("SELECT count(*) FROM chunk").fetchone()
    return int(count)
