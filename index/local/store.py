"""The embedded store: keeps the database and the two indexes made from it in step."""

import logging
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from weakref import WeakSet

from corpus.article import Article, Chunk
from corpus.errors import LibraryError, LibraryMismatch
from index.encoder import Vectors
from index.hit import Filter, Hit
from index.late import Tokens
from index.local import carrying, connecting, database, generation
from index.local.columns import Columns
from index.local.generation import Generation
from index.local.place import DATABASE, GENERATIONS, begin, exists, holding
from index.local.status import read_status
from index.local.writing import LocalWriting
from index.store import FileRecord, Indexed, Status

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
        self._encoder, self._dimension = encoder, dimension
        self._database = library / DATABASE
        if not exists(library):
            begin(library)
        self._local = threading.local()
        self._connections: WeakSet[connecting.Connection] = WeakSet()
        self._loading = threading.Lock()
        self._current: Generation | None = None
        self._current_of = (0, 0)  # the database file that it was made from
        self._private: list[tempfile.TemporaryDirectory[str]] = []
        self._sources: tuple[object, frozenset[str]] = (None, frozenset())
        meta = database.read_meta(self._connection, self._database)
        if not meta and (library / GENERATIONS).is_dir():
            raise connecting.damaged(self._database, "it is empty beside its search files")
        if not meta:
            database.create(self._database, encoder, dimension)
            meta = database.read_meta(self._connection, self._database)
        self._check(meta)

    @contextmanager
    def writing(self) -> Iterator[LocalWriting]:
        """A batch of changes, published as a whole when the block ends; see `index.store.Store`."""
        with holding(self.path, _PATIENCE):
            connection = connecting.connect(self._database)
            try:
                self._check(database.read_meta(connection, self._database))
                generation.tidy(self.path, database.generation(connection))
                batch = LocalWriting(self.path, connection)
                try:
                    yield batch
                except KeyboardInterrupt:
                    self._publish(batch, complete=False)
                    raise
                self._publish(batch, complete=True)
            except sqlite3.DatabaseError as error:
                refused = connecting.refused(self._database, error)
                raise type(refused)(f"{refused}; nothing in it has changed") from error
            finally:
                connection.close()

    def digests(self) -> Mapping[str, str]:
        """The digest of every article, by doc_id."""
        with self.reading():
            return dict(self._connection.execute("SELECT doc_id, digest FROM article"))

    def files(self) -> Mapping[str, FileRecord]:
        """The files read so far, by path."""
        with self.reading():
            return database.read_files(self._connection)

    def folders(self) -> Sequence[str]:
        """The folders and files that were synced, in their order: what the library is made of."""
        with self.reading():
            return database.read_folders(self._connection)

    def article(self, doc_id: str) -> Article | None:
        """The whole article with its text; `LibraryDamaged` where it isn't as it was indexed."""
        with self.reading():
            return database.read_whole_articles(self._connection, [doc_id]).get(doc_id)

    def articles(self) -> Sequence[Article]:
        """All articles without their texts, newest first, then by doc_id."""
        with self.reading():
            return database.read_articles(self._connection)

    def sources(self) -> frozenset[str]:
        """The sources that articles have; read once a published state."""
        with self.reading():
            connection = self._connection
            state = connection.identity, database.generation(connection)
            known, sources = self._sources
            if known != state:
                sources = database.read_sources(connection)
                self._sources = state, sources
            return sources

    def status(self) -> Status:
        """What is in the library, in figures."""
        return read_status(self.path)

    def count_chunks(self) -> int:
        """How many chunks can be found."""
        with self.reading():
            return database.count_chunks(self._connection)

    def columns(self) -> Columns:
        """The chunks that can be found, with what filters compare."""
        with self.reading():
            return self._indexes(self._connection).columns

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read from one moment: what is published while the block runs isn't seen in it.

        `LibraryMismatch` where another Footnote, or a backup, has made another library of it meanwhile.
        """
        connection = self._connection
        if connection.in_transaction:
            yield
            return
        with connecting.told(self._database), connecting.transaction(connection):
            self._check(database.read_meta(connection, self._database))
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
        """The hits with their chunks' texts; `LibraryDamaged` where an article isn't as it was indexed."""
        with self.reading():
            whole = database.read_whole_articles(self._connection, {hit.chunk.doc_id for hit in hits})
        return [replace(hit, chunk=self._with_text(hit.chunk, whole)) for hit in hits]

    def tokens(self, chunk_ids: Sequence[str]) -> dict[str, Tokens]:
        """The token vectors of chunks, by chunk_id; unknown ones are left out."""
        with self.reading():
            return database.read_tokens(self._connection, chunk_ids, self._dimension)

    def rarities(self, words: Sequence[str]) -> list[float]:
        """How rare each word is here: its inverse document frequency as BM25 has it, 0 or more."""
        with self.reading():
            return self._indexes(self._connection).sparse.rarities(words)

    def indexed(self, doc_ids: Sequence[str]) -> list[Indexed]:
        """Articles as they were indexed, in the order asked for; unknown ones are left out."""
        with self.reading():
            return carrying.read_indexed(self._connection, doc_ids)

    def vectors(self, keys: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """What was put for each key; `LibraryDamaged` where there is nothing."""
        with self.reading():
            return carrying.read_kept(self._connection, keys, self._dimension)

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
    def _connection(self) -> connecting.Connection:
        connection: connecting.Connection | None = getattr(self._local, "connection", None)
        if connection and not connection.in_transaction:
            now = connecting.identity(self._database)
            if now not in (
                connection.identity,
                (0, 0),
            ):  # another was put in its place: see index.local.backup
                connection.close()
                connection = None
        if connection is None:
            connection = self._local.connection = connecting.connect(self._database)
            self._connections.add(connection)
        return connection

    def _check(self, meta: dict[str, str]) -> None:
        """`LibraryMismatch` unless `meta` is that of a library for this version and this encoder."""
        database.check_format(meta, self._database)
        if meta["encoder"] != self._encoder or meta["dimension"] != str(self._dimension):
            raise LibraryMismatch(
                f"{self.path} was embedded with {meta['encoder']}, the encoder in use is {self._encoder}: "
                "set FOOTNOTE_ENCODER to the former, or index into a new library (--library DIR)"
            )

    def _with_text(self, chunk: Chunk, whole: Mapping[str, Article]) -> Chunk:
        article = whole.get(chunk.doc_id)
        if article is None or not 0 <= chunk.start < chunk.end <= len(article.text):
            raise connecting.damaged(self._database, f"the place of {chunk.chunk_id} is in no article")
        return replace(chunk, text=article.text[chunk.start : chunk.end])

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

    def _indexes(self, connection: connecting.Connection, *, locked: bool = False) -> Generation:
        number, file = database.generation(connection), connection.identity
        current = self._current
        if current is not None and current.number == number and self._current_of == file:
            return current
        with self._loading:
            current = self._current if self._current_of == file else None
            if current is not None and current.number == number:
                return current
            loaded = generation.load(connection, self.path, number, current)
            loaded = loaded or self._heal(connection, number, locked)
            self._current, self._current_of = loaded, file
            return loaded

    def _heal(self, connection: sqlite3.Connection, number: int, locked: bool) -> Generation:
        """Make generation `number` anew from the database: in its place, or aside while someone writes."""
        chunks = database.count_chunks(connection)
        if chunks:
            _log.warning("the search files of %s are missing or damaged: making them anew", self.path)
        try:
            if locked:
                return generation.make(connection, self.path, number)
            with holding(self.path):
                return generation.make(connection, self.path, number)
        except (LibraryError, OSError):  # someone writes, or nobody can
            aside = tempfile.TemporaryDirectory(prefix="footnote-")
            self._private.append(aside)
        try:
            return generation.make(connection, Path(aside.name), number)
        except OSError as error:
            raise LibraryError(
                f"can't make the search files of {self.path} anew: {error.strerror or error}; make room on "
                "its disk, or set TMPDIR to a folder that has some"
            ) from error


def _hits(connection: sqlite3.Connection, search: Callable[[int], Scored], k: int) -> list[Hit]:
    """The `k` best hits; equal scores are ordered by chunk_id, also where the cut falls among them."""
    depth = k + 16
    found = search(depth)
    while len(found) == depth and found[k - 1][1] == found[-1][1]:
        depth *= 4
        found = search(depth)
    known = database.read_chunks(connection, [number for number, _ in found])
    if len(known) < len(found):
        raise connecting.damaged(connecting.place_of(connection), "chunks are gone that can be found")
    rows = [(score, *known[number]) for number, score in found]
    rows.sort(key=lambda row: (-row[0], row[1].chunk_id))
    return [Hit(rank, score, chunk, article) for rank, (score, chunk, article) in enumerate(rows[:k], 1)]
