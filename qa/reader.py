"""The promise of a reader: passages in, text with footnote markers out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.hit import Hit


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a hit, and how likely it is to answer the question.

    `start` and `end` are offsets into the article's text: `article.text[start:end] == text`.
    `score` is the estimated probability (0 to 1) that the sentence answers the question.
    """

    hit: Hit
    start: int
    end: int
    text: str
    score: float


class Reader(Protocol):
    """Writes the answer."""

    def read(self, question: str, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> Iterator[str]:
        """The answer in pieces, with a marker `[n]` behind each sentence, n being a hit's rank.

        `evidence` holds the likeliest sentences of the hits, best first. Raises `ReaderError` when it
        can't go on.
        """
        ...
