"""The one source of truth on disk: a SQLite database of articles, chunks, vectors and files.

Everything else in a library folder (the FAISS and tantivy files) is made from this and may be lost.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from corpus.article import Article, Chunk, indexed_text
from corpus.errors import LibraryDamaged, LibraryError, LibraryMismatch
from index.encoder import Vectors
from index.hit import Filter
from index.late import Tokens

FORMAT = 2

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    doc_id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL,
    author TEXT NOT NULL, published TEXT NOT NULL, url TEXT NOT NULL, path TEXT NOT NULL,
    digest TEXT NOT NULL);
CREATE TABLE vector (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE token (key TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE chunk (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chunk_id TEXT NOT NULL UNIQUE,
    doc_id TEXT NOT NULL REFERENCES article ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    key TEXT NOT NULL REFERENCES vector, generation INTEGER NOT NULL);
CREATE INDEX chunk_doc_id ON chunk (doc_id);
CREATE INDEX chunk_key ON chunk (key);
CREATE INDEX chunk_generation ON chunk (generation);
CREATE TABLE removed_chunk (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE TABLE file (
    path TEXT PRIMARY KEY, digest TEXT NOT NULL,
    doc_ids TEXT NOT NULL, failures TEXT NOT NULL) WITHOUT ROWID;
"""

ARTICLE_COLUMNS = "doc_id, title, text, source, author, published, url, path"
# Of an article `a` and a chunk `c` of it: all but the article's text, and the chunk's own text.
METADATA_COLUMNS = "a.doc_id, a.title, '', a.source, a.author, a.published, a.url, a.path"
CHUNK_TEXT = "substr(a.text, c.start + 1, c.end - c.start)"


class Connection(sqlite3.Connection):
    """A connection that can be referred to weakly, and so ends with the thread that it belongs to."""


def connect(path: Path) -> Connection:
    """A connection in write-ahead mode; each statement commits by itself unless `transaction` groups them."""
    try:
        connection = sqlite3.connect(
            path, isolation_level=None, timeout=60, check_same_thread=False, factory=Connection
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, error) from error
    return connection


def create(path: Path, encoder: str, dimension: int) -> None:
    """Write an empty database, whole or not at all, for vectors of `encoder`."""
    connection = connect(path)
    with transaction(connection, "IMMEDIATE"):
        if read_meta(connection, path):
            return  # another process was quicker
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        values = {"format": FORMAT, "encoder": encoder, "dimension": dimension, "generation": 0}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(k, str(v)) for k, v in values.items()])
    connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "DEFERRED") -> Iterator[None]:
    """Group statements: all of them are kept, or none. A deferred one reads from one moment in time."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def read_meta(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    """Format, encoder, dimension and generation by name; empty for a database without a schema yet."""
    try:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            return {}
        return dict(connection.execute("SELECT name, value FROM meta"))
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, error) from error


def check_format(meta: dict[str, str], path: Path) -> None:
    """`LibraryMismatch` unless this version of Footnote reads the database at `path`."""
    if meta.get("format") != str(FORMAT):
        raise LibraryMismatch(
            f"{path.parent} has library format {meta.get('format')}, this Footnote reads {FORMAT}: "
            "index the folder into a new library (--library DIR), or use the Footnote that made it"
        )


def _unreadable(path: Path, error: sqlite3.DatabaseError) -> LibraryError:
    if isinstance(error, sqlite3.OperationalError):
        return LibraryError(f"can't open {path}: {error}; check that its folder can be written to")
    return LibraryDamaged(
        f"{path} is damaged ({error}): delete {path.parent} and index the folder again; "
        "the articles themselves are untouched"
    )


def generation(connection: sqlite3.Connection) -> int:
    """The number of the published state; it grows by one with every batch."""
    (value,) = connection.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
    return int(value)


def read_article(connection: sqlite3.Connection, doc_id: str) -> Article | None:
    """One whole article."""
    row = connection.execute(
        f"SELECT {ARTICLE_COLUMNS} FROM article WHERE doc_id = ?",
        (doc_id,),
    ).fetchone()
    return Article(*row) if row else None


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


def read_articles(connection: sqlite3.Connection) -> list[Article]:
    """All articles without their texts, newest first, then by doc_id."""
    rows = connection.execute(f"SELECT {METADATA_COLUMNS} FROM article a ORDER BY published DESC, doc_id")
    return [Article(*row) for row in rows]


def read_passages(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[Chunk, Article]]:
    """Chunks with their articles' metadata, by chunk number; numbers that are gone are left out."""
    rows = connection.execute(
        f"SELECT c.id, c.chunk_id, c.doc_id, c.start, c.end, {CHUNK_TEXT}, {METADATA_COLUMNS} "
        "FROM chunk c JOIN article a USING (doc_id) WHERE c.id IN (SELECT value FROM json_each(?))",
        (_json_numbers(ids),),
    )
    return {row[0]: (Chunk(*row[1:6]), Article(*row[6:])) for row in rows}


