"""How a sentence and its surroundings look beside a question: the numbers from which its score is made."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.look import Look, is_day, look
from qa.questions import Question
from qa.words import CALENDAR, MONTHS, Word, stem

Matrix = NDArray[np.float64]

_LONG, _WINDOW = 18, 14  # in words
_CERTAIN = 12.0  # log odds beyond which nothing more is told
_ISO = re.compile(r"\b\d{4}-(0[1-9]|1[0-2])-\d\d\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with what stands around it: the sentences beside it, its chunk and its heading."""

    text: str
    before: str
    after: str
    chunk: str
    heading: str
    rank: int


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """What models make of n sentences beside a question, each of shape (n,).

    `cosines` of the question with the sentences, `around` with each and its neighbours; `read` and
    `read_words` are a cross-encoder's log odds that the answer is in the sentence, and is some words of
    it; both are zeros where there is none.
    """

    cosines: Matrix
    around: Matrix
    read: Matrix
    read_words: Matrix


FEATURES = (
    "read", "read_words", "read_chunk", "read_share", "cosine", "context_cosine", "chunk_cosine",
    "overlap_plain", "overlap_near", "overlap_chunk", "overlap_heading", "phrases", "density",
    "names_missing_around", "numbers_missing", "numbers_missing_around", "wanted", "length", "short",
    "who_fit", "when_fit", "where_fit", "why_fit", "quantity_fit", "name_fit", "near_answer",
    "degree_missing", "carries_on", "negation_differs", "dangling", "asks", "open_ended", "rank",
)  # fmt: skip


def rarity(terms: Sequence[str], passages: Sequence[Passage]) -> dict[str, float]:
    """How much each term tells: its inverse frequency among the sentences (Robertson & Zaragoza 2009, BM25).

    >>> weights = rarity(["korea", "quake"], [Passage("Korea talks.", "", "", "", "", 1)])
    >>> weights["quake"] > weights["korea"]
    True
    """
    counts = Counter(term for passage in passages for term in look(passage.text).stems)
    n = len(passages)
    return {term: math.log(1 + (n - counts[term] + 0.5) / (counts[term] + 0.5)) for term in terms}


def lexical_scores(question: Question, passages: Sequence[Passage]) -> list[float]:
    """The share of the question's weight that each sentence holds, and a little for what stands around it."""
    weights = rarity(question.terms, passages)
    return [
        share(question.terms, look(p.text).stems, weights)
        + 0.3 * share(question.terms, _around(p), weights)
        + 0.1 / p.rank
        for p in passages
    ]


