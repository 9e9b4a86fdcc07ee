"""What a batch is told, until it is published: in temporary tables, which vanish with their connection.

The texts that come may be many times what fits into memory; SQLite keeps them in a file when they are.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from corpus.article import Article, Chunk, indexed_text
from corpus.errors import InputError
from index.local import connecting
from index.local.database import ARTICLE_COLUMNS, CHUNK_TEXT, METADATA_COLUMNS
from index.store import FileRecord, Missing

STAGED_ARTICLE = f"{ARTICLE_COLUMNS}, digest"

_SCHEMA = f"""
CREATE TEMP TABLE staged_article ({STAGED_ARTICLE});
CREATE UNIQUE INDEX temp.staged_article_doc_id ON staged_article (doc_id);
CREATE TEMP TABLE staged_chunk (doc_id TEXT, number INTEGER, start INTEGER, end INTEGER, key TEXT);
CREATE INDEX temp.staged_chunk_doc_id ON staged_chunk (doc_id);
CREATE TEMP TABLE staged_removal (doc_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE staged_file (path TEXT PRIMARY KEY, digest TEXT, doc_ids TEXT, failures TEXT) WITHOUT ROWID;
CREATE TEMP TABLE staged_forget (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""

# An article that lacks a vector waits for the next batch; until then its former version stays.
_COMPLETE = """
CREATE TEMP TABLE incomplete AS
    SELECT DISTINCT doc_id FROM staged_chunk WHERE key NOT IN (SELECT key FROM vector);
DELETE FROM staged_removal WHERE doc_id IN (SELECT doc_id FROM incomplete);
DELETE FROM staged_article WHERE doc_id IN (SELECT doc_id FROM incomplete);
DELETE FROM staged_chunk WHERE doc_id IN (SELECT doc_id FROM incomplete);
DELETE FROM staged_file WHERE EXISTS
    (SELECT 1 FROM json_each(staged_file.doc_ids) WHERE value IN (SELECT doc_id FROM incomplete));
DROP TABLE incomplete;
"""


class Staging:
    """The changes of one batch, on a connection whose table `vector` has the `key` of every vector."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._asked = 0
        connection.executescript(_SCHEMA)

    def put(self, article: Article, digest: str, chunks: Sequence[Chunk], keys: Sequence[str]) -> None:
        """Add or replace an article; it counts only together with all of its chunks."""
        if "\0" in article.text:
            raise InputError(f"the text of {article.doc_id!r} holds a NUL character: take it out first")
        with connecting.transaction(self.connection):
            self._unstage(article.doc_id)
            row = (*(getattr(article, name) for name in ARTICLE_COLUMNS.split(", ")), digest)
            marks = ", ".join("?" * len(row))
            self.connection.execute(f"INSERT INTO staged_article VALUES ({marks})", row)
            self.connection.executemany(
                "INSERT INTO staged_chunk VALUES (?, ?, ?, ?, ?)",
                [
                    (piece.doc_id, number, piece.start, piece.end, key)
                    for number, (piece, key) in enumerate(zip(chunks, keys, strict=True))
                ],
            )

    def remove(self, doc_ids: Iterable[str]) -> None:
        """Take articles out; unknown ones are passed over."""
        with connecting.transaction(self.connection):
            for doc_id in doc_ids:
                self._unstage(doc_id)

    def leave(self, doc_ids: Iterable[str]) -> None:
        """Take back what this batch was told of articles: they stay as they were before it."""
        with connecting.transaction(self.connection):
            for doc_id in doc_ids:
                self._unstage(doc_id)
                self.connection.execute("DELETE FROM staged_removal WHERE doc_id = ?", (doc_id,))

    def count_missing(self) -> int:
        """How many texts of this batch have no vector yet."""
        row = self.connection.execute(
            "SELECT count(DISTINCT key) FROM staged_chunk WHERE key NOT IN (SELECT key FROM vector)"
        )
        return int(row.fetchone()[0])

    def missing(self, limit: int) -> list[Missing]:
        """The next `limit` texts of this batch that have no vector; each comes once."""
        rows = self.connection.execute(
            f"SELECT c.rowid, c.key, {CHUNK_TEXT}, {METADATA_COLUMNS} "
            "FROM staged_chunk c JOIN staged_article a USING (doc_id) "
            "WHERE c.rowid > ? AND c.key NOT IN (SELECT key FROM vector) ORDER BY c.rowid LIMIT ?",
            (self._asked, limit),
        )
        found: dict[str, Missing] = {}
        for self._asked, key, text, *metadata in rows:
            found[key] = Missing(key, indexed_text(Article(*metadata), text), text)
        return list(found.values())

    def put_files(self, records: Iterable[FileRecord]) -> None:
        """Remember how files were when they were read."""
        for r in records:
            failures = json.dumps([[f.path, f.line, f.reason] for f in r.failures])
            row = (r.path, r.digest, json.dumps(r.doc_ids), failures)
            self.connection.execute("INSERT OR REPLACE INTO staged_file VALUES (?, ?, ?, ?)", row)

    def forget_files(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        rows = [(path,) for path in paths]
        self.connection.executemany("INSERT OR IGNORE INTO staged_forget VALUES (?)", rows)

    def complete(self) -> bool:
        """Leave out the articles that lack a vector, and their files; says whether anything is left."""
        self.connection.executescript(_COMPLETE)
        tables = ("staged_article", "staged_removal", "staged_file", "staged_forget")
        return any(self.connection.execute(f"SELECT 1 FROM {t} LIMIT 1").fetchone() for t in tables)

    def _unstage(self, doc_id: str) -> None:
        self.connection.execute("DELETE FROM staged_article WHERE doc_id = ?", (doc_id,))
        self.connection.execute("DELETE FROM staged_chunk WHERE doc_id = ?", (doc_id,))
        self.connection.execute("INSERT OR IGNORE INTO staged_removal VALUES (?)", (doc_id,))