def read_matching(connection: sqlite3.Connection, where: Filter) -> list[int]:
    """The numbers of all chunks whose article passes `where`, in order."""
    sources = {source for (source,) in connection.execute("SELECT DISTINCT source FROM article")}
    wanted = {name.casefold() for name in where.sources}
    chosen = [source for source in sources if source.casefold() in wanted] if wanted else list(sources)
    rows = connection.execute(
        "SELECT c.id FROM chunk c JOIN article a USING (doc_id) WHERE a.source IN "
        f"({', '.join('?' * len(chosen))}) "
        "AND (? = '' OR a.published >= ?) AND (? = '' OR (a.published <> '' AND a.published <= ?)) "
        "ORDER BY c.id",
        (*chosen, where.since, where.since, where.until, where.until),
    )
    return [number for (number,) in rows]


def read_vectors(connection: sqlite3.Connection, since: int, dimension: int) -> tuple[list[int], Vectors]:
    """Numbers and vectors, shape (n, dimension), of the chunks that came after generation `since`."""
    rows = connection.execute(
        "SELECT c.id, v.data FROM chunk c JOIN vector v USING (key) WHERE c.generation > ? ORDER BY c.id",
        (since,),
    )
    numbers: list[int] = []
    buffer = bytearray()
    for number, data in rows:
        numbers.append(number)
        buffer += data
    vectors = np.frombuffer(buffer, np.float16).astype(np.float32).reshape(len(numbers), dimension)
    return numbers, vectors


def read_tokens(
    connection: sqlite3.Connection, chunk_ids: Sequence[str], dimension: int
) -> dict[str, Tokens]:
    """The token vectors of chunks, by chunk_id."""
    rows = connection.execute(
        "SELECT c.chunk_id, t.data FROM chunk c JOIN token t USING (key) "
        "WHERE c.chunk_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(chunk_ids)),),
    )
    return {chunk_id: Tokens.from_bytes(data, dimension) for chunk_id, data in rows}


def read_texts(connection: sqlite3.Connection, since: int) -> Iterator[tuple[int, str]]:
    """Number and indexed text (heading and chunk) of the chunks that came after generation `since`."""
    rows = connection.execute(
        f"SELECT c.id, {CHUNK_TEXT}, {METADATA_COLUMNS} FROM chunk c JOIN article a USING (doc_id) "
        "WHERE c.generation > ? ORDER BY c.id",
        (since,),
    )
    for number, text, *metadata in rows:
        yield number, indexed_text(Article(*metadata), text)


def removed_since(connection: sqlite3.Connection, since: int) -> list[int]:
    """The numbers of the chunks that were taken out after generation `since`."""
    rows = connection.execute("SELECT id FROM removed_chunk WHERE generation > ?", (since,))
    return [number for (number,) in rows]


def _json_numbers(numbers: Iterable[int]) -> str:
    return "[" + ",".join(str(int(number)) for number in numbers) + "]"


def count_chunks(connection: sqlite3.Connection) -> int:
    """How many chunks the database holds."""
    (count,) = connection.execute("SELECT count(*) FROM chunk").fetchone()
    return int(count)
