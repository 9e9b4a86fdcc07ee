"""BM25 over what Milvus found, with the statistics of the whole library.

Milvus counts by segment, and counts what was deleted until a segment is rewritten: the same text scores
differently from one place to the next, and after an edit. So what it finds is scored once more, as the
local store scores: the formula of Robertson and Zaragoza (see `index.local.sparse`) with the lengths
rounded as tantivy rounds them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

K1, B = 1.2, 0.75

_EXACT = 24
_BITS = 4


def score(rarities: Mapping[str, float], terms: Sequence[str], average: float) -> float:
    """The BM25 score of a chunk of these `terms` for the terms of `rarities`; `average` is a chunk's length.

    >>> round(score({"a": 1.0}, ["a", "b"], 2.0), 4)
    1.0
    """
    counts = Counter(term for term in terms if term in rarities)
    saturation = K1 * (1 - B + B * rounded(len(terms)) / average)
    return sum(rarities[term] * (K1 + 1) * n / (n + saturation) for term, n in counts.items())


def rounded(length: int) -> int:
    """A length as tantivy keeps it, in a byte: beyond 40, its four highest bits, counted from 24.

    >>> [rounded(n) for n in (12, 40, 41, 91)]
    [12, 40, 40, 88]
    """
    beyond = max(length - _EXACT, 0)
    shift = max(beyond.bit_length() - _BITS, 0)
    return length if not shift else (beyond >> shift << shift) + _EXACT
