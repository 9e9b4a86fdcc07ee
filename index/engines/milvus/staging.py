"""What a batch for Milvus is told, in a database of its own that is gone with the process.

It holds all that must not be seen yet: nothing but vectors reaches Milvus before the batch is published.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.article import Article, Chunk, Failure, chunk_id
from index.local.staging import STAGED_ARTICLE, Staging
from index.store import FileRecord, Missing

Known = Callable[[Sequence[str]], Iterable[str]]
"""Gives those of the keys that have a vector already."""

# SQLite keeps this in memory while it is small, and else in a file without a name.
_NOWHERE = ""
_SCHEMA = """
CREATE TABLE vector (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE asked (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_AT_ONCE = 2_000


class MilvusStaging(Staging):
    """The changes of one batch, and which texts have vectors, as far as Milvus was asked."""

    def __init__(self, known: Known) -> None:
        connection = sqlite3.connect(_NOWHERE, isolation_level=None, check_same_thread=False)
        connection.executescript(_SCHEMA)
        super().__init__(connection)
        self._known = known

    def count_missing(self) -> int:
        """How many texts of this batch have no vector yet."""
        self._ask()
        return super().count_missing()

    def missing(self, limit: int) -> list[Missing]:
        """The next `limit` texts of this batch that have no vector; each comes once."""
        self._ask()
        return super().missing(limit)

    def know(self, keys: Iterable[str]) -> None:
        """These keys have vectors."""
        self.connection.executemany("INSERT OR IGNORE INTO vector VALUES (?)", [(key,) for key in keys])

    def complete(self) -> bool:
        """Leave out the articles that lack a vector, and their files; says whether anything is left."""
        self._ask()
        return super().complete()

    def removed(self) -> list[str]:
        """The doc_ids of articles that go, or are replaced."""
        return [doc_id for (doc_id,) in self.connection.execute("SELECT doc_id FROM staged_removal")]

    def articles(self) -> Iterator[tuple[Article, str]]:
        """The articles that come, each with its digest."""
        rows = self.connection.execute(f"SELECT {STAGED_ARTICLE} FROM staged_article ORDER BY rowid")
        for *values, kept in rows:
            yield Article(*values), kept

    def chunks(self, article: Article) -> list[tuple[Chunk, int, str]]:
        """The chunks of an article that comes, each with its number and key."""
        rows = self.connection.execute(
            "SELECT number, start, end, key FROM staged_chunk WHERE doc_id = ? ORDER BY number",
            (article.doc_id,),
        )
        doc_id, text = article.doc_id, article.text
        return [
            (Chunk(chunk_id(doc_id, number), doc_id, start, end, text[start:end]), number, key)
            for number, start, end, key in rows
        ]

    def files(self) -> Iterator[FileRecord]:
        """The files that come."""
        for path, kept, doc_ids, failures in self.connection.execute("SELECT * FROM staged_file"):
            failed = tuple(Failure(*failure) for failure in json.loads(failures))
            yield FileRecord(path, kept, tuple(json.loads(doc_ids)), failed)

    def forgotten(self) -> list[str]:
        """The paths of files that go, or are replaced."""
        rows = self.connection.execute("SELECT path FROM staged_forget UNION SELECT path FROM staged_file")
        return [path for (path,) in rows]

    def close(self) -> None:
        """Forget everything."""
        self.connection.close()

    def _ask(self) -> None:
        """Find out which of the keys that came since the last time have vectors."""
        rows = self.connection.execute(
            "SELECT DISTINCT key FROM staged_chunk "
            "WHERE key NOT IN (SELECT key FROM vector) AND key NOT IN (SELECT key FROM asked)"
        )
        keys = [key for (key,) in rows]
        for start in range(0, len(keys), _AT_ONCE):
            self.know(self._known(keys[start : start + _AT_ONCE]))
        self.connection.executemany("INSERT INTO asked VALUES (?)", [(key,) for key in keys])
