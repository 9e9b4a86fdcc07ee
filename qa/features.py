"""How a sentence and its surroundings look beside a question: the numbers from which its score is made."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qa.questions import Question
from qa.words import CALENDAR, MONTHS, Word, stem, words

Matrix = NDArray[np.float64]

_DATE = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b|\b\d{1,2}(?:st|nd|rd|th) (?:and \d{1,2}th )?centur")
_LONG, _WINDOW = 18, 14  # in words
_ISO = re.compile(r"\b\d{4}-(0[1-9]|1[0-2])-\d\d\b")
_DAY = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow)\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|\bmay \d"
    r"|\b(?:last|next|this) (?:year|month|week|summer|winter|spring|autumn|fall)\b|\bcentury\b|\b\d0s\b"
)
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|in response to|amid|since|as a result|result(?:s|ed|ing)? (?:of|in|from)"
    r"|thanks to|in order to|so that|so as to|caused?|causing|led to|therefore|reasons?|purpose|prompted"
    r"|in protest|after|fear(?:s|ing|ed)?|wanted to|aim(?:s|ed|ing)? to|hop(?:ed|ing) to"
    r"|to (?:avoid|prevent|protect|stop|escape|ensure))\b"
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|of|on|into|around|outside|across|towards?|throughout)\s+(?:the\s+)?(?=[A-Z])"
)
_NEGATION = re.compile(r"\b(?:not|never|no|without|neither|nor|none|cannot)\b|n['’]t\b")
_DANGLING = re.compile(
    r"^[\"“'‘]?(?:it|this|that|these|those|he|she|they|his|her|their|its|such|both|but|and|so|however|instead|"
    r"also|then|there|meanwhile|as a result)\b",
    re.I,
)
_CLOSED = re.compile(r"[.!?。！？…:;][\"”'’»)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with what stands around it: the sentences beside it, its chunk and its heading."""

    text: str
    before: str
    after: str
    chunk: str
    heading: str
    rank: int


@dataclass(frozen=True, slots=True)
class Look:
    """What can be told of a sentence whatever the question: its words, and where answers may stand in it."""

    words: tuple[Word, ...]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    places: frozenset[str]
    dated: bool
    cause: bool
    negated: bool
    dangling: bool
    asks: bool
    open_ended: bool


FEATURES = (
    "cosine", "context_cosine", "chunk_cosine",
    "overlap_plain", "overlap_near", "overlap_chunk", "overlap_heading", "phrases", "density",
    "names_missing_around", "numbers_missing", "numbers_missing_around", "wanted", "length", "short",
    "who_fit", "when_fit", "where_fit", "why_fit", "quantity_fit", "name_fit", "near_answer",
    "degree_missing", "carries_on", "negation_differs", "dangling", "asks", "open_ended", "rank",
)  # fmt: skip


@lru_cache(maxsize=8192)
def look(text: str) -> Look:
    """`text` looked at by itself."""
    found = words(text)
    lowered = text.lower()
    content = [word for word in found if word.content]
    return Look(
        words=found,
        stems=frozenset(word.stem for word in content),
        pairs=frozenset((a.stem, b.stem) for a, b in pairwise(found)),
        places=frozenset(
            word.stem for match in _PLACE.finditer(text) for word in words(text[match.end() :][:40])[:1]
        ),
        dated=bool(_DATE.search(lowered) or _DAY.search(lowered)),
        cause=bool(_CAUSE.search(lowered)),
        negated=bool(_NEGATION.search(text[:1].lower() + text[1:])),
        dangling=bool(_DANGLING.match(text)),
        asks=text.rstrip("\"”'’ ").endswith("?"),
        open_ended=not _CLOSED.search(text),
    )


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


def sentence_features(
    question: Question, passages: Sequence[Passage], cosines: Matrix, around: Matrix
) -> Matrix:
    """One row a sentence, one column a name of `FEATURES`, shape (n, len(FEATURES)).

    `cosines` are those of the question with the sentences, `around` with each and its neighbours, shape (n,).
    """
    weights = rarity(question.terms, passages)
    rows = [_row(question, passage, weights) for passage in passages]
    by_chunk: dict[str, float] = {}
    for passage, cosine in zip(passages, around, strict=True):
        by_chunk[passage.chunk] = max(by_chunk.get(passage.chunk, -1.0), float(cosine))
    for row, passage, cosine, context in zip(rows, passages, cosines, around, strict=True):
        row["cosine"] = float(cosine)
        row["context_cosine"] = float(context)
        row["chunk_cosine"] = by_chunk[passage.chunk]
    return np.array([[row[name] for name in FEATURES] for row in rows]).reshape(-1, len(FEATURES))


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
        return word.number or word.text.lower() in MONTHS or bool(_DAY.match(word.text.lower()))
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
