"""What a batch for Milvus was told of, in a database that is gone with the process.

It lies in a temporary file of SQLite as soon as it is large, and holds all that must not be seen yet:
so nothing but vectors reaches Milvus before the batch is published.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.article import Article, Chunk, Failure, chunk_id, indexed_text
from index.store import FileRecord, Missing

Known = Callable[[Sequence[str]], Iterable[str]]
"""Gives those of the keys that have a vector already."""

_SCHEMA = """
CREATE TABLE article (
    doc_id TEXT PRIMARY KEY, title TEXT, text TEXT, source TEXT, author TEXT, published TEXT, url TEXT,
    path TEXT, digest TEXT);
CREATE TABLE chunk (doc_id TEXT, number INTEGER, start INTEGER, end INTEGER, key TEXT);
CREATE INDEX chunk_doc_id ON chunk (doc_id);
CREATE INDEX chunk_key ON chunk (key);
CREATE TABLE removal (doc_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, digest TEXT, doc_ids TEXT, failures TEXT) WITHOUT ROWID;
CREATE TABLE forget (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE vector (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE asked (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# An article that lacks a vector waits for the next batch; until then its former version stays.
_COMPLETE = """
CREATE TABLE incomplete AS SELECT DISTINCT doc_id FROM chunk WHERE key NOT IN (SELECT key FROM vector);
DELETE FROM removal WHERE doc_id IN (SELECT doc_id FROM incomplete);
DELETE FROM article WHERE doc_id IN (SELECT doc_id FROM incomplete);
DELETE FROM chunk WHERE doc_id IN (SELECT doc_id FROM incomplete);
DELETE FROM file WHERE EXISTS
    (SELECT 1 FROM json_each(file.doc_ids) WHERE value IN (SELECT doc_id FROM incomplete));
DROP TABLE incomplete;
"""
_ARTICLE = "doc_id, title, text, source, author, published, url, path"
_METADATA = "a.doc_id, a.title, '', a.source, a.author, a.published, a.url, a.path"
_TEXT = "substr(a.text, c.start + 1, c.end - c.start)"
_AT_ONCE = 2_000


class Staging:
    """The changes of one batch, until they are published."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.executescript(_SCHEMA)
        self._place = 0

    def close(self) -> None:
        """Forget everything."""
        self._rows.close()

    def put(self, article: Article, digest: str, chunks: Sequence[Chunk], keys: Sequence[str]) -> None:
        """Add or replace an article with its chunks."""
        self._remove([article.doc_id])
        values = (*(getattr(article, name) for name in _ARTICLE.split(", ")), digest)
        self._rows.execute(f"INSERT INTO article VALUES ({', '.join('?' * len(values))})", values)
        self._rows.executemany(
            "INSERT INTO chunk VALUES (?, ?, ?, ?, ?)",
            [
                (piece.doc_id, number, piece.start, piece.end, key)
                for number, (piece, key) in enumerate(zip(chunks, keys, strict=True))
            ],
        )

    def remove(self, doc_ids: Iterable[str]) -> None:
        """Take articles out."""
        self._remove(list(doc_ids))

    def leave(self, doc_ids: Iterable[str]) -> None:
        """Forget what was told of articles."""
        names = list(doc_ids)
        self._remove(names)
        self._rows.executemany("DELETE FROM removal WHERE doc_id = ?", [(name,) for name in names])

    def put_file(self, record: FileRecord) -> None:
        """Add or replace a file."""
        failures = json.dumps([[f.path, f.line, f.reason] for f in record.failures])
        row = (record.path, record.digest, json.dumps(record.doc_ids), failures)
        self._rows.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", row)

    def forget_files(self, paths: Iterable[str]) -> None:
        """Take files out."""
        self._rows.executemany("INSERT OR IGNORE INTO forget VALUES (?)", [(path,) for path in paths])

    def know(self, keys: Iterable[str]) -> None:
        """These keys have vectors."""
        self._rows.executemany("INSERT OR IGNORE INTO vector VALUES (?)", [(key,) for key in keys])

    def ask(self, known: Known) -> None:
        """Find out which of the keys that came since the last time have vectors."""
        rows = self._rows.execute(
            "SELECT DISTINCT key FROM chunk "
            "WHERE key NOT IN (SELECT key FROM vector) AND key NOT IN (SELECT key FROM asked)"
        )
        keys = [key for (key,) in rows]
        for start in range(0, len(keys), _AT_ONCE):
            self.know(known(keys[start : start + _AT_ONCE]))
        self._rows.executemany("INSERT INTO asked VALUES (?)", [(key,) for key in keys])

    def count_missing(self) -> int:
        """How many texts have no vector."""
        row = self._rows.execute(
            "SELECT count(DISTINCT key) FROM chunk WHERE key NOT IN (SELECT key FROM vector)"
        )
        return int(row.fetchone()[0])

    def missing(self, limit: int) -> list[Missing]:
        """The next `limit` texts that have no vector; each comes once."""
        rows = self._rows.execute(
            f"SELECT c.rowid, c.key, {_TEXT}, {_METADATA} FROM chunk c JOIN article a USING (doc_id) "
            "WHERE c.rowid > ? AND c.key NOT IN (SELECT key FROM vector) ORDER BY c.rowid LIMIT ?",
            (self._place, limit),
        )
        found: dict[str, Missing] = {}
        for self._place, key, text, *metadata in rows:
            found[key] = Missing(key, indexed_text(Article(*metadata), text), text)
        return list(found.values())

    def complete(self) -> None:
        """Forget the articles that lack a vector, and the files that they are of."""
        self._rows.executescript(_COMPLETE)

    def changes_anything(self) -> bool:
        """Whether there is anything to publish."""
        tables = ("article", "removal", "file", "forget")
        return any(self._rows.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in tables)

    def removed(self) -> list[str]:
        """The doc_ids of articles that go, or are replaced."""
        return [doc_id for (doc_id,) in self._rows.execute("SELECT doc_id FROM removal")]

    def articles(self) -> Iterator[tuple[Article, str]]:
        """The articles that come, each with its digest."""
        for *values, kept in self._rows.execute(f"SELECT {_ARTICLE}, digest FROM article ORDER BY rowid"):
            yield Article(*values), kept

    def chunks(self, article: Article) -> list[tuple[Chunk, int, str]]:
        """The chunks of an article that comes, each with its number and key."""
        rows = self._rows.execute(
            "SELECT number, start, end, key FROM chunk WHERE doc_id = ? ORDER BY number", (article.doc_id,)
        )
        return [
            (
                Chunk(chunk_id(article.doc_id, n), article.doc_id, start, end, article.text[start:end]),
                n,
                key,
            )
            for n, start, end, key in rows
        ]

    def files(self) -> Iterator[FileRecord]:
        """The files that come."""
        for path, kept, doc_ids, failures in self._rows.execute("SELECT * FROM file"):
            failed = tuple(Failure(*failure) for failure in json.loads(failures))
            yield FileRecord(path, kept, tuple(json.loads(doc_ids)), failed)

    def forgotten(self) -> list[str]:
        """The paths of files that go, or are replaced."""
        return [path for (path,) in self._rows.execute("SELECT path FROM forget UNION SELECT path FROM file")]

    def _remove(self, doc_ids: list[str]) -> None:
        names = [(doc_id,) for doc_id in doc_ids]
        self._rows.executemany("DELETE FROM article WHERE doc_id = ?", names)
        self._rows.executemany("DELETE FROM chunk WHERE doc_id = ?", names)
        self._rows.executemany("INSERT OR IGNORE INTO removal VALUES (?)", names)
