"""Late interaction: how well each word of a question is met by some word of a passage.

A token's vector is kept as its signs, one bit a dimension: enough to tell which of two passages comes
closer, at a thirty-second of the room. The score is the MaxSim of Khattab and Zaharia, "ColBERT:
Efficient and Effective Passage Search via Contextualized Late Interaction over BERT" (SIGIR 2020), with
each word of the question weighted by its rarity.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import sentence_spans
from index.clues import words_at
from index.encoder import Encoded, Vectors

# Words that stand in every passage; what they mean there is in their neighbours' vectors.
STOPWORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been but by did do does for from had has have he her his how in is it its not "
        "of on or she than that the their then they this to was were what when where which who whom with",
    )
)
_COUNT = np.dtype("<u2")


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of a passage: `signs` (n, dimension / 8), eight signs a byte, and n split by sentence."""

    signs: NDArray[np.uint8]
    sentences: NDArray[np.uint16]

    def to_bytes(self) -> bytes:
        """What is kept on disk: the number of sentences, the tokens of each, then the signs."""
        counts = np.array([len(self.sentences), *self.sentences], _COUNT)
        return counts.tobytes() + self.signs.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes, dimension: int) -> "Tokens":
        """What `to_bytes` kept, for tokens of `dimension`; `ValueError` where it is nothing of the kind."""
        (count,) = np.frombuffer(data, _COUNT, 1)
        sentences = np.frombuffer(data, _COUNT, count, _COUNT.itemsize)
        signs = np.frombuffer(data, np.uint8, offset=_COUNT.itemsize * (1 + int(count)))
        signs = signs.reshape(-1, -(-dimension // 8))
        if not count or not sentences.all() or int(sentences.sum(dtype=np.int64)) != len(signs):
            raise ValueError(f"{len(data):,} bytes don't fit together")
        return cls(signs, sentences)


def passage_tokens(indexed: str, passage: str, encoded: Encoded) -> Tokens:
    """The tokens of `passage`, which stands at the end of the `indexed` text that `encoded` comes from.

    The heading in front of it has left its mark on their vectors, and takes no room of its own. Stop
    words and punctuation are left out; a passage of nothing else is kept as its one vector.
    """
    begin = len(indexed) - len(passage)
    words = words_at(indexed, encoded.spans.tolist())
    ends = np.array([end for _, end in sentence_spans(passage)] or [len(passage)], np.int64)
    kept = [i for i, word in enumerate(words) if encoded.spans[i, 0] >= begin and _says(word)]
    if not kept:
        return Tokens(_signs(encoded.vector[None]), np.ones(1, np.uint16))
    of = np.minimum(np.searchsorted(ends, encoded.spans[kept, 0] - begin, side="right"), len(ends) - 1)
    counts = np.bincount(of, minlength=len(ends))
    return Tokens(_signs(encoded.tokens[kept]), counts[counts > 0].astype(np.uint16))


def max_similarity(
    question: Vectors, weights: NDArray[np.float32], passages: Sequence[Tokens]
) -> tuple[Vectors, Vectors]:
    """MaxSim of each passage as a whole and of its best sentence, each of shape (m, passages).

    `question` holds n token vectors, `weights` (m, n) how much each counts for each of m parts of it.
    """
    signs = np.unpackbits(np.concatenate([passage.signs for passage in passages]), axis=1)
    dimension = question.shape[1]
    values = signs[:, :dimension].astype(np.float32)
    # The cosine with ±1/√d, from the bits: q·(2b - 1)/√d.
    likeness = (2 * (question @ values.T) - question.sum(axis=1, keepdims=True)) / np.float32(dimension**0.5)
    share = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    sentences = np.concatenate([passage.sentences for passage in passages]).astype(np.int64)
    first = _starts([len(passage.signs) for passage in passages])
    whole = share @ np.maximum.reduceat(likeness, first, axis=1)
    by_sentence = share @ np.maximum.reduceat(likeness, _starts(sentences), axis=1)
    best = np.maximum.reduceat(by_sentence, _starts([len(p.sentences) for p in passages]), axis=1)
    return whole, best


@lru_cache(maxsize=1 << 16)
def _says(word: str) -> bool:
    return word.lower() not in STOPWORDS and re.search(r"\w", word) is not None


def _signs(vectors: Vectors) -> NDArray[np.uint8]:
    return np.packbits(vectors > 0, axis=1)


def _starts(counts: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
