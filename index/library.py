"""A library: bring it in step with a folder, search it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from corpus.article import Article
from corpus.errors import InputError
from index.encoder import Encoder, Vectors, clean
from index.fusion import fuse
from index.hit import Filter, Hit, Hits
from index.ranking import search_best
from index.store import Store
from index.sync import Chunking, OnProgress, SyncReport, sync

Mode = Literal["best", "hybrid", "dense", "sparse"]
MODES: tuple[Mode, ...] = ("best", "hybrid", "dense", "sparse")
DEFAULT_MODE: Mode = "best"
MAX_QUERY_CHARACTERS = 5_000
MAX_K = 1_000
EVERYTHING = Filter()
DEFAULT_CHUNKING = Chunking()
# How deep each of the two rankings goes before they are made one.
DEPTH = 100


class Library:
    """Articles that can be searched: an encoder and a store that belong together."""

    def __init__(self, encoder: Encoder, store: Store, chunking: Chunking = DEFAULT_CHUNKING) -> None:
        self.encoder = encoder
        self.store = store
        self.chunking = chunking

    def sync(self, folder: str | Path, on_progress: OnProgress | None = None) -> SyncReport:
        """Bring the library in step with `folder`; see `index.sync.sync`."""
        return sync(self.encoder, self.store, Path(folder), self.chunking, on_progress)

    def search(
        self, query: str, k: int = 10, *, mode: Mode = DEFAULT_MODE, where: Filter = EVERYTHING
    ) -> Hits:
        """The `k` chunks that answer `query` best, or as many as match; `InputError` for a bad argument."""
        return Hits(self.search_many([query], k, mode=mode, where=where)[0])

    def search_many(
        self,
        queries: Sequence[str],
        k: int = 10,
        *,
        mode: Mode = DEFAULT_MODE,
        where: Filter = EVERYTHING,
    ) -> list[list[Hit]]:
        """What `search` gives for each query; but for the best ranking, the queries are encoded together."""
        queries = [check_query(query) for query in queries]
        if not 1 <= k <= MAX_K:
            raise InputError(f"k is {k}: ask for 1 to {MAX_K} results")
        if mode not in MODES:
            raise InputError(f"mode {mode!r} is unknown: choose one of {', '.join(MODES)}")
        if mode == "sparse":
            return [self.store.sparse(query, k, where) for query in queries]
        if mode == "best":
            depth = max(k, DEPTH)
            return [search_best(self.encoder, self.store, q, k, where, depth) for q in queries]
        vectors = self.encoder.encode_query(queries)
        if mode == "dense":
            return [self.store.dense(vector, k, where) for vector in vectors]
        return [self._hybrid(q, v, k, where) for q, v in zip(queries, vectors, strict=True)]

    def article(self, doc_id: str) -> Article | None:
        """The whole article, or None where the library has no such doc_id."""
        return self.store.article(doc_id)

    def sources(self) -> frozenset[str]:
        """The sources that the articles have; empty where none names one."""
        return self.store.sources()

    def close(self) -> None:
        """Let go of the library's files."""
        self.store.close()

    def _hybrid(self, query: str, vector: Vectors, k: int, where: Filter) -> list[Hit]:
        depth = max(k, DEPTH)
        with self.store.reading():
            return fuse(self.store.dense(vector, depth, where), self.store.sparse(query, depth, where), k)


def check_query(query: str) -> str:
    """`query` without surrounding space; `InputError` where nothing is left, or too much.

    >>> check_query("  border closure ")
    'border closure'
    """
    stripped = clean(query).strip()
    if not any(character.isalnum() for character in stripped):
        raise InputError(f"the question {query[:40]!r} has no words: ask, for example, who met in Hanoi")
    if len(stripped) > MAX_QUERY_CHARACTERS:
        raise InputError(
            f"the question has {len(stripped):,} characters, the limit is {MAX_QUERY_CHARACTERS:,}: shorten"
        )
    return stripped
