"""The short answer: the words of a sentence that answer the question by themselves, where that is sure."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from qa.questions import KINDS, Question, parse
from qa.shipped import shipped
from qa.span_features import FEATURES, Matrix, span_features
from qa.spans import Places, Token, spans, tokens

#: Below this sureness the sentence stands without a short answer. Of those given on articles never seen,
#: nearly four in five share most of their words with the right one; `benchmarks/answers` has the figures.
SURE = 0.65
#: Of the features of a span, those that tell how sure it is.
_TELLING = (
    "words", "known", "near_left", "near_right", "counted", "cut_left", "cut_right", "listed_left",
    "listed_right", "deed", "said", "neighbour_after", "end_before",
)  # fmt: skip
#: What the sureness rests on: how likely the span is, how much it has in common with the other likely ones.
GROUNDS = ("likely", "agreed", "told", *_TELLING, *(f"is_{kind}" for kind in KINDS))
#: What must be true of a span, one of these, for it to answer a question of the kind.
_MUST_HOLD = {
    "when": ("when year", "when date", "when number"),
    "quantity": ("quantity number",),
    "why": ("why cause_before",),
}

_COEFFICIENTS = Path(__file__).with_name("short.json")
_MOST_TOKENS = 120  # a longer sentence is looked at so far
_RIVALS = 30
_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Short:
    """`sentence[start:end] == text`, and the estimated probability that it is right (`sureness`, 0 to 1).

    Right means that it shares at least 0.6 of its words with the words that a person would pick (F1).
    """

    start: int
    end: int
    text: str
    sureness: float


def short_in(question: str, quote: str, told: Matrix | None = None) -> str:
    """The words of `quote` that answer `question`, verbatim; empty where there are none to be sure of."""
    found = short_answer(parse(question), quote, told)
    return found.text if found and found.sureness >= SURE else ""


def short_answer(question: Question, sentence: str, told: Matrix | None = None) -> Short | None:
    """The likeliest span of `sentence`; None for a question that asks whether, or where no span can do.

    `told`, shape (2, len(sentence)), is what a reader says of each character: how likely the answer begins
    at it and ends with it, as logarithms.
    """
    if question.kind == "whether":
        return None
    found = tokens(sentence)[:_MOST_TOKENS]
    first, last = spans(found)
    if not len(first):
        return None
    rows = span_features(question, found, first, last, None if told is None else by_token(told, found))
    model = coefficients(read=told is not None)
    picked = chosen(question, rows, model.ranking, first, last)
    if picked is None:
        return None
    best, basis = picked
    sureness = 1 / (1 + np.exp(-np.clip(basis @ model.sureness + model.bias, -30, 30)))
    start, end = found[first[best]].start, found[last[best]].end
    return Short(start, end, sentence[start:end], float(sureness))


def chosen(
    question: Question, rows: Matrix, ranking: Matrix, first: Places, last: Places
) -> tuple[int, Matrix] | None:
    """The place of the span to give, and what its sureness rests on, shape (len(GROUNDS),).

    It is the one that has most in common with what may be right (minimum Bayes risk; Kumar and Byrne 2004),
    which is seldom another than the likeliest, and then the one that others overlap. None where no span
    can be one.
    """
    holds = [FEATURES.index(name) for name in _MUST_HOLD.get(question.kind, ())]
    fit = rows[:, holds].max(axis=1) > 0 if holds else np.ones(len(rows), dtype=np.bool_)
    if not fit.any():
        return None
    strengths = np.where(fit, rows @ ranking, -np.inf)
    likely = np.exp(strengths - strengths.max())
    likely /= likely.sum()
    rivals = np.argsort(-likely, kind="stable")[:_RIVALS]
    agreed = _overlap(first[rivals], last[rivals]) @ likely[rivals]
    at = int(np.where(fit[rivals], agreed, -1).argmax())
    best = int(rivals[at])
    telling = rows[best, [FEATURES.index(name) for name in ("told", *_TELLING)]]
    kinds = [float(question.kind == kind) for kind in KINDS]
    return best, np.array([likely[best], agreed[at], *telling, *kinds])


def _overlap(first: Places, last: Places) -> Matrix:
    """The F1 of each span with each, by tokens in common, shape (n, n).

    >>> _overlap(np.array([0, 1]), np.array([2, 1])).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    shared = np.minimum(last[:, None], last) - np.maximum(first[:, None], first) + 1
    size = last - first + 1
    return np.asarray(2 * np.maximum(shared, 0) / (size[:, None] + size), dtype=np.float64)


def by_token(told: Matrix, found: Sequence[Token]) -> Matrix:
    """What is told of characters, shape (2, n), told of tokens: of the first and of the last one of each."""
    starts, ends = [token.start for token in found], [token.end - 1 for token in found]
    return np.stack([told[0, starts], told[1, ends]])


def place_in(text: str, short: str) -> tuple[int, int]:
    """Where `short` stands in the first sentence of an answer's `text`, before its first marker.

    White space may differ; (0, 0) where it doesn't stand there.

    >>> place_in("They met in Hanoi. [1] Hanoi is far. [2]", "Hanoi"), place_in("They met. [1]", "Hanoi")
    ((12, 17), (0, 0))
    """
    if not short.strip():
        return 0, 0
    words = r"\s+".join(map(re.escape, short.split()))
    marker = _MARKER.search(text)
    found = re.compile(rf"(?<!\w){words}(?!\w)").search(text, 0, marker.start() if marker else len(text))
    return found.span() if found else (0, 0)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What was learned.

    `ranking`, over `FEATURES`: a conditional logit (McFadden 1974), which span answers. `sureness`, over
    `GROUNDS`, with its `bias`: a logistic regression, whether the given one does.
    """

    ranking: Matrix
    sureness: Matrix
    bias: float


@cache
def coefficients(*, read: bool) -> Coefficients:
    """The coefficients that ship with the package, for sentences that were read or not."""
    with shipped(_COEFFICIENTS):
        stored = json.loads(_COEFFICIENTS.read_text(encoding="utf-8"))["read" if read else "unread"]
        return Coefficients(
            np.array([stored["ranking"].get(name, 0.0) for name in FEATURES]),
            np.array([stored["sureness"][name] for name in GROUNDS]),
            stored["bias"],
        )
