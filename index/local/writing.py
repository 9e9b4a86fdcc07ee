"""One batch of changes to a local library: gathered aside, published as a whole.

Articles and chunks wait aside (see `index.local.staging`); vectors go straight into the database, under the
digest of what they were made from, so that a sync that is cut off never embeds the same text again.
Publishing moves everything over in one transaction, writes the new generation's files before it commits,
and so shows readers all of the batch or nothing.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from index.encoder import Vectors
from index.late import Tokens
from index.local import connecting, database, generation
from index.local.generation import Generation
from index.local.rowsums import chunk_sum, data_sum
from index.local.staging import STAGED_ARTICLE, Staging

PUBLISH = f"""
DELETE FROM staged_removal WHERE doc_id NOT IN (SELECT doc_id FROM article);
INSERT INTO removed_chunk SELECT c.id, {{generation}} FROM staged_removal
    JOIN article a USING (doc_id) JOIN chunk c ON c.article = a.id;
DELETE FROM article WHERE doc_id IN (SELECT doc_id FROM staged_removal);
INSERT INTO article ({STAGED_ARTICLE}) SELECT {STAGED_ARTICLE} FROM staged_article ORDER BY rowid;
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
_CHECKPOINT_MS = 500


class LocalWriting(Staging):
    """The changes of one batch; see `index.store.Writing`."""

    def __init__(self, library: Path, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._library = library
        connection.create_function("chunk_sum", 6, chunk_sum, deterministic=True)

    def put_vectors(self, keys: Sequence[str], vectors: Vectors, tokens: Sequence[Tokens]) -> None:
        """Keep vectors, shape (n, dimension), and token vectors on disk at once."""
        halves = vectors.astype(np.float16)
        with connecting.transaction(self.connection, "IMMEDIATE"):
            (last,) = self.connection.execute("SELECT coalesce(max(id), 0) FROM vector").fetchone()
            for key, row, item in zip(keys, halves, tokens, strict=True):
                id_, vector, said = last + 1, row.tobytes(), item.to_bytes()
                put = self.connection.execute(
                    "INSERT OR IGNORE INTO vector VALUES (?, ?, ?, ?)",
                    (id_, key, data_sum(id_, vector), vector),
                )
                if put.rowcount:
                    self.connection.execute(
                        "INSERT INTO token VALUES (?, ?, ?)", (id_, data_sum(id_, said), said)
                    )
                    last = id_

    def put_folders(self, folders: Sequence[str]) -> None:
        """Remember, at once and for good, which folders the library is made of."""
        database.write_folders(self.connection, folders)

    def publish(self, previous: Generation | None, *, complete: bool) -> None:
        """Make the batch visible as a whole.

        A `complete` batch also drops the vectors that no chunk uses any more; one that was cut off
        keeps them for the next.
        """
        connection = self.connection
        if not self.complete():
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
            # As far as readers let it, who may take their time: what is in the database need not lie in its
            # log as well.
            connection.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_MS}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