def windows(text: str) -> list[str]:
    """Runs of words that overlap by half, of a sentence that is long enough to say several things.

    >>> [len(window.split()) for window in windows("word " * 24)], windows("Talks ended.")
    ([14, 14, 10], [])
    """
    found = text.split()
    if len(found) <= _LONG:
        return []
    return [" ".join(found[i : i + _WINDOW]) for i in range(0, len(found) - _WINDOW // 2, _WINDOW // 2)]


def sentence_features(question: Question, passages: Sequence[Passage], like: Likeness) -> Matrix:
    """One row a sentence, one column a name of `FEATURES`, shape (n, len(FEATURES))."""
    weights = rarity(question.terms, passages)
    rows = [_row(question, passage, weights) for passage in passages]
    chunks = [passage.chunk for passage in passages]
    read = np.clip(like.read, -_CERTAIN, _CERTAIN)
    columns = {
        "read": read / _CERTAIN,
        "read_words": np.clip(like.read_words, -_CERTAIN, _CERTAIN) / _CERTAIN,
        "read_chunk": _best_of(chunks, read) / _CERTAIN,
        "read_share": _softmax(read) if read.any() else read,
        "cosine": like.cosines,
        "context_cosine": like.around,
        "chunk_cosine": _best_of(chunks, like.around),
    }
    for name, values in columns.items():
        for row, value in zip(rows, values, strict=True):
            row[name] = float(value)
    return np.array([[row[name] for name in FEATURES] for row in rows]).reshape(-1, len(FEATURES))


def _best_of(chunks: Sequence[str], values: Matrix) -> Matrix:
    """For each sentence the highest value of its chunk."""
    best: dict[str, float] = {}
    for chunk, value in zip(chunks, values, strict=True):
        best[chunk] = max(best.get(chunk, -math.inf), float(value))
    return np.array([best[chunk] for chunk in chunks])


def _softmax(values: Matrix) -> Matrix:
    weights = np.exp(values - values.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _row(question: Question, passage: Passage, weights: Mapping[str, float]) -> dict[str, float]:
    seen = look(passage.text)
    around = _around(passage)
    chunk = look(passage.chunk).stems | around
    heading = look(passage.heading).stems | _months(passage.heading)
    terms = question.terms
    fit = _fit(question, seen)
    row = {
        "overlap_plain": share(question.plain, seen.stems, weights),
        "overlap_near": share(terms, around | look(passage.heading).stems, weights),
        "overlap_chunk": share(terms, chunk | heading, weights),
        "overlap_heading": share(terms, heading, weights),
        "phrases": _phrases(question, seen, weights),
        "density": sum(weights[t] for t in terms if t in seen.stems) / (5 + len(seen.words)),
        "names_missing_around": missing(question.names, chunk | heading),
        "numbers_missing": missing(question.numbers, seen.stems | heading),
        "numbers_missing_around": missing(question.numbers, chunk | heading),
        "wanted": 1 - missing(question.wanted, seen.stems),
        "length": math.log(1 + len(seen.words)),
        "short": float(len(seen.words) < 6),
        "near_answer": _near_answer(question, seen, weights),
        "name_fit": float(question.kind == "what" and bool(_new_names(question, seen))),
        "degree_missing": missing(question.degrees, frozenset(word.stem for word in seen.words)),
        "carries_on": seen.dangling * (share(terms, around, weights) - share(terms, seen.stems, weights)),
        "negation_differs": float(question.negated != seen.negated),
        "dangling": float(seen.dangling),
        "asks": float(seen.asks),
        "open_ended": float(seen.open_ended),
        "rank": 1 / passage.rank,
    }
    for kind in ("who", "when", "where", "why", "quantity"):
        row[f"{kind}_fit"] = fit - 0.5 if question.kind == kind else 0.0
    return row


def _phrases(question: Question, seen: Look, weights: Mapping[str, float]) -> float:
    """The share of the weight of the question's pairs of words that stand so in the sentence (0 to 1)."""
    tell = {pair: _tell(pair, weights) for pair in question.pairs}
    total = sum(tell.values())
    return sum(weight for pair, weight in tell.items() if pair in seen.pairs) / total if total else 0.0


def _tell(pair: tuple[str, str], weights: Mapping[str, float]) -> float:
    """How much a pair of words tells: as much as its commoner word, half as much where that says nothing."""
    known = [weights[stem] for stem in pair if stem in weights]
    return min(known) if len(known) == 2 else 0.5 * sum(known)


def _new_names(question: Question, seen: Look) -> list[Word]:
    return [word for word in seen.words if word.capital and word.stem not in question.terms]


def _months(heading: str) -> frozenset[str]:
    """The stems of the months that the heading's dates lie in: "2018-09-19" → September."""
    return frozenset(stem(CALENDAR[int(month) - 1]) for month in _ISO.findall(heading))


def _around(passage: Passage) -> frozenset[str]:
    return look(passage.text).stems | look(passage.before).stems | look(passage.after).stems


def share(terms: Sequence[str], present: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of the weight of `terms` that is present (0 to 1).

    >>> share(["china", "quake"], frozenset(["china"]), {"china": 1.0, "quake": 3.0})
    0.25
    """
    total = sum(weights[term] for term in terms)
    return sum(weights[term] for term in terms if term in present) / total if total else 0.0


def missing(asked: frozenset[str], present: frozenset[str]) -> float:
    """The share of what is asked about that isn't there (0 to 1).

    >>> missing(frozenset(["2018", "2019"]), frozenset(["2019"]))
    0.5
    """
    return len(asked - present) / len(asked) if asked else 0.0


def _fit(question: Question, seen: Look) -> float:
    """1.0 where the sentence holds something of the kind asked for that the question doesn't hold itself."""
    if question.kind == "when":
        return float(seen.dated and bool(_answers(question, seen)))
    if question.kind == "why":
        return float(seen.cause)
    return float(bool(_answers(question, seen)))


def _answers(question: Question, seen: Look) -> list[int]:
    """The places of the words that may be the answer: of the kind asked for, and new."""
    known = set(question.terms)
    return [
        i
        for i, word in enumerate(seen.words)
        if word.stem not in known and _of_kind(question.kind, word, seen)
    ]


def _of_kind(kind: str, word: Word, seen: Look) -> bool:
    if kind == "who":
        return word.capital and not word.number
    if kind == "where":
        return word.stem in seen.places and not word.number
    if kind == "quantity":
        return word.number
    if kind == "when":
        return word.number or word.text.lower() in MONTHS or bool(is_day(word.text))
    return word.content


def _near_answer(question: Question, seen: Look, weights: Mapping[str, float]) -> float:
    """How closely the question's terms stand around the likeliest answer: 1.0 when all are next to it."""
    total = sum(weights.values())
    answers = _answers(question, seen)[:40]
    places = {term: [i for i, w in enumerate(seen.words) if w.stem == term] for term in question.terms[:30]}
    places = {term: at for term, at in places.items() if at}
    if not total or not places or not answers:
        return 0.0
    return (
        max(
            sum(weights[term] * 0.92 ** min(abs(i - at) for at in found) for term, found in places.items())
            for i in answers
        )
        / total
    )
