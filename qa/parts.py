"""A question that several articles answer together, taken apart.

"Did Reuters report a loss, while the Herald spoke of a record year?" asks two things of two articles: each
is a part, with the sources that it names.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.attribution import attributions, named
from qa.order import asked_order
from qa.questions import parse
from qa.words import stems

#: A question has at most so many parts: each costs a search.
MOST_PARTS = 4
#: What has fewer words that tell something, a source being one, says too little to be searched for.
FEWEST_TERMS = 3

# Where one part may end and the next begin; the comma of "October 22, 2023" isn't such a place.
_JOINT = re.compile(
    r"[;:?!.](?=\s|$)|,(?!\s*\d)"
    r"|\b(?:after|and|before|between|both|but|compared (?:to|with)|in contrast|or|than|that|unlike|whereas"
    r"|which|while|who)\b",
    re.IGNORECASE,
)
_SIDES = re.compile(
    r"\b(?:whereas|while|in contrast|as opposed to|unlike|compared (?:to|with)|similar(?:ly)? to|both"
    r"|before|after|than|between|different(?:ly)? from|instead of|more|less|first|or)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b", re.IGNORECASE)
# Words about articles say nothing about what stands in them.
_ABOUT = """
    according article report reporting publish publication coverage story piece review source claim suggest
    indicate mention discuss describe highlight imply compare comparison contrast respectively
    """


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question holds: `text` is `question[start:end]`.

    `terms` are the stems that tell what it is about, dates aside; `sources` those that it names.
    """

    text: str
    start: int
    end: int
    terms: tuple[str, ...]
    sources: frozenset[str]


def parts(question: str, sources: Iterable[str]) -> tuple[Part, ...]:
    """The parts of `question`, two to four; none where one article can be expected to answer it.

    >>> [part.text for part in parts(
    ...     "Did trade with China fall in 2020, while the border was open to all tourists?", ())]
    ['Did trade with China fall in 2020', 'the border was open to all tourists']
    """
    present = named(question, sources)
    ordered = _ordered(question, present)
    if ordered:
        return ordered
    pieces = [_part(question, start, end, present) for start, end in _cut(question, present)]
    if not _of_several(question, len(pieces), len(present)):
        return ()
    found = _merged(question, pieces, present)
    return tuple(found) if len(found) > 1 else ()


def _ordered(question: str, present: Sequence[str]) -> tuple[Part, ...]:
    """The two things of a question of before and after, where both are told by more than one word."""
    asked = asked_order(question)
    if not asked:
        return ()
    one, other = question.find(asked[0]), question.rfind(asked[1])
    both = (
        _part(question, one, one + len(asked[0]), present),
        _part(question, other, other + len(asked[1]), present),
    )
    return both if all(len(part.terms) > 1 for part in both) else ()


def _of_several(question: str, count: int, present: int) -> bool:
    publishers = max(present, len(attributions(question)))
    if _WHETHER.match(question.strip()) and _SIDES.search(question):
        return True
    return publishers > 1 or (publishers == 1 and count > 2)


def _cut(question: str, present: Sequence[str]) -> list[tuple[int, int]]:
    """Where the pieces between joints stand; a source's name, such as "Life and Style", stays whole."""
    whole = [m.span() for name in present for m in re.finditer(re.escape(name), question, re.IGNORECASE)]
    cuts: list[tuple[int, int]] = []
    place = 0
    for joint in _JOINT.finditer(question):
        if not any(start < joint.end() and joint.start() < end for start, end in whole):
            cuts.append((place, joint.start()))
            place = joint.end()
    cuts.append((place, len(question)))
    return [(start, end) for start, end in cuts if question[start:end].strip()]


def _part(question: str, start: int, end: int, present: Sequence[str]) -> Part:
    text = question[start:end]
    start, end = end - len(text.lstrip()), start + len(text.rstrip())
    text = text.strip()
    sources = named(text, present)
    # Not the sources, nor that they reported, nor when.
    known = stems(" ".join([_ABOUT, *sources, *(found.name for found in attributions(text))]))
    asked = parse(text)
    terms = tuple(term for term in asked.terms if term not in known | asked.numbers)
    return Part(text, start, end, terms, frozenset(sources))


def _merged(question: str, pieces: Sequence[Part], present: Sequence[str]) -> list[Part]:
    """`pieces` with those that say little joined to a neighbour, at most `MOST_PARTS`."""
    merged = list(pieces)
    while len(merged) > 1:
        least = min(range(len(merged)), key=lambda i: _told(merged[i]))
        if _told(merged[least]) >= FEWEST_TERMS and len(merged) <= MOST_PARTS:
            break
        first = least if _belongs_forward(merged, least) else least - 1
        joined = _part(question, merged[first].start, merged[first + 1].end, present)
        merged[first : first + 2] = [joined]
    return merged


def _told(part: Part) -> int:
    """How much a piece tells to search by: its words, and whether it names a source."""
    return len(part.terms) + bool(part.sources)


def _belongs_forward(merged: Sequence[Part], place: int) -> bool:
    """Whether a piece goes with the one behind it: two that name sources are kept apart if possible."""
    if place in (0, len(merged) - 1):
        return place == 0
    part, before, behind = merged[place], merged[place - 1], merged[place + 1]
    if part.sources and bool(before.sources) != bool(behind.sources):
        return bool(before.sources)
    return len(behind.terms) <= len(before.terms)
