"""What the cross-encoder says of one passage: where an answer begins and ends, and that there is none."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.comprehension.inputs import Span

Scores = NDArray[np.float32]

#: Score of what the model hasn't read.
UNREAD = -30.0
#: A short answer has at most so many tokens.
MOST_TOKENS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Scores (log odds) of a passage's n tokens, shape (n,), to begin and to end the answer.

    `none` is the score that the passage holds none; token i stands at `spans[i]`, in characters.
    """

    begin: Scores
    end: Scores
    none: float
    spans: tuple[Span, ...]

    def within(self, start: int, stop: int) -> float:
        """How likely the answer stands between two places of the passage, in log odds to there being none.

        >>> ones = np.zeros(2, np.float32)
        >>> round(Reading(ones, ones, 0.0, ((0, 3), (4, 9))).within(0, 9), 2)
        1.39
        """
        tokens = self._tokens(start, stop)
        if not len(tokens):
            return UNREAD
        return _log_sum(self.begin[tokens]) + _log_sum(self.end[tokens]) - self.none

    def words_within(self, start: int, stop: int) -> tuple[Span, float]:
        """The likeliest answer between two places, and its log odds to there being none."""
        tokens = self._tokens(start, stop)
        if not len(tokens):
            return (start, start), UNREAD
        pairs = np.add.outer(self.begin[tokens], self.end[tokens])
        allowed = np.triu(np.ones_like(pairs, bool)) & ~np.triu(np.ones_like(pairs, bool), MOST_TOKENS)
        first, last = np.unravel_index(np.where(allowed, pairs, -np.inf).argmax(), pairs.shape)
        span = self.spans[tokens[first]][0], self.spans[tokens[last]][1]
        return span, float(pairs[first, last]) - self.none

    def characters(self, start: int, stop: int) -> NDArray[np.float64]:
        """Of each character between two places, log probabilities that its token begins and ends the answer.

        Shape (2, stop - start); they sum to 1 over the tokens there, for each of the two.
        """
        told = np.full((2, stop - start), UNREAD)
        tokens = self._tokens(start, stop)
        for row, scores in enumerate((self.begin, self.end)):
            total = _log_sum(scores[tokens]) if len(tokens) else 0.0
            for token in tokens:
                a, b = self.spans[token]
                told[row, max(0, a - start) : b - start] = scores[token] - total
        return told

    def _tokens(self, start: int, stop: int) -> NDArray[np.int64]:
        return np.array([i for i, (a, b) in enumerate(self.spans) if a < stop and b > start], np.int64)


def _log_sum(scores: Scores) -> float:
    highest = float(scores.max())
    return highest + float(np.log(np.exp(scores - highest).sum()))
