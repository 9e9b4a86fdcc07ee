"""One batch of changes to a local library: gathered aside, published as a whole.

Articles and chunks wait in temporary tables, which vanish with their connection; vectors go straight
into the database, under the digest of what they were made from, so that a sync that is cut off never
embeds the same text again. Publishing moves everything over in one transaction, writes the new
generation's files before it commits, and so shows readers all of the batch or nothing.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from corpus.article import Article, Chunk, indexed_text
from corpus.errors import InputError
from index.encoder import Vectors
from index.late import Tokens
from index.local import connecting, database, generation
from index.local.generation import Generation
from index.local.rowsums import chunk_sum, data_sum
from index.store import FileRecord, Missing

_ARTICLE = f"{database.ARTICLE_COLUMNS}, digest"

STAGING = f"""
CREATE TEMP TABLE staged_article AS SELECT {_ARTICLE} FROM article WHERE FALSE;
CREATE UNIQUE INDEX temp.staged_article_doc_id ON staged_article (doc_id);
CREATE TEMP TABLE staged_chunk (doc_id TEXT, number INTEGER, start INTEGER, end INTEGER, key TEXT);
CREATE INDEX temp.staged_chunk_doc_id ON staged_chunk (doc_id);
CREATE TEMP TABLE staged_removal (doc_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE staged_file AS SELECT * FROM file WHERE FALSE;
CREATE TEMP TABLE staged_forget (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""

# An article that lacks a vector waits for the next batch; until then its former version stays.
COMPLETE = """
CREATE TEMP TABLE incomplete AS
    SELECT DISTINCT doc_id FROM staged_chunk WHERE key NOT IN (SELECT key FROM vector);
DELETE FROM staged_removal WHERE doc_id IN (SELECT doc_id FROM incomplete);
DELETE FROM staged_article WHERE doc_id IN (SELECT doc_id FROM incomplete);
DELETE FROM staged_chunk WHERE doc_id IN (SELECT doc_id FROM incomplete);
DELETE FROM staged_file WHERE EXISTS
    (SELECT 1 FROM json_each(staged_file.doc_ids) WHERE value IN (SELECT doc_id FROM incomplete));
DROP TABLE incomplete;
"""

PUBLISH = f"""
DELETE FROM staged_removal WHERE doc_id NOT IN (SELECT doc_id FROM article);
INSERT INTO removed_chunk SELECT c.id, {{generation}} FROM staged_removal
    JOIN article a USING (doc_id) JOIN chunk c ON c.article = a.id;
DELETE FROM article WHERE doc_id IN (SELECT doc_id FROM staged_removal);
INSERT INTO article ({_ARTICLE}) SELECT {_ARTICLE} FROM staged_article ORDER BY rowid;
INSERT INTO chunk (article, number, start, end, vector, generation)
    SELECT a.id, s.number, s.start, s.end, v.id, {{generation}} FROM staged_chunk s
    JOIN article a USING (doc_id) JOIN vector v USING (key) ORDER BY s.rowid;
UPDATE chunk SET sum = chunk_sum(id, (SELECT doc_id FROM article a WHERE a.id = chunk.article),
    number, start, end, vector) WHERE generation = {{generation}};
DELETE FROM file WHERE path IN (SELECT path FROM staged_forget);
INSERT OR REPLACE INTO file SELECT * FROM staged_file;
UPDATE meta SET value = '{{generation}}' WHERE name = 'generation';
"""

DROP_UNUSED = "DELETE FROM vector WHERE id IN (SELECT id FROM vector EXCEPT SELECT vector FROM chunk)"


class LocalWriting:
    """The changes of one batch; see `index.store.Writing`."""

    def __init__(self, library: Path, connection: sqlite3.Connection) -> None:
        self._library = library
        self._connection = connection
        self._asked = 0
        connection.create_function("chunk_sum", 6, chunk_sum, deterministic=True)
        connection.executescript(STAGING)

    def put(self, article: Article, digest: str, chunks: Sequence[Chunk], keys: Sequence[str]) -> None:
        """Add or replace an article; it counts only together with all of its chunks."""
        if "\0" in article.text:
            raise InputError(f"the text of {article.doc_id!r} holds a NUL character: take it out first")
        with connecting.transaction(self._connection):
            self._unstage(article.doc_id)
            row = (*(getattr(article, name) for name in database.ARTICLE_COLUMNS.split(", ")), digest)
            marks = ", ".join("?" * len(row))
            self._connection.execute(f"INSERT INTO staged_article VALUES ({marks})", row)
            self._connection.executemany(
                "INSERT INTO staged_chunk VALUES (?, ?, ?, ?, ?)",
                [
                    (piece.doc_id, number, piece.start, piece.end, key)
                    for number, (piece, key) in enumerate(zip(chunks, keys, strict=True))
                ],
            )

    def remove(self, doc_ids: Iterable[str]) -> None:
        """Take articles out; unknown ones are passed over."""
        with connecting.transaction(self._connection):
            for doc_id in doc_ids:
                self._unstage(doc_id)

    def leave(self, doc_ids: Iterable[str]) -> None:
        """Take back what this batch was told of articles: they stay as they were before it."""
        with connecting.transaction(self._connection):
            for doc_id in doc_ids:
                self._unstage(doc_id)
                self._connection.execute("DELETE FROM staged_removal WHERE doc_id = ?", (doc_id,))

    def count_missing(self) -> int:
        """How many texts of this batch have no vector yet."""
        row = self._connection.execute(
            "SELECT count(DISTINCT key) FROM staged_chunk WHERE key NOT IN (SELECT key FROM vector)"
        )
        return int(row.fetchone()[0])

    def missing(self, limit: int) -> list[Missing]:
        """The next `limit` texts of this batch that have no vector; each comes once."""
        rows = self._connection.execute(
            f"SELECT c.rowid, c.key, {database.CHUNK_TEXT}, {database.METADATA_COLUMNS} "
            "FROM staged_chunk c JOIN staged_article a USING (doc_id) "
            "WHERE c.rowid > ? AND c.key NOT IN (SELECT key FROM vector) ORDER BY c.rowid LIMIT ?",
            (self._asked, limit),
        )
        found: dict[str, Missing] = {}
        for self._asked, key, text, *metadata in rows:
            found[key] = Missing(key, indexed_text(Article(*metadata), text), text)
        return list(found.values())

    def put_vectors(self, keys: Sequence[str], vectors: Vectors, tokens: Sequence[Tokens]) -> None:
        """Keep vectors, shape (n, dimension), and token vectors on disk at once."""
        halves = vectors.astype(np.float16)
        with connecting.transaction(self._connection, "IMMEDIATE"):
            (last,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM vector").fetchone()
            for key, row, item in zip(keys, halves, tokens, strict=True):
                id_, vector, said = last + 1, row.tobytes(), item.to_bytes()
                put = self._connection.execute(
                    "INSERT OR IGNORE INTO vector VALUES (?, ?, ?, ?)",
                    (id_, key, data_sum(id_, vector), vector),
                )
                if put.rowcount:
                    self._connection.execute(
                        "INSERT INTO token VALUES (?, ?, ?)", (id_, data_sum(id_, said), said)
                    )
                    last = id_

    def put_files(self, records: Iterable[FileRecord]) -> None:
        """Remember how files were when they were read."""
        for r in records:
            failures = json.dumps([[f.path, f.line, f.reason] for f in r.failures])
            row = (r.path, r.digest, json.dumps(r.doc_ids), failures)
            self._connection.execute("INSERT INTO staged_file VALUES (?, ?, ?, ?)", row)

    def forget_files(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        rows = [(path,) for path in paths]
        self._connection.executemany("INSERT OR IGNORE INTO staged_forget VALUES (?)", rows)

    def put_folders(self, folders: Sequence[str]) -> None:
        """Remember, at once and for good, which folders the library is made of."""
        database.write_folders(self._connection, folders)

    def _unstage(self, doc_id: str) -> None:
        self._connection.execute("DELETE FROM staged_article WHERE doc_id = ?", (doc_id,))
        self._connection.execute("DELETE FROM staged_chunk WHERE doc_id = ?", (doc_id,))
        self._connection.execute("INSERT OR IGNORE INTO staged_removal VALUES (?)", (doc_id,))

    def publish(self, previous: Generation | None, *, complete: bool) -> None:
        """Make the batch visible as a whole.

        A `complete` batch also drops the vectors that no chunk uses any more; one that was cut off
        keeps them for the next.
        """
        connection = self._connection
        connection.executescript(COMPLETE)
        if not self._changes_anything():
            return
        with connecting.transaction(connection, "IMMEDIATE"):
            number = database.generation(connection) + 1
            for statement in PUBLISH.format(generation=number).split(";"):
                connection.execute(statement)
            if complete and connection.execute("SELECT 1 FROM staged_removal").fetchone():
                connection.execute(DROP_UNUSED)
            generation.write(connection, generation.folder_of(self._library, number), previous, number)
        # It is published: what tidies up may fail, as on a full disk, and is done by the next batch.
        with suppress(sqlite3.OperationalError):
            connection.execute("DELETE FROM removed_chunk WHERE generation < ?", (number - 50,))
            generation.tidy(self._library, number)
            # As far as readers let it: what is in the database need not lie in its log as well.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _changes_anything(self) -> bool:
        tables = ("staged_article", "staged_removal", "staged_file", "staged_forget")
        return any(self._connection.execute(f"SELECT 1 FROM {t} LIMIT 1").fetchone() for t in tables)
