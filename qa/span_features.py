"""How a span of a sentence looks beside a question: the numbers from which its score is made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.questions import KINDS, Question
from qa.spans import CLASS_PLACE, CLASSES, Places, Token, tokens

Matrix = NDArray[np.float64]
Columns = dict[str, NDArray[np.float64] | NDArray[np.bool_]]

_EDGES = tuple(f"{place} {kind}" for place in ("before", "first", "last", "after") for kind in CLASSES)
_INSIDE = ("comma", "prep", "of", "to", "conj", "sub", "aux", "pron", "ed", "adv", "poss", "quote")
_SHAPES = (
    "words", "one_word", "over_five", "known", "known_first", "known_last", "all_known", "new",
    "cut_left", "cut_right", "listed_left", "listed_right", "near_left", "near_right", "subject_left",
    "subject_right", "preposition",
    "wanted_inside", "wanted_before", "wanted_after", "counted", "neighbour_after", "neighbour_before",
    "end_before", "place", "quoted", "plural_list", "single_list", "deed", "said",
)  # fmt: skip
_FITS = ("name", "number", "year", "date", "long", "in_before", "by_before", "cause_before", "be_before")
FEATURES = (
    *_EDGES, *(f"inside {kind}" for kind in _INSIDE), *_SHAPES, "told",
    *(f"{kind} {fit}" for kind in KINDS for fit in _FITS),
)  # fmt: skip
_CAUSES = ("because", "to", "for", "since", "due", "as")
_PLACING = ("in", "at", "near", "from", "to", "on")
_DECAY = 0.8
_DEED = re.compile(r"\bhappen|\b(?:do|doing|done)\W*$")
_ASKING = frozenset(("what", "which", "how", "who", "whom", "whose", "when", "where", "why"))


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the question is built.

    `preposition`: the one that belongs to the question word ("in which", "…made of?"). `before`, `after`,
    `end`: the stems of the content words beside it, and of the last one. `subject`: whether it is the
    subject ("who met…") rather than an object ("whom did…"). `plural`: whether several things are asked
    for. `deed`: whether it is asked what happened, or what somebody did.
    """

    preposition: str
    before: str
    after: str
    end: str
    subject: bool
    plural: bool
    deed: bool


def _shape(question: Question) -> _Shape:
    asked = [token for token in tokens(question.text) if token.stem]
    at = next((i for i, token in enumerate(asked) if token.lower in _ASKING), 0)
    content = [i for i, token in enumerate(asked) if token.tells and token.stem not in question.wanted]
    after = [i for i in content if i > at]
    between = asked[at + 1 : after[0]] if after else []
    helped = any(token.lower in ("do", "does", "did") for token in asked[at + 1 :])
    kinds = {CLASSES[token.kind] for token in between}
    turned = "aux" in kinds and bool(kinds & {"det", "poss", "pron"})
    leans = ("prep", "of", "to", "by")
    outside = [
        token.lower for token in (*asked[max(0, at - 1) : at], *asked[-1:]) if CLASSES[token.kind] in leans
    ]
    before = [i for i in content if i < at]
    return _Shape(
        outside[0] if outside else "",
        asked[before[-1]].stem if before else "",
        asked[after[0]].stem if after else "",
        asked[content[-1]].stem if content else "",
        not helped and not turned,
        any(token.stem in question.wanted and _several(token.lower) for token in asked[at + 1 : at + 5]),
        question.kind == "what" and bool(_DEED.search(question.text.lower())),
    )


def _several(word: str) -> bool:
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return plural or word in ("people", "men", "women")


def span_features(
    question: Question, found: Sequence[Token], first: Places, last: Places, told: Matrix | None = None
) -> Matrix:
    """One row a span, one column a name of `FEATURES`, shape (n, len(FEATURES)).

    `told`, shape (2, len(found)), is what a reader says of each token: how likely an answer begins with
    it and ends with it, as logarithms.
    """
    sentence = _Sentence.of(question, found)
    heard = np.zeros(len(first)) if told is None else told[0, first] + told[1, last]
    kinds = np.array([question.kind == kind for kind in KINDS], dtype=np.float64)
    columns = (
        sentence.edges(first, last),
        sentence.inside(first, last),
        sentence.shapes(question, first, last),
        heard[None],
        np.kron(kinds[:, None], sentence.fits(question, first, last)),
    )
    return np.ascontiguousarray(np.concatenate(columns).T)


