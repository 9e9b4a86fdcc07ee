"""A library: bring it in step with a folder, search it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from corpus.article import Article
from corpus.errors import InputError
from corpus.visible import brief
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
            raise InputError(f"k is {brief(k)}: ask for 1 to {MAX_K} results")
        if mode not in MODES:
            raise InputError(f"mode {brief(mode)} is unknown: choose one of {', '.join(MODES)}")
        vectors: Sequence[Vectors | None] = [None] * len(queries)
        if mode in ("dense", "hybrid"):
            vectors = list(self.encoder.encode_query(queries))
        return [self._search(q, v, k, mode, where) for q, v in zip(queries, vectors, strict=True)]

    def article(self, doc_id: str) -> Article | None:
        """The whole article, or None where the library has no such doc_id."""
        return self.store.article(doc_id)

    def sources(self) -> frozenset[str]:
        """The sources that the articles have; empty where none names one."""
        return self.store.sources()

    def close(self) -> None:
        """Let go of the library's files."""
        self.store.close()

    def _search(self, query: str, vector: Vectors | None, k: int, mode: Mode, where: Filter) -> list[Hit]:
        """The `k` best; `vector` is the query's in the modes that need no more of it."""
        store, depth = self.store, max(k, DEPTH)
        with store.reading():
            if vector is None:
                found = (
                    store.sparse(query, k, where)
                    if mode == "sparse"
                    else search_best(self.encoder, store, query, k, where, depth)
                )
            elif mode == "dense":
                found = store.dense(vector, k, where)
            else:
                found = fuse(store.dense(vector, depth, where), store.sparse(query, depth, where), k)
            return store.with_texts(found)


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
