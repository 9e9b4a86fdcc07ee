"""Two rankings made one: the hybrid score."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.hit import Hit

DENSE_WEIGHT = 0.35


def min_max(scores: Mapping[str, float]) -> dict[str, float]:
    """`scores` moved and scaled so that the lowest is 0 and the highest 1; equal ones all become 1.

    >>> min_max({"a": 2.0, "b": 4.0, "c": 3.0})
    {'a': 0.0, 'b': 1.0, 'c': 0.5}
    """
    values = scaled(np.array(list(scores.values()), np.float64))
    return dict(zip(scores, values.tolist(), strict=True))


def scaled(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """`values` moved and scaled so that the lowest is 0 and the highest 1; equal ones all become 1.

    >>> scaled(np.array([2.0, 4.0, 3.0])).tolist()
    [0.0, 1.0, 0.5]
    """
    if not len(values):
        return np.zeros(0)
    low, high = float(values.min()), float(values.max())
    return (values.astype(np.float64) - low) / (high - low) if high > low else np.ones(len(values))


def fuse(
    dense: Sequence[Hit], sparse: Sequence[Hit], k: int, *, dense_weight: float = DENSE_WEIGHT
) -> list[Hit]:
    """The `k` best of two rankings by the weighted sum of their scores, each scaled to 0..1 first.

    The convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
    Retrieval" (ACM TOIS 2023), which they find better than reciprocal rank fusion. A chunk that one
    ranking lacks gets 0 there. Equal scores are ordered by chunk_id.
    """
    by_meaning = min_max({hit.chunk.chunk_id: hit.score for hit in dense})
    by_words = min_max({hit.chunk.chunk_id: hit.score for hit in sparse})
    found = {hit.chunk.chunk_id: hit for hit in (*dense, *sparse)}
    scores = {
        key: dense_weight * by_meaning.get(key, 0.0) + (1 - dense_weight) * by_words.get(key, 0.0)
        for key in found
    }
    best = sorted(scores, key=lambda key: (-scores[key], key))[:k]
    return [Hit(rank, scores[key], found[key].chunk, found[key].article) for rank, key in enumerate(best, 1)]
