"""Who did what, and which way: whether the words of a claim stand in the same roles in its quote.

All of it goes by the place of words among others: the names before a verb and behind its `by`, the
clause in which a number stands, the words around one of direction.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import takewhile

from qa import lexicon
from qa.names import covered
from qa.statement import Name, Number, Statement, Token

# An opposite is judged by this many content words on each side of it.
_AROUND = 4
# A word that describes a name stands at most so many words away from it.
_BESIDE = 5


def misplaced(said: Statement, given: Statement) -> str:
    """What stands in another role in `given` than in `said`, in a few words; empty where nothing does."""
    checks = (_opposite, _other_actor, _other_way, _other_clause, _other_description)
    return next((found for check in checks if (found := check(said, given))), "")


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
    for at, token in enumerate(text.tokens):
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


def _other_actor(said: Statement, given: Statement) -> str:
    """The name before a verb of the claim, where the quote has others before all uses of that verb."""
    for name in _known(said, given):
        verb = _verb_behind(said, name)
        if name.after or verb is None:
            continue
        uses = [
            at
            for at, token in enumerate(given.tokens)
            if token.key == said.tokens[verb].key and token.content
        ]
        if not uses:
            uses = _likest(said, given, name, verb)
        passive = _passive(said, verb)
        if uses and not any(_agrees(name, given, at, passive) for at in uses):
            return f"in the quote it is not {' '.join(name.words)} of whom this is said"
    return ""


def _known(said: Statement, given: Statement) -> list[Name]:
    """The claim's names, without a first word that the quote doesn't know as a name."""
    names = [other.words for other in given.names]
    return [name for name in said.names if not name.opens or covered(name.words, names)]


def _verb_behind(text: Statement, name: Name) -> int | None:
    """The first verb behind a name in its clause, or in the next where a comma parts them."""
    behind = [at for at in range(_end(text, name), len(text.tokens)) if text.tokens[at].clause == name.clause]
    found = next((at for at in behind if text.tokens[at].verbal), None)
    is_something = behind and text.tokens[behind[0]].lower in lexicon.BEING
    return behind[0] if found is None and is_something else found


def _end(text: Statement, name: Name) -> int:
    """Where the words of a name, its titles among them, are over."""
    at = name.at
    while at < len(text.tokens) and (
        text.tokens[at].lower in lexicon.TITLES or text.tokens[at].lower in name.words
    ):
        at += 1
    return at


def _likest(said: Statement, given: Statement, name: Name, verb: int) -> list[int]:
    """For a verb that the quote hasn't: the last words of the clauses most like what is said of the name."""
    wanted = {token.key for token in said.tokens[name.at + 1 :] if token.content and not token.capital}
    clauses = {token.clause for token in given.tokens}
    likeness = {number: len(wanted & given.clause(number)) for number in clauses}
    best = max(likeness.values(), default=0)
    ends = {token.clause: at for at, token in enumerate(given.tokens)}
    return [ends[number] for number in clauses if best and likeness[number] == best]


def _passive(text: Statement, verb: int) -> bool:
    if any(token.lower in lexicon.BEING for token in text.tokens[max(0, verb - 3) : verb]):
        return True
    by_whom = text.tokens[verb + 1 : verb + 2]  # "surveyed by the institute", but not "fell by 3%"
    return any(token.lower == "by" for token in by_whom) and all(
        number.at != verb + 2 for number in text.numbers
    )


def _agrees(name: Name, given: Statement, verb: int, passive: bool) -> bool:
    """Whether `name` stands to the verb of the quote as it does to that of the claim."""
    clause = given.tokens[verb].clause
    inside = [other for other in given.names if other.clause == clause]
    before = [other for other in inside if other.at < verb and not other.after]
    behind = [other for other in inside if other.at > verb]
    if passive != _passive(given, verb):
        expected = [other for other in behind if passive or other.after == "by"] or before
    else:
        expected = before or _actors_before(given, clause)
    if given.tokens[verb].key == "say" and not before:  # "…, said Kim"
        expected = [*expected, *behind, *(other for other in given.names if other.clause == clause + 1)]
    return not expected or any(_may_be(name, other) for other in expected)


