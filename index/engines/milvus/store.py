"""A store in Milvus: a server that many machines share, or a file of Milvus Lite in one process.

Two collections hold a library: `chunks` with their vectors and terms, which Milvus searches, and `records`
with all else. Rows are born and die in generations; a reader sees those of the one that was published when
it began. Nothing has to be kept in step: Milvus indexes what is written to it.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus.article import Article, Chunk
from corpus.errors import LibraryDamaged, MissingLibrary
from index.encoder import Vectors
from index.engines.milvus import status as figures
from index.engines.milvus.client import CHUNKS, MOST_FOUND, Found, MilvusClient
from index.engines.milvus.lease import holding
from index.engines.milvus.place import Place, read_place
from index.engines.milvus.reading import (
    FORMAT,
    Snapshot,
    State,
    read_folders,
    read_state,
    read_vectors,
    write_state,
)
from index.engines.milvus.rows import CHUNK_FIELDS, passing, read_chunk, terms
from index.engines.milvus.scoring import K1, B, score
from index.engines.milvus.writing import MilvusWriting, bury, heal
from index.hit import Filter, Hit
from index.late import Tokens
from index.store import FileRecord, Indexed, Status

# So many times as many chunks as are asked for are scored once more.
_OVERSAMPLING = 2


class MilvusStore:
    """A library in Milvus; see `index.store.Store`.

    Safe to use from many threads, and where it is on a server from many processes.
    """

    path: Path

    def __init__(self, address: str | Place, encoder: str, dimension: int, *, create: bool = True) -> None:
        """Open the library, or begin an empty one where `create` allows it.

        `LibraryMismatch` where another format or encoder made it, `MissingLibrary` where there is none,
        `LibraryError` where Milvus doesn't answer.
        """
        self._place = read_place(address) if isinstance(address, str) else address
        self.path = self._place.folder
        self._encoder, self._dimension = encoder, dimension
        self._local = threading.local()
        self._lock = threading.Lock()
        self._read: Counter[int] = Counter()  # how many read each generation
        self._current: Snapshot | None = None
        if not create:
            figures.check_file(self._place)
        self._client = MilvusClient(self._place)
        state = read_state(self._client, self._place) if self._client.exists() else None
        if state is None:
            if not create:
                raise MissingLibrary(figures.missing(self._place))
            self._client.create(dimension, K1, B)
            state = read_state(self._client, self._place) or State(FORMAT, encoder, dimension)
            write_state(self._client, state)
        state.check(encoder, dimension, self._place)

    @contextmanager
    def writing(self) -> Iterator[MilvusWriting]:
        """A batch of changes, published as a whole when the block ends; see `index.store.Store`."""
        with holding(self._client, self._place) as lease:
            state = self._state()
            heal(self._client, state.generation)
            bury(self._client, self._needed(state.generation))
            batch = MilvusWriting(self._client, lease, Snapshot(self._client, self._place, state))
            try:
                yield batch
            except KeyboardInterrupt:
                batch.publish(complete=False, needed=self._needed)
                raise
            else:
                batch.publish(complete=True, needed=self._needed)
            finally:
                batch.close()

    def digests(self) -> Mapping[str, str]:
        """The digest of every article, by doc_id."""
        with self._reading() as seen:
            return seen.digests()

    def files(self) -> Mapping[str, FileRecord]:
        """The files read so far, by path."""
        with self._reading() as seen:
            return seen.files()

    def folders(self) -> Sequence[str]:
        """The folders and files that were synced, in their order: what the library is made of."""
        with self._reading():
            return read_folders(self._client)

    def article(self, doc_id: str) -> Article | None:
        """The whole article with its text; `LibraryDamaged` where it isn't as it was indexed."""
        with self._reading() as seen:
            return seen.whole_articles([doc_id]).get(doc_id)

    def articles(self) -> Sequence[Article]:
        """All articles without their texts, newest first, then by doc_id."""
        with self._reading() as seen:
            return seen.articles()

    def sources(self) -> frozenset[str]:
        """The sources that articles have; read once a published state."""
        return frozenset(article.source for article in self.articles() if article.source)

    def status(self) -> Status:
        """What is in the library, in figures."""
        with self._reading() as seen:
            return figures.status_of(seen, self._place)

    def count_chunks(self) -> int:
        """How many chunks can be found."""
        with self._reading() as seen:
            return seen.state.chunks

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read from one moment: what is published while the block runs isn't seen in it."""
        with self._reading():
            yield

    def dense(self, vector: Vectors, k: int, where: Filter) -> list[Hit]:
        """The `k` chunks of highest cosine to `vector`, shape (dimension,), without their texts."""
        with self._reading() as seen:
            chosen = seen.condition + passing(where)
            return _hits(seen, lambda n: self._client.nearest(vector, n, chosen, CHUNK_FIELDS), k)

    def sparse(self, text: str, k: int, where: Filter) -> list[Hit]:
        """The `k` chunks of highest BM25 score for `text` that share a term with it, without their texts."""
        wanted = sorted(set(terms(text)))
        with self._reading() as seen:
            if not wanted or not seen.state.chunks:
                return []
            return _hits(seen, lambda n: self._matching(seen, wanted, _OVERSAMPLING * n, where), k)

    def with_texts(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits with their chunks' texts; `LibraryDamaged` where an article isn't as it was indexed."""
        with self._reading() as seen:
            whole = seen.whole_articles({hit.chunk.doc_id for hit in hits})
        return [replace(hit, chunk=self._with_text(hit.chunk, whole)) for hit in hits]

    def tokens(self, chunk_ids: Sequence[str]) -> dict[str, Tokens]:
        """The token vectors of chunks, by chunk_id; unknown ones are left out."""
        with self._reading() as seen:
            rows = {}
            for name in chunk_ids:
                doc_id, _, number = name.rpartition("#")
                if doc_id in seen.owners:
                    rows[f"{seen.owners[doc_id]}.{number}"] = name
            found = self._client.read(CHUNKS, "id", list(rows), ["id", "key"], seen.condition)
            keys = {rows[row["id"]]: row["key"] for row in found}
            kept = read_vectors(self._client, keys.values(), self._dimension)
        return {
            name: Tokens.from_bytes(kept[keys[name]][1], self._dimension)
            for name in chunk_ids
            if name in keys and keys[name] in kept
        }

    def rarities(self, words: Sequence[str]) -> list[float]:
        """How rare each word is here: its inverse document frequency as BM25 has it, 0 or more."""
        with self._reading() as seen:
            return [max((seen.rarity(term) for term in terms(word)), default=0.0) for word in words]

    def indexed(self, doc_ids: Sequence[str]) -> list[Indexed]:
        """Articles as they were indexed, in the order asked for; unknown ones are left out."""
        with self._reading() as seen:
            return seen.indexed(doc_ids)

    def vectors(self, keys: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """What was put for each key; `LibraryDamaged` where there is nothing."""
        kept = read_vectors(self._client, keys, self._dimension)
        if not kept.keys() >= set(keys):
            raise LibraryDamaged(
                f"{self._place.shown} lacks vectors of its chunks: if it was written to meanwhile, try "
                "again; else index its folders into a library of another name"
            )
        tokens = [Tokens.from_bytes(kept[key][1], self._dimension) for key in keys]
        return np.array([kept[key][0] for key in keys]).reshape(-1, self._dimension), tokens

    def close(self) -> None:
        """Let go of the connection; a file of Milvus Lite stays this process's until it ends."""
        self._client.close()

    def _matching(self, seen: Snapshot, wanted: list[str], k: int, where: Filter) -> list[Found]:
        """The chunks that match some of the terms `wanted`, scored once more, best first."""
        fields = [*CHUNK_FIELDS, "terms"]
        found = self._client.matching(" ".join(wanted), k, seen.condition + passing(where), fields)
        rarities = {term: seen.rarity(term) for term in wanted}
        average = seen.state.terms / seen.state.chunks
        scored = [Found(round(score(rarities, h.row["terms"].split(), average), 4), h.row) for h in found]
        return sorted(scored, key=lambda hit: -hit.score)

    def _with_text(self, chunk: Chunk, whole: Mapping[str, Article]) -> Chunk:
        article = whole.get(chunk.doc_id)
        if article is None or not 0 <= chunk.start < chunk.end <= len(article.text):
            raise LibraryDamaged(f"{self._place.shown}: the place of {chunk.chunk_id} is in no article")
        return replace(chunk, text=article.text[chunk.start : chunk.end])

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """The library as it is at this moment, or at that of the block around this one."""
        outer: Snapshot | None = getattr(self._local, "seen", None)
        if outer is not None:
            yield outer
            return
        seen = self._local.seen = self._enter()
        try:
            yield seen
        finally:
            self._local.seen = None
            with self._lock:
                self._read[seen.state.generation] -= 1

    def _enter(self) -> Snapshot:
        with self._lock:
            state = self._state()
            self._read[state.generation] += 1
            if self._current is None or self._current.state != state:
                self._current = Snapshot(self._client, self._place, state)
            return self._current

    def _state(self) -> State:
        state = read_state(self._client, self._place)
        if state is None:
            raise MissingLibrary(figures.missing(self._place))
        state.check(self._encoder, self._dimension, self._place)
        return state

    def _needed(self, published: int) -> int:
        """The oldest generation that is still read: here, and maybe elsewhere where it is a server."""
        with self._lock:
            read = [generation for generation, readers in self._read.items() if readers > 0]
        return min([*read, published if self._place.lite is not None else published - 1])


def _hits(seen: Snapshot, search: Callable[[int], list[Found]], k: int) -> list[Hit]:
    """The `k` best hits; equal scores are ordered by chunk_id, also where the cut falls among them."""
    if k <= 0:
        return []
    depth = k + 16
    found = search(depth)
    while depth <= len(found) < MOST_FOUND and found[k - 1].score == found[-1].score:
        depth *= 4
        found = search(depth)
    articles = [seen.article_of(hit.row["owner"]) for hit in found]
    rows = [(h.score, read_chunk(h.row, a), a) for h, a in zip(found, articles, strict=True)]
    rows.sort(key=lambda row: (-row[0], row[1].chunk_id))
    return [Hit(rank, score, chunk, article) for rank, (score, chunk, article) in enumerate(rows[:k], 1)]
