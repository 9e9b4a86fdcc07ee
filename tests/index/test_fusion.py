"""The hybrid score against arithmetic done by hand."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Chunk
from index.fusion import fuse, min_max
from index.hit import Hit


def ranking(**scores: float) -> list[Hit]:
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    return [
        Hit(rank, score, Chunk(name, name, 0, 1, "x"), Article(name, "", ""))
        for rank, (name, score) in enumerate(ordered, 1)
    ]


def test_scores_are_the_weighted_sum_of_both_rankings_scaled() -> None:
    dense = ranking(a=0.9, b=0.5, c=0.1)  # scaled: 1, 0.5, 0
    sparse = ranking(b=12.0, c=8.0, d=4.0)  # scaled: 1, 0.5, 0
    hits = fuse(dense, sparse, 4, dense_weight=0.4)
    assert [hit.chunk.chunk_id for hit in hits] == ["b", "a", "c", "d"]
    assert [round(hit.score, 6) for hit in hits] == [0.4 * 0.5 + 0.6, 0.4, 0.3, 0.0]
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]


def test_equal_scores_are_ordered_by_chunk_id() -> None:
    assert [hit.chunk.chunk_id for hit in fuse(ranking(b=1.0, a=1.0), [], 2)] == ["a", "b"]


def test_nothing_found_is_nothing() -> None:
    assert fuse([], [], 5) == []


@given(st.dictionaries(st.text(min_size=1), st.floats(-1e6, 1e6), min_size=1))
def test_scaling_keeps_the_order_and_fills_zero_to_one(scores: dict[str, float]) -> None:
    scaled = min_max(scores)
    assert scaled.keys() == scores.keys()
    assert all(0 <= value <= 1 for value in scaled.values())
    assert max(scaled.values()) == 1
    best = max(scores, key=lambda key: scores[key])
    assert scaled[best] == 1
