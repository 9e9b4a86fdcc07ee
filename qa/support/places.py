"""Which way and where: whether directions, numbers and names of a claim have the same place in its quote.

A place is judged by the words around it: a number of one clause is not taken for that of another.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TypeVar

from qa.support import lexicon
from qa.support.names import covered
from qa.support.statement import Name, Statement

T = TypeVar("T")

# Of a place these say the same.
_WITHIN = frozenset({"in", "at", "of"})
# An opposite is judged by this many content words on each side of it.
_AROUND = 4


def other_place(said: Statement, given: Statement) -> str:
    """What in `given` points another way or stands in another place than in `said`; empty for nothing."""
    checks = (_opposite, _other_half, _other_way, _other_clause)
    return next((found for check in checks if (found := check(said, given))), "")


def known_names(said: Statement, given: Statement) -> list[Name]:
    """The claim's names, without a first word that the quote doesn't know as a name."""
    names = [other.words for other in given.names]
    return [name for name in said.names if not name.opens or covered(name.words, names)]


def may_be(one: Name, other: Name) -> bool:
    """Whether two names can mean the same: where one is a part of the other."""
    return covered(one.words, [other.words]) or covered(other.words, [one.words])


@cache
def _axes() -> dict[str, tuple[tuple[int, int], ...]]:
    """For every word of direction, its axes and which end of each (-1 or 1)."""
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for axis, pair in enumerate(lexicon.OPPOSITE):
        for end, side in zip((1, -1), pair, strict=True):
            for word in side.split():
                found[word] = (*found.get(word, ()), (axis, end))
    return found


def _directions(text: Statement) -> Iterator[tuple[int, int, int]]:
    inside = {name.at + more for name in text.names for more in range(len(name.words)) if not name.opens}
    for at, token in enumerate(text.tokens):
        if at in inside:  # "North Korea" points nowhere
            continue
        yield from ((at, axis, end) for axis, end in _axes().get(token.lower, ()))


def _opposite(said: Statement, given: Statement) -> str:
    """A word of direction where the quote, about the same, has only its opposite."""
    for at, axis, end in _directions(said):
        rivals = [
            (_likeness(said, at, given, there), way)
            for there, line, way in _directions(given)
            if line == axis
        ]
        best = max((likeness for likeness, _ in rivals), default=0)
        if rivals and all(way != end for likeness, way in rivals if likeness == best):
            return f"the quote says the opposite of {said.tokens[at].text}"
    return ""


def _other_half(said: Statement, given: Statement) -> str:
    """What the claim says behind a word of direction, where the quote says it of the opposite alone."""
    for at, axis, end in _directions(said):
        ways = {
            way: given.clause(given.tokens[there].clause)
            for there, line, way in _directions(given)
            if line == axis
        }
        behind = {
            token.key
            for token in said.tokens[at + 1 :]
            if token.content and token.clause == said.tokens[at].clause
        }
        if len(ways) == 2 and (behind & ways[-end]) - ways[end]:
            return f"the quote says something else of {said.tokens[at].text}"
    return ""


def _likeness(said: Statement, at: int, given: Statement, there: int) -> int:
    """How many of the nearest words of two places are the same, the very nearest counted thrice."""
    near = len(_neighbours(said, at, _AROUND // 2) & _neighbours(given, there, _AROUND // 2))
    return 2 * near + len(_neighbours(said, at, _AROUND) & _neighbours(given, there, _AROUND))


def _neighbours(text: Statement, at: int, count: int) -> frozenset[str]:
    values = {number.at: number.value for number in text.numbers}
    words = [(there, token) for there, token in enumerate(text.tokens) if token.content or there in values]
    before = [pair for pair in words if pair[0] < at][-count:]
    behind = [pair for pair in words if pair[0] > at][:count]
    return frozenset(values.get(there, token.key) for there, token in (*before, *behind))


def _other_way(said: Statement, given: Statement) -> str:
    """What the claim has behind `from` and the quote behind `to` only, or the other way round.

    A name may change its preposition, but not for one behind which the quote has another name.
    """
    for number in said.numbers:
        own = {other.after for other in given.numbers if other.value == number.value}
        if _reversed(number.after, own):
            return f"the quote doesn't say {number.after} {number.value}"
    for name in known_names(said, given):
        if not name.after:
            continue
        own = {other.after for other in given.names if may_be(name, other)}
        if name.after in _WITHIN and own & _WITHIN:
            continue
        taken = any(other.after == name.after for other in given.names)
        if _reversed(name.after, own) or (own and "" not in own and name.after not in own and taken):
            return f"the quote doesn't say {name.after} {' '.join(name.words)}"
    return ""


def _reversed(after: str, own: set[str]) -> bool:
    ways = {"from", "to"}
    return after in ways and own <= ways and bool(own) and after not in own


def _other_clause(said: Statement, given: Statement) -> str:
    """A number, or a name behind a preposition, where the quote has another one in its place."""
    for number in said.numbers:
        rivals = [
            (other.value, other.clause) for other in given.numbers if kind(number.value) == kind(other.value)
        ]
        if _elsewhere(said.clause(number.clause) - {number.value}, rivals, given, number.value, said.values):
            return f"in the quote another number stands where the claim has {number.value}"
    for name in known_names(said, given):
        places = [(other, other.clause) for other in given.names if _comparable(name, other)]
        own = {other for other, _ in places if may_be(name, other)}
        known = {other for other, _ in places if any(may_be(one, other) for one in said.names)}
        around = said.clause(name.clause) - set(name.words)
        if own and all(_elsewhere(around, places, given, one, known | own) for one in own):
            return f"in the quote another name stands where the claim has {' '.join(name.words)}"
    return ""


def kind(value: str) -> str:
    """What a number can be exchanged with: a percentage, a year or a plain number."""
    return "%" if value.endswith("%") else "year" if len(value) == 4 and value[:2] in ("19", "20") else ""


def _comparable(one: Name, other: Name) -> bool:
    """Whether two names can stand in each other's place: behind the same preposition, or both as months."""
    months = set(lexicon.MONTHS)
    if one.words[0] in months:
        return other.words[0] in months
    return bool(one.after) and one.after == other.after


def _elsewhere(
    around: frozenset[str], places: Sequence[tuple[T, int]], given: Statement, own: T, said: Collection[T]
) -> bool:
    """Whether, by the words around, the best clause is that of another value, which the claim hasn't."""
    likeness = [(value, len(around & given.clause(clause))) for value, clause in places]
    mine = max((score for value, score in likeness if value == own), default=-1)
    rival = max((score for value, score in likeness if value != own and value not in said), default=0)
    return 0 <= mine < rival
