"""The best ranking: one score out of meaning, words, late interaction and what the question names.

Each part of the score is scaled to 0..1 over the candidates of a question, and the parts are added with
fixed weights: the convex combination of Bruch, Gai and Ingber (ACM TOIS 2023) with more than two
terms. The weights were fitted by `benchmarks/retrieval/fit.py`, once and for all data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.clues import Span, clauses, dates, names_source, words_at
from index.encoder import Encoded, Encoder
from index.fusion import min_max, scaled
from index.hit import Filter, Hit
from index.late import Tokens, max_similarity
from index.store import Store

Scores = NDArray[np.float64]

# What stands for each part of the score, and its weight. They add up to 1.
WEIGHTS: Mapping[str, float] = {
    "dense": 0.07,  # cosine of question and chunk
    "sparse": 0.07,  # BM25 of the question
    "sparse clause": 0.11,  # BM25 of the clause that the chunk serves best
    "late": 0.12,  # MaxSim of question and chunk
    "late sentence": 0.14,  # MaxSim of question and the chunk's best sentence
    "late clause": 0.08,  # the same two for the clause that the chunk serves best
    "late clause sentence": 0.11,
    "source": 0.15,  # the question names the article's source
    "date": 0.15,  # the question names the day the article was published
}
LATE = tuple(name for name in WEIGHTS if name.startswith("late"))
# So many candidates, the best by the other parts, are compared word by word.
POOL = 64
# So many tokens of a question take part, the rarest; only texts that are no questions have more.
MOST_TOKENS = 256


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question as passages are compared with it: its tokens, how rare each is, and its clauses."""

    encoded: Encoded
    rarities: NDArray[np.float32]
    clauses: Sequence[Span]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The hits that may be the answer, each once, with the parts of their score so far."""

    hits: Sequence[Hit]
    parts: Mapping[str, Scores]

    def scores(self) -> Scores:
        """The weighted sum of the parts, shape (candidates,)."""
        return sum((WEIGHTS[name] * part for name, part in self.parts.items()), np.zeros(len(self.hits)))

    def ranked(self, k: int) -> list[Hit]:
        """The `k` best hits with their rank and score so far; equal scores are ordered by chunk_id."""
        scores = self.scores()
        places = sorted(range(len(self.hits)), key=lambda i: (-scores[i], self.hits[i].chunk.chunk_id))
        found = [(self.hits[place], float(scores[place])) for place in places[:k]]
        return [Hit(rank, score, hit.chunk, hit.article) for rank, (hit, score) in enumerate(found, 1)]


def search_best(encoder: Encoder, store: Store, query: str, k: int, where: Filter, depth: int) -> list[Hit]:
    """The `k` best chunks for `query`; each of the rankings that lead to it goes `depth` deep."""
    with store.reading():
        question, found = gathered(encoder, store, query, where, depth)
        pool = [hit.chunk.chunk_id for hit in found.ranked(POOL)]
        return compared(question, found, store.tokens(pool)).ranked(k)


def gathered(
    encoder: Encoder, store: Store, query: str, where: Filter, depth: int
) -> tuple[Question, Candidates]:
    """`query` as it is compared with passages, and everything that may answer it."""
    encoded, spans = encoder.read_query(query), clauses(query)
    dense = store.dense(encoded.vector, depth, where)
    sparse = store.sparse(query, depth, where)
    by_clause = [sparse]
    if len(spans) > 1:
        by_clause = [store.sparse(query[start:end], depth, where) for start, end in spans]
    rarities = np.array(store.rarities(words_at(query, encoded.spans)), np.float32)
    return Question(encoded, rarities, spans), candidates(query, dense, sparse, by_clause)


def candidates(
    question: str, dense: Sequence[Hit], sparse: Sequence[Hit], by_clause: Sequence[Sequence[Hit]]
) -> Candidates:
    """All hits of a question's rankings, with every part of the score that needs no token vectors.

    `by_clause` holds what BM25 found for each clause; a hit that a ranking lacks gets 0 there.
    """
    rankings = (dense, sparse, *by_clause)
    hits = list({hit.chunk.chunk_id: hit for ranking in rankings for hit in ranking}.values())
    served = [_aligned(ranking, hits) for ranking in by_clause]
    sources = {hit.article.source for hit in hits}
    named = {source for source in sources if names_source(question, source)}
    days = dates(question)
    parts = {
        "dense": _aligned(dense, hits),
        "sparse": _aligned(sparse, hits),
        "sparse clause": np.max(served, axis=0) if served else np.zeros(len(hits)),
        "source": np.array([float(hit.article.source in named) for hit in hits]),
        "date": np.array([float(hit.article.published[:10] in days) for hit in hits]),
    }
    return Candidates(hits, parts)


def compared(question: Question, found: Candidates, tokens: Mapping[str, Tokens]) -> Candidates:
    """`found` with the parts of late interaction added, for those whose `tokens` are given."""
    places = [i for i, hit in enumerate(found.hits) if hit.chunk.chunk_id in tokens]
    parts = {name: np.zeros(len(found.hits)) for name in LATE}
    if places and len(question.encoded.tokens):
        values = late_values(question, [tokens[found.hits[i].chunk.chunk_id] for i in places])
        for name in LATE:
            parts[name][places] = scaled(values[name])
    return Candidates(found.hits, {**found.parts, **parts})


def late_values(question: Question, passages: Sequence[Tokens]) -> Mapping[str, NDArray[np.float32]]:
    """MaxSim of each passage, shape (passages,), under the name of each late part, not scaled yet."""
    rarest = np.sort(np.argsort(-question.rarities, kind="stable")[:MOST_TOKENS])
    spans, rarities = question.encoded.spans[rarest], question.rarities[rarest]
    within = [(spans[:, 0] >= start) & (spans[:, 1] <= end) for start, end in question.clauses]
    # How much each token counts: for the question as a whole, then for each of its clauses.
    weights = np.stack([rarities, *(rarities * inside for inside in within)])
    whole, best = max_similarity(question.encoded.tokens[rarest], weights, passages)
    return {
        "late": whole[0],
        "late sentence": best[0],
        "late clause": whole[1:].max(axis=0),
        "late clause sentence": best[1:].max(axis=0),
    }


def _aligned(ranking: Sequence[Hit], hits: Sequence[Hit]) -> Scores:
    scores = min_max({hit.chunk.chunk_id: hit.score for hit in ranking})
    return np.array([scores.get(hit.chunk.chunk_id, 0.0) for hit in hits])
