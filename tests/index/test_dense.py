"""Two ways to search by meaning: each gives what there is, and depends on nothing but the vectors."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.encoder import Vectors, unit
from index.local import dense
from index.local.columns import Mask
from index.local.dense import DenseIndex, ExactIndex, Places, SignsIndex

DIMENSION = 16
KINDS = (ExactIndex, SignsIndex)


def some_vectors(count: int, seed: int, doubles: int = 0) -> Vectors:
    """Vectors as a database keeps them; the last `doubles` are all the same."""
    vectors = unit(np.random.default_rng(seed).standard_normal((count, DIMENSION), dtype=np.float32))
    vectors[count - doubles :] = vectors[-1]
    return vectors.astype(np.float16).astype(np.float32)


def search(
    index: DenseIndex, vectors: Vectors, query: Vectors, k: int, mask: Mask | None = None
) -> list[float]:
    """The scores of what was found, each checked against the vector at its place."""

    def read(places: Places) -> Vectors:
        return vectors[places]

    found = index.search(query, k, mask, read)
    assert len({place for place, _ in found}) == len(found)
    assert mask is None or all(mask[place] for place, _ in found)
    assert all(abs(score - float(vectors[place] @ query)) < 1e-5 for place, score in found)
    scores = [round(score, 5) for _, score in found]
    assert scores == sorted(scores, reverse=True)
    return scores


def built(kind: type[ExactIndex] | type[SignsIndex], batches: Sequence[Vectors]) -> DenseIndex:
    return kind.empty(DIMENSION).changed(np.zeros(0, np.int64), batches)


@pytest.mark.parametrize("kind", KINDS)
@example(counts=(11, 10), seed=1, k=1, share=None)  # nearly all at one distance
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    counts=st.tuples(st.integers(1, 80), st.integers(0, 40)),
    seed=st.integers(0, 99),
    k=st.integers(1, 80),
    share=st.sampled_from([None, 0.0, 0.1, 0.5, 1.0]),
)
def test_as_many_are_found_as_there_are(
    kind: type[ExactIndex] | type[SignsIndex],
    counts: tuple[int, int],
    seed: int,
    k: int,
    share: float | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dense, "_FEWEST", 4)
    count, doubles = counts
    vectors = some_vectors(count, seed, min(doubles, count))
    mask = None if share is None else np.random.default_rng(seed + 1).random(count) <= share
    passing = count if mask is None else int(mask.sum())
    if not min(k, passing):
        return
    query = some_vectors(1, seed + 2)[0]
    scores = search(built(kind, [vectors]), vectors, query, min(k, passing), mask)
    assert len(scores) == min(k, passing)
    if kind is ExactIndex:
        every = vectors @ query if mask is None else (vectors @ query)[mask]
        assert scores == pytest.approx(np.sort(every)[::-1][:k].tolist(), abs=2e-5)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(8))
def test_what_is_found_depends_on_the_vectors_alone(
    kind: type[ExactIndex] | type[SignsIndex], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not on their order, nor on what was in the index before."""
    monkeypatch.setattr(dense, "_FEWEST", 20)
    chance = np.random.default_rng(seed)
    vectors, others = some_vectors(400, seed, 30), some_vectors(300, seed + 50)
    order = chance.permutation(400)
    index = built(kind, [others, vectors[order[:250]]])
    index = index.changed(np.arange(300), [vectors[order[250:]]])
    assert len(index) == 400
    fresh = built(kind, [vectors])
    for query in some_vectors(20, seed + 99):
        assert search(index, vectors[order], query, 10) == search(fresh, vectors, query, 10)


def test_a_twin_that_changes_leaves_the_first_as_it_was() -> None:
    vectors = some_vectors(50, 1)
    for kind in KINDS:
        first = built(kind, [vectors])
        before = search(first, vectors, vectors[3], 5)
        assert len(first.changed(np.arange(10), [vectors[:2]])) == 42
        assert len(first) == 50
        assert search(first, vectors, vectors[3], 5) == before


def test_signs_lead_to_nearly_all_of_the_nearest() -> None:
    """Among 20,000 texts of some likeness, as articles on the same matters are."""
    chance = np.random.default_rng(5)
    matters = chance.standard_normal((200, 384), dtype=np.float32)
    vectors = unit(
        matters[chance.integers(0, 200, 20_000)] + chance.standard_normal((20_000, 384), dtype=np.float32)
    )
    index = SignsIndex.empty(384).changed(np.zeros(0, np.int64), [vectors])
    hits = 0
    for query in unit(vectors[:50] + 0.03 * chance.standard_normal((50, 384), dtype=np.float32)):
        found = {place for place, _ in index.search(query, 10, None, lambda places: vectors[places])}
        hits += len(found & set(np.argsort(-(vectors @ query))[:10].tolist()))
    assert hits >= 490
