"""The promise of a store: articles, chunks and vectors in; hits by meaning and by words out."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.article import Article, Chunk, Failure
from index.encoder import Vectors
from index.hit import Filter, Hit
from index.late import Tokens


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was when last read: the digest of its bytes, and what came of it."""

    path: str
    digest: str
    doc_ids: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """A library in figures; `bytes_on_disk` counts all its files, `sources` the articles by source.

    A library on a server has 0 bytes on disk: how many they are there isn't known here.
    """

    library: str
    articles: int
    chunks: int
    generation: int
    encoder: str
    dimension: int
    first_published: str
    last_published: str
    sources: tuple[tuple[str, int], ...]
    failed: tuple[Failure, ...]
    bytes_on_disk: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that waits for its vectors: the `indexed` text, the chunk's own at its end, and its digest."""

    key: str
    indexed: str
    text: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article as it was indexed: whole, its digest, and its chunks in their order with their texts."""

    article: Article
    digest: str
    chunks: tuple[Chunk, ...]


class Writing(Protocol):
    """One batch of changes. Nothing of it is seen by a search until the batch is published as a whole."""

    def put(self, article: Article, digest: str, chunks: Sequence[Chunk], keys: Sequence[str]) -> None:
        """Add or replace an article; `keys[i]` is the digest of the indexed text of `chunks[i]`.

        An article is published once every one of its chunks has a vector, and not before.
        """
        ...

    def remove(self, doc_ids: Iterable[str]) -> None:
        """Take articles out; unknown ones are passed over."""
        ...

    def leave(self, doc_ids: Iterable[str]) -> None:
        """Take back what this batch was told of articles: they stay as they were before it."""
        ...

    def count_missing(self) -> int:
        """How many texts of this batch have no vector yet."""
        ...

    def missing(self, limit: int) -> list[Missing]:
        """The next `limit` texts of this batch that have no vector; each comes once."""
        ...

    def put_vectors(self, keys: Sequence[str], vectors: Vectors, tokens: Sequence[Tokens]) -> None:
        """Keep vectors, at once and for good: a later batch finds them even when this one is cut off.

        `vectors` has shape (n, dimension); `tokens[i]` are those of the same text as `vectors[i]`.
        """
        ...

    def put_files(self, records: Iterable[FileRecord]) -> None:
        """Remember how files were when they were read."""
        ...

    def forget_files(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        ...

    def put_folders(self, folders: Sequence[str]) -> None:
        """Remember, at once and for good, which folders the library is made of."""
        ...


class Store(Protocol):
    """Keeps a library and searches it. One writer at a time; readers never wait for it."""

    path: Path
    """The library's own folder. What is kept in it belongs to no other folder of articles."""

    def writing(self) -> AbstractContextManager[Writing]:
        """A batch of changes, published as a whole when the block ends.

        A `KeyboardInterrupt` publishes the articles that are complete by then and goes on upwards; any
        other exception publishes nothing, but vectors that were put stay. `LibraryBusy` names the
        process that is writing already.
        """
        ...

    def digests(self) -> Mapping[str, str]:
        """The digest of every article, by doc_id."""
        ...

    def files(self) -> Mapping[str, FileRecord]:
        """The files read so far, by path."""
        ...

    def folders(self) -> Sequence[str]:
        """The folders and files that were synced, in their order: what the library is made of."""
        ...

    def article(self, doc_id: str) -> Article | None:
        """The whole article with its text."""
        ...

    def articles(self) -> Sequence[Article]:
        """All articles without their texts, newest first, then by doc_id."""
        ...

    def sources(self) -> frozenset[str]:
        """The sources that articles have, the empty one left out; cheap enough for every question."""
        ...

    def status(self) -> Status:
        """What is in the library, in figures."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """Read from one moment: what is published while the block runs isn't seen in it."""
        ...

    def dense(self, vector: Vectors, k: int, where: Filter) -> list[Hit]:
        """The `k` chunks of highest cosine to `vector`, shape (dimension,), without their texts."""
        ...

    def sparse(self, text: str, k: int, where: Filter) -> list[Hit]:
        """The `k` chunks of highest BM25 score for `text` that share a term with it, without their texts."""
        ...

    def with_texts(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits with the texts of their chunks; many are ranked, and few are read."""
        ...

    def tokens(self, chunk_ids: Sequence[str]) -> dict[str, Tokens]:
        """The token vectors of chunks, by chunk_id; unknown ones are left out."""
        ...

    def rarities(self, words: Sequence[str]) -> list[float]:
        """How rare each word is here: its inverse document frequency as BM25 has it, 0 or more."""
        ...

    def indexed(self, doc_ids: Sequence[str]) -> list[Indexed]:
        """Articles as they were indexed, in the order asked for; unknown ones are left out."""
        ...

    def vectors(self, keys: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """What `Writing.put_vectors` was given for each key; `LibraryDamaged` where there is nothing."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
