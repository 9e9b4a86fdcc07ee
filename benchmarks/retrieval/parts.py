"""Everything a ranking is made of, question by question: what fitting and ablation start from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.fusion import scaled
from index.hit import Hit
from index.library import DEPTH, EVERYTHING, Library, check_query
from index.ranking import LATE, POOL, Candidates, Scores, gathered, late_values
from qa.evaluation.metrics import answer_rank, fact_ranks
from qa.evaluation.question import Question as Asked


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """A question's candidates: the parts of their scores (late ones not scaled yet), and who is right."""

    asked: Asked
    found: Candidates
    late: Mapping[str, NDArray[np.float32]]
    right: NDArray[np.bool_]

    def places(self, weights: Mapping[str, float]) -> list[int]:
        """The candidates' places in the order that `weights` give, as `Library.search` would rank them."""
        early, late = self.scores(weights)
        return sorted(
            range(len(early)), key=lambda i: (-early[i] - late[i], self.found.hits[i].chunk.chunk_id)
        )

    def scores(self, weights: Mapping[str, float]) -> tuple[Scores, Scores]:
        """The weighted sums of the early and of the late parts; late ones only within the pool."""
        early = np.zeros(len(self.found.hits))
        for name, part in self.found.parts.items():
            early += weights.get(name, 0.0) * part
        pool, late = _pool(early), np.zeros(len(early))
        for name in LATE:
            late[pool] += weights.get(name, 0.0) * scaled(self.late[name][pool])
        return early, late

    def matrix(self, names: Sequence[str], weights: Mapping[str, float]) -> NDArray[np.float32]:
        """The parts by `names` of the pool that `weights` lead to, shape (pool, names)."""
        early, _ = self.scores(weights)
        pool = _pool(early)
        columns = [scaled(self.late[n][pool]) if n in LATE else self.found.parts[n][pool] for n in names]
        return np.stack(columns, axis=1).astype(np.float32)

    def pool_right(self, weights: Mapping[str, float]) -> NDArray[np.bool_]:
        """Which of the pool that `weights` lead to are right, shape (pool,)."""
        early, _ = self.scores(weights)
        chosen: NDArray[np.bool_] = self.right[_pool(early)]
        return chosen


def collect(library: Library, questions: Sequence[Asked]) -> Iterator[Parts]:
    """The parts of every question, late interaction computed for all candidates."""
    encoder, store = library.encoder, library.store
    for asked in questions:
        with store.reading():
            question, found = gathered(encoder, store, check_query(asked.question), EVERYTHING, DEPTH)
            found = replace(found, hits=store.with_texts(found.hits))
            ids = [hit.chunk.chunk_id for hit in found.hits]
            tokens = store.tokens(ids)
        late = late_values(question, [tokens[chunk_id] for chunk_id in ids])
        yield Parts(asked, found, late, np.array([_is_right(asked, hit) for hit in found.hits]))


def _pool(early: Scores) -> NDArray[np.int64]:
    return np.argsort(-early, kind="stable")[:POOL]


def _is_right(asked: Asked, hit: Hit) -> bool:
    if asked.relevant:
        return hit.chunk.doc_id in asked.relevant
    if asked.evidence:
        return any(fact_ranks([hit.chunk.text], [fact.text for fact in asked.evidence]))
    return bool(answer_rank([hit.chunk.text], asked.answers))
