"""The embedded store: keeps the database and the two indexes made from it in step."""

import json
import logging
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from weakref import WeakSet

from corpus.article import Article, Chunk, Failure
from corpus.errors import InputError, LibraryBusy, LibraryError, LibraryMismatch
from index.encoder import Vectors
from index.hit import Filter, Hit
from index.late import Tokens
from index.local import database, generation
from index.local.columns import Columns
from index.local.generation import Generation
from index.local.status import exists, read_status
from index.local.writing import LocalWriting, holding
from index.store import FileRecord, Status

UPLOADS = "uploads"
"""The folder, in a library's own, where files lie that were uploaded into it."""

FEEDBACK, FEEDBACK_LOCK = "feedback.jsonl", "feedback.lock"
"""The files, in a library's folder, of what readers said of answers."""

# A reader that makes missing search files anew holds a library for a moment: writers wait so many seconds.
_PATIENCE = 2.0

_log = logging.getLogger(__name__)
Scored = list[tuple[int, float]]


class LocalStore:
    """A library in a folder; see `index.store.Store`. Safe to use from many threads and processes."""

    def __init__(self, library: Path, encoder: str, dimension: int) -> None:
        """Open the library, or begin an empty one.

        `LibraryMismatch` where another format or encoder made it, `LibraryDamaged` where it can't be read.
        """
        self.path = library
        self._dimension = dimension
        self._database = library / "library.sqlite"
        if not exists(library):
            _begin(library)
        self._local = threading.local()
        self._connections: WeakSet[database.Connection] = WeakSet()
        self._loading = threading.Lock()
        self._current: Generation | None = None
        self._private: list[tempfile.TemporaryDirectory[str]] = []
        self._sources: tuple[int, frozenset[str]] = (-1, frozenset())
        meta = database.read_meta(self._connection, self._database)
        if not meta:
            database.create(self._database, encoder, dimension)
            meta = database.read_meta(self._connection, self._database)
        database.check_format(meta, self._database)
        if meta["encoder"] != encoder or meta["dimension"] != str(dimension):
            raise LibraryMismatch(
                f"{library} was embedded with {meta['encoder']}, the encoder in use is {encoder}: "
                "set FOOTNOTE_ENCODER to the former, or index into a new library (--library DIR)"
            )

    @contextmanager
    def writing(self) -> Iterator[LocalWriting]:
        """A batch of changes, published as a whole when the block ends; see `index.store.Store`."""
        with holding(self.path, _PATIENCE):
            connection = database.connect(self._database)
            try:
                generation.tidy(self.path, database.generation(connection))
                batch = LocalWriting(self.path, connection)
                try:
                    yield batch
                except KeyboardInterrupt:
                    self._publish(batch, complete=False)
                    raise
                self._publish(batch, complete=True)
            except sqlite3.Error as error:
                raise LibraryError(
                    f"can't write to {self.path}: {error}; nothing in it has changed"
                ) from error
            finally:
                connection.close()

    def digests(self) -> Mapping[str, str]:
        """The digest of every article, by doc_id."""
        return dict(self._connection.execute("SELECT doc_id, digest FROM article"))

    def files(self) -> Mapping[str, FileRecord]:
        """The files read so far, by path."""
        rows = self._connection.execute("SELECT path, digest, doc_ids, failures FROM file")
        return {
            path: FileRecord(
                path, digest, tuple(json.loads(ids)), tuple(Failure(*f) for f in json.loads(failures))
            )
            for path, digest, ids, failures in rows
        }

    def folders(self) -> Sequence[str]:
        """The folders and files that were synced, in their order: what the library is made of."""
        return database.read_folders(self._connection)

    def article(self, doc_id: str) -> Article | None:
        """The whole article with its text."""
        return database.read_article(self._connection, doc_id)

    def articles(self) -> Sequence[Article]:
        """All articles without their texts, newest first, then by doc_id."""
        return database.read_articles(self._connection)

    def sources(self) -> frozenset[str]:
        """The sources that articles have; read once a published state."""
        with self.reading():
            number, (known, sources) = database.generation(self._connection), self._sources
            if known != number:
                sources = database.read_sources(self._connection)
                self._sources = number, sources
            return sources

    def status(self) -> Status:
        """What is in the library, in figures."""
        return read_status(self.path)

    def count_chunks(self) -> int:
        """How many chunks can be found."""
        return database.count_chunks(self._connection)

    def columns(self) -> Columns:
        """The chunks that can be found, with what filters compare."""
        with self.reading():
            return self._indexes(self._connection).columns

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read from one moment: what is published while the block runs isn't seen in it."""
        if self._connection.in_transaction:
            yield
            return
        with database.transaction(self._connection):
            yield

    def dense(self, vector: Vectors, k: int, where: Filter) -> list[Hit]:
        """The `k` chunks of highest cosine to `vector`, shape (dimension,), without their texts."""
        with self.reading():
            indexes, connection = self._indexes(self._connection), self._connection
            return _hits(connection, lambda depth: indexes.search_dense(connection, vector, depth, where), k)

    def sparse(self, text: str, k: int, where: Filter) -> list[Hit]:
        """The `k` chunks of highest BM25 score for `text` that share a term with it, without their texts."""
        with self.reading():
            index = self._indexes(self._connection).sparse
            return _hits(self._connection, lambda depth: index.search(text, depth, where), k)

    def with_texts(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits with the texts of their chunks."""
        texts = database.read_article_texts(self._connection, {hit.chunk.doc_id for hit in hits})
        return [replace(hit, chunk=_with_text(hit.chunk, texts[hit.chunk.doc_id])) for hit in hits]

    def tokens(self, chunk_ids: Sequence[str]) -> dict[str, Tokens]:
        """The token vectors of chunks, by chunk_id; unknown ones are left out."""
        return database.read_tokens(self._connection, chunk_ids, self._dimension)

    def rarities(self, words: Sequence[str]) -> list[float]:
        """How rare each word is here: its inverse document frequency as BM25 has it, 0 or more."""
        with self.reading():
            return self._indexes(self._connection).sparse.rarities(words)

    def close(self) -> None:
        """Let go of files and connections."""
        with self._loading:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._current = None
            for folder in self._private:
                folder.cleanup()
            self._private.clear()
            self._local = threading.local()

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: database.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = database.connect(self._database)
            self._connections.add(connection)
        return connection

    def _publish(self, batch: LocalWriting, *, complete: bool) -> None:
        try:
            batch.publish(self._previous(), complete=complete)
        except OSError as error:
            reason = error.strerror or error
            raise LibraryError(f"can't write to {self.path}: {reason}; nothing in it has changed") from error

    def _previous(self) -> Generation | None:
        """The published state that a writer, holding the lock, starts from; None where it is empty."""
        with self.reading():
            if not database.count_chunks(self._connection):
                return None
            return self._indexes(self._connection, locked=True)

    def _indexes(self, connection: sqlite3.Connection, *, locked: bool = False) -> Generation:
        number = database.generation(connection)
        current = self._current
        if current is not None and current.number == number:
            return current
        with self._loading:
            if self._current is not None and self._current.number == number:
                return self._current
            loaded = generation.load(connection, self.path, number, self._current)
            self._current = loaded or self._heal(connection, number, locked)
            return self._current

    def _heal(self, connection: sqlite3.Connection, number: int, locked: bool) -> Generation:
        """Make generation `number` anew from the database: in its place, or aside while someone writes."""
        chunks = database.count_chunks(connection)
        if chunks:
            _log.warning("the search files of %s are missing or damaged: making them anew", self.path)
        try:
            if locked:
                return self._made(connection, self.path, number)
            with holding(self.path):
                return self._made(connection, self.path, number)
        except LibraryBusy:
            aside = tempfile.TemporaryDirectory(prefix="footnote-")
            self._private.append(aside)
            return self._made(connection, Path(aside.name), number)

    @staticmethod
    def _made(connection: sqlite3.Connection, library: Path, number: int) -> Generation:
        generation.write(connection, generation.folder_of(library, number), None, number)
        made = generation.load(connection, library, number)
        assert made is not None
        return made


def check_place(library: Path) -> None:
    """`InputError` where a library can't begin at `library`: it is a file, or a folder of something else."""
    if library.exists() and not library.is_dir():
        raise InputError(f"{library} is a file, a library is a folder: name another with --library")
    known = {"model", "library.sqlite-wal", "library.sqlite-shm", "writer.lock", "writer.json", "generations"}
    known |= {UPLOADS, FEEDBACK, FEEDBACK_LOCK}
    if library.is_dir() and any(entry.name not in known for entry in library.iterdir()):
        raise InputError(f"{library} holds other files and no library: name a new folder with --library")


def _begin(library: Path) -> None:
    check_place(library)
    try:
        library.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"can't make a library at {library}: {error.strerror}") from error
    shutil.rmtree(library / "generations", ignore_errors=True)


def _with_text(chunk: Chunk, article: str) -> Chunk:
    return replace(chunk, text=article[chunk.start : chunk.end])


def _hits(connection: sqlite3.Connection, search: Callable[[int], Scored], k: int) -> list[Hit]:
    """The `k` best hits; equal scores are ordered by chunk_id, also where the cut falls among them."""
    depth = k + 16
    found = search(depth)
    while len(found) == depth and found[k - 1][1] == found[-1][1]:
        depth *= 4
        found = search(depth)
    known = database.read_chunks(connection, [number for number, _ in found])
    rows = [(score, *known[number]) for number, score in found]
    rows.sort(key=lambda row: (-row[0], row[1].chunk_id))
    return [Hit(rank, score, chunk, article) for rank, (score, chunk, article) in enumerate(rows[:k], 1)]