@dataclass(frozen=True, slots=True, eq=False)
class _Sentence:
    """A sentence's tokens as arrays, shape (n,) each: what the features of all spans are read from."""

    found: Sequence[Token]
    kinds: Places
    known: Matrix
    new: Matrix

    @classmethod
    def of(cls, question: Question, found: Sequence[Token]) -> "_Sentence":
        terms = set(question.terms)
        return cls(
            found,
            np.array([token.kind for token in found], dtype=np.int64),
            np.array([float(token.tells and token.stem in terms) for token in found]),
            np.array([float(token.tells and token.stem not in terms) for token in found]),
        )

    def edges(self, first: Places, last: Places) -> Matrix:
        """For each class, whether it stands before the span, first, last in it, behind it."""
        around = np.concatenate([[0], self.kinds, [0]])
        ends = (around[first], around[first + 1], around[last + 1], around[last + 2])
        classes = np.arange(len(CLASSES))[:, None]
        return np.concatenate([(end == classes).astype(np.float64) for end in ends])

    def inside(self, first: Places, last: Places) -> Matrix:
        return np.stack([self.count(self.of_class(kind), first, last) for kind in _INSIDE])

    def of_class(self, *names: str) -> Matrix:
        return np.isin(self.kinds, [CLASS_PLACE[name] for name in names]).astype(np.float64)

    def holds(self, flags: Matrix, first: Places, last: Places) -> Matrix:
        return np.asarray(np.minimum(1.0, self.count(flags, first, last)))

    @staticmethod
    def count(flags: Matrix, first: Places, last: Places) -> Matrix:
        total = np.concatenate([[0.0], np.cumsum(flags)])
        return np.asarray(total[last + 1] - total[first])

    def before(self, flags: Matrix, first: Places, reach: int) -> Matrix:
        return np.asarray(np.minimum(1.0, self.count(flags, np.maximum(first - reach, 0), first - 1)))

    def after(self, flags: Matrix, last: Places, reach: int) -> Matrix:
        return np.asarray(
            np.minimum(1.0, self.count(flags, last + 1, np.minimum(last + reach, len(flags) - 1)))
        )

    def stems(self, *wanted: str) -> Matrix:
        return np.array([float(bool(token.stem) and token.stem in wanted) for token in self.found])

    def lowers(self, *wanted: str) -> Matrix:
        return np.array([float(token.lower in wanted) for token in self.found])

    def cut(self, one: Places, other: Places) -> Matrix:
        """Whether the edge between two neighbouring tokens goes through a name or an amount."""
        around = np.concatenate([[0], self.kinds, [0]])
        a, b = around[one + 1], around[other + 1]
        names, amounts = CLASS_PLACE["name"], [CLASS_PLACE[n] for n in ("number", "scale", "year", "date")]
        through = ((a == names) & (b == names)) | (np.isin(a, amounts) & np.isin(b, amounts))
        return np.asarray(through, dtype=np.float64)

    def joined(self, one: Places, other: Places) -> Matrix:
        """Whether two tokens of a sort have a comma, "and" or "to" between them, as in a list or a range."""
        around = np.concatenate([[0, 0], self.kinds, [0, 0]])
        same = around[one + 2] == around[other + 2]
        join = np.isin(
            around[(one + other) // 2 + 2], [CLASS_PLACE[n] for n in ("comma", "conj", "to", "dash")]
        )
        return np.asarray(same & join & (around[one + 2] != 0), dtype=np.float64)

    def shapes(self, question: Question, first: Places, last: Places) -> Matrix:
        """What can be told of a span by itself and by the question's words in it and around it."""
        shape, terms = _shape(question), max(1, len(question.terms))
        columns = self._extent(shape, first, last) | self._place(shape, terms, first, last)
        columns |= self._wanted(question, first, last)
        said = len({token.stem for token in self.found} & set(question.terms)) / terms
        columns["said"] = np.full(len(first), said)
        return np.stack([np.asarray(columns[name], dtype=np.float64) for name in _SHAPES])

    def _extent(self, shape: _Shape, first: Places, last: Places) -> Columns:
        """What the span itself holds, and whether its ends cut something in two."""
        size = last - first + 1.0
        new = self.count(self.new, first, last)
        quotes = np.concatenate([[0.0], self.of_class("quote", "open"), [0.0]])
        ends = np.concatenate([[0.0], self.of_class("quote", "close"), [0.0]])
        lists = self.holds(self.of_class("conj"), first, last)
        return {
            "words": np.log(size),
            "one_word": size == 1,
            "over_five": size > 5,
            "known": self.count(self.known, first, last) / size,
            "known_first": self.known[first],
            "known_last": self.known[last],
            "all_known": new == 0,
            "new": np.minimum(new, 4) / 4,
            "cut_left": self.cut(first - 1, first),
            "cut_right": self.cut(last, last + 1),
            "listed_left": self.joined(first - 2, first),
            "listed_right": self.joined(last, last + 2),
            "quoted": quotes[first] * ends[last + 2],
            "plural_list": lists * shape.plural,
            "single_list": lists * (not shape.plural),
            "deed": self.of_class("name", "year", "number")[first] * shape.deed,
        }

    def _place(self, shape: _Shape, terms: int, first: Places, last: Places) -> Columns:
        """How the span lies among the words that the sentence shares with the question."""
        left = _nearness(self.known)[first] / terms
        right = _nearness(self.known[::-1])[::-1][last] / terms
        subject = float(shape.subject) - 0.5
        leaning = self.lowers(shape.preposition) if shape.preposition else 0.0 * self.known
        return {
            "near_left": left,
            "near_right": right,
            "subject_left": left * subject,
            "subject_right": right * subject,
            "preposition": self.before(leaning, first, 1),
            "neighbour_after": self.after(self.stems(shape.after), last, 3),
            "neighbour_before": self.before(self.stems(shape.before), first, 3),
            "end_before": self.before(self.stems(shape.end), first, 4),
            "place": first / max(1, len(self.found)),
        }

    def _wanted(self, question: Question, first: Places, last: Places) -> Columns:
        """Where the name of the thing asked for stands: "the *city* of Dalian", "30 *members*"."""
        wanted = self.stems(*question.wanted)
        inside = self.holds(wanted, first, last)
        counted = self.holds(self.of_class("number", "scale"), first, last)
        return {
            "wanted_inside": inside,
            "wanted_before": self.before(wanted, first, 3),
            "wanted_after": self.after(wanted, last, 2),
            "counted": counted * np.maximum(self.after(wanted, last, 4), inside),
        }

    def fits(self, question: Question, first: Places, last: Places) -> Matrix:
        """What makes a span fit one kind of question or another."""
        new = np.array([float(token.stem not in question.terms) for token in self.found])
        columns = {
            "name": self.holds(self.of_class("name") * new, first, last),
            "number": self.holds(self.of_class("number", "scale"), first, last),
            "year": self.holds(self.of_class("year") * new, first, last),
            "date": self.holds(self.of_class("date"), first, last),
            "long": np.log(last - first + 1.0),
            "in_before": self.before(self.lowers(*_PLACING), first, 2),
            "by_before": self.before(self.of_class("by"), first, 2),
            "cause_before": self.before(self.lowers(*_CAUSES), first, 1),
            "be_before": self.before(self.of_class("aux"), first, 2),
        }
        return np.stack([np.asarray(columns[name], dtype=np.float64) for name in _FITS])


def _nearness(known: Matrix) -> Matrix:
    """How much stands before each place, what is nearer counting more, shape (n,)."""
    near, total = np.zeros(len(known)), 0.0
    for i, flag in enumerate(known):
        near[i] = total
        total = _DECAY * (total + float(flag))
    return near
