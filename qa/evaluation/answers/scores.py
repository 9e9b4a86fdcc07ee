"""Scores of a text beside the one that is expected: small functions of words."""

from collections import Counter
from collections.abc import Sequence

from qa.evaluation.metrics import normalised


def exact_match(text: str, answers: Sequence[str]) -> float:
    """1 where `text` is one of `answers` once both are normalised, else 0.

    The first score of SQuAD (Rajpurkar et al., EMNLP 2016).

    >>> exact_match("The Kim.", ["kim", "Moon"])
    1.0
    """
    return float(normalised(text) in map(normalised, answers))


def best_token_f1(text: str, answers: Sequence[str]) -> float:
    """The best `token_f1` of `text` with one of `answers`, 0 where there are none.

    The second score of SQuAD (Rajpurkar et al., EMNLP 2016).

    >>> best_token_f1("Kim Jong Un", ["Moon", "Kim"])
    0.5
    """
    return max((token_f1(text, answer) for answer in answers), default=0.0)


def token_f1(text: str, expected: str) -> float:
    """How many of their words two texts share: the harmonic mean of both shares, from 0 to 1.

    >>> token_f1("the old bridge", "a bridge at Sundby")  # 1 of 2 words and 1 of 3
    0.4
    """
    ours, theirs = normalised(text).split(), normalised(expected).split()
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * (Counter(ours) & Counter(theirs)).total() / (len(ours) + len(theirs))


def shares_word(text: str, expected: str) -> float:
    """1 where the texts share a word in lower case, else 0.

    The score of MultiHop-RAG's authors (Tang and Yang, COLM 2024): words are what white space separates.

    >>> shares_word("Yes, both.", "yes"), shares_word("Yes No", "yes")
    (0.0, 1.0)
    """
    return float(not set(text.lower().split()).isdisjoint(expected.lower().split()))