def _may_be(one: Name, other: Name) -> bool:
    return covered(one.words, [other.words]) or covered(other.words, [one.words])


def _actors_before(given: Statement, clause: int) -> list[Name]:
    """The names without a preposition in the nearest earlier clause that has any."""
    earlier = [name for name in given.names if name.clause < clause and not name.after]
    return [name for name in earlier if name.clause == earlier[-1].clause]


def _other_way(said: Statement, given: Statement) -> str:
    """What the claim has behind `from` and the quote behind `to` only, or the other way round."""
    for number in said.numbers:
        own = {other.after for other in given.numbers if other.value == number.value}
        if _reversed(number.after, own):
            return f"the quote doesn't say {number.after} {number.value}"
    for name in said.names:
        own = {other.after for other in given.names if covered(name.words, [other.words])}
        if _reversed(name.after, own):
            return f"the quote doesn't say {name.after} {' '.join(name.words)}"
    return ""


def _reversed(after: str, own: set[str]) -> bool:
    ways = {"from", "to"}
    return after in ways and own <= ways and bool(own) and after not in own


def _other_clause(said: Statement, given: Statement) -> str:
    """A number, or a name behind a preposition, where the quote has another one in its place."""
    for number in said.numbers:
        rivals = [other for other in given.numbers if _alike(number, other)]
        if _elsewhere(said.clause(number.clause) - {number.value}, rivals, given, number.value, said.values):
            return f"in the quote another number stands where the claim has {number.value}"
    for name in _known(said, given):
        if name.after:
            same = [other for other in given.names if other.after == name.after]
            near = [Number(" ".join(other.words), other.at, other.clause, other.after) for other in same]
            mine = {other.value for other in near if covered(name.words, [tuple(other.value.split())])}
            known = {
                other.value
                for other in near
                if any(covered(one.words, [tuple(other.value.split())]) for one in said.names)
            }
            around = said.clause(name.clause) - set(name.words)
            if any(_elsewhere(around, near, given, one, known) for one in mine):
                return f"in the quote another name stands where the claim has {' '.join(name.words)}"
    return ""


def _alike(one: Number, other: Number) -> bool:
    return one.value.endswith("%") == other.value.endswith("%")


def _elsewhere(
    around: frozenset[str] | set[str],
    places: Sequence[Number],
    given: Statement,
    own: str,
    said: Iterable[str],
) -> bool:
    """Whether, by the words around, the best place is that of another value, which the claim hasn't."""
    score = {place: len(around & given.clause(place.clause)) for place in places}
    mine = max((score[place] for place in places if place.value == own), default=-1)
    rival = max(
        (score[place] for place in places if place.value != own and place.value not in said), default=0
    )
    return 0 <= mine < rival


def _other_description(said: Statement, given: Statement) -> str:
    """A word right before a name of the claim, which in the quote stands beside another name only."""
    for name in _known(said, given):
        for token in _descriptions(said, name):
            places = [at for at, other in enumerate(given.tokens) if other.key == token.key]
            own = [other for other in given.names if covered(name.words, [other.words])]
            if not places and token.lower in lexicon.TITLES:
                return f"the quote doesn't call {' '.join(name.words)} {token.text}"
            if places and own and not any(_beside(at, other) for at in places for other in own):
                return f"in the quote {token.text} doesn't describe {' '.join(name.words)}"
    return ""


def _descriptions(said: Statement, name: Name) -> list[Token]:
    """What describes a name right before it: its titles, or nouns, in a clause of their own too."""
    first = next(at for at in range(name.at, len(said.tokens)) if said.tokens[at].lower == name.words[0])
    before = takewhile(_describes, reversed(said.tokens[max(0, first - 3) : first]))
    return [token for token in before if token.clause == name.clause or len(said.clause(token.clause)) == 1]


def _describes(token: Token) -> bool:
    return token.lower in lexicon.TITLES or (token.content and not (token.verbal or token.capital))


def _beside(at: int, name: Name) -> bool:
    return name.at - _BESIDE <= at <= name.at + len(name.words) + _BESIDE
