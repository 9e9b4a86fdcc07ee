"""True sentences made false, one change at a time: a number, a name, a date, a denial, a role, a word."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.support.words import (
    ANTONYMS,
    AUXILIARIES,
    DENIALS,
    DETAILS,
    HEDGES,
    MONTHS,
    NUMBER_WORDS,
    PAST,
    SAME_PLACE,
    UNITS,
    WEEKDAYS,
)

# A kind of corruption and the sentence it makes.
Made = tuple[str, str]

_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\w-])|(?<![\w.,-])\d+(?:\.\d+)?(?![\w-]|[.,]\d)")
_DAY = re.compile(rf"(?:(?:{'|'.join(MONTHS)}) (\d{{1,2}})\b(?!\d))|\b(\d{{1,2}})(?= (?:{'|'.join(MONTHS)}))")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_NAME = re.compile(r"(?<![\w-])[A-Z][\w’'.-]*\w(?: (?:of (?:the )?)?[A-Z][\w’'.-]*\w)*")
_TITLE = re.compile(
    r".*\b(?:President|Minister|Secretary|General|Chairman|Director|King|Queen|Sir|Dr|Mr|Mrs) "
)
_ADJECTIVE = re.compile(r"(?:ean|ean[s]|ese|ican|icans|ian|ians|ish|French|German|Germans|Norman|Normans)$")
_SYMMETRIC = re.compile(
    r"\b(?:met|meet|meeting|talked|talks|spoke|between|together|with|and|signed|agreed|exchanged|shook|both|"
    r"sat|or)\b"
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a text; `places` are those that stand behind a preposition of place in it."""

    all: tuple[str, ...]
    places: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Names":
        """The names of `text`."""
        found = tuple(names_in(text))
        return cls(found, frozenset(name for name in found if _in_place(name, text)))

    def __add__(self, other: "Names") -> "Names":
        return Names(self.all + other.all, self.places | other.places)


def _in_place(name: str, text: str) -> bool:
    return bool(re.search(rf"\b(?:in|at|near|off|from|to) (?:the )?{re.escape(name)}\b", text))


def corruptions(text: str, near: Names, far: Names) -> Iterator[Made]:
    """False sentences made from a true one, each once.

    `near` are names of the same article, `far` those of others. What is chosen depends on `text` alone.
    """
    chance = random.Random(text)
    made: dict[str, str] = {}
    changes: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
        ("number", lambda: _numbers(text, chance)),
        ("unit", lambda: _swapped(text, UNITS)),
        ("date", lambda: _dates(text, chance)),
        ("name of the article", lambda: _names(text, near, chance)),
        ("name of another article", lambda: _names(text, far, chance)),
        ("role", lambda: _roles(text)),
        ("negation", lambda: _negations(text)),
        ("hedge", lambda: _swapped(text, HEDGES)),
        ("opposite", lambda: _swapped(text, ANTONYMS)),
        ("invented detail", lambda: _details(text, chance)),
    )
    for kind, change in changes:
        for changed in change():
            if changed != text:
                made.setdefault(changed, kind)
    yield from ((kind, changed) for changed, kind in made.items())


def names_in(text: str) -> list[str]:
    """The names of a text, without titles; words that have a capital only as the first of a sentence aside.

    >>> names_in("Yesterday President Ada Lovelace met Joe Doe in May. Doe left.")
    ['Ada Lovelace', 'Joe Doe', 'Doe']
    """
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        name = _TITLE.sub("", re.sub(r"['’]s?$|^The ", "", match[0]))
        opens = match.start() == 0 or text[: match.start()].rstrip(' "“‘')[-1:] in (".", "!", "?", ":", "")
        inside = re.search(rf"[a-z,] {re.escape(name)}\b", text) or any(name in other for other in found)
        if opens and " " not in name and not inside:
            continue
        if name not in MONTHS and name not in WEEKDAYS and len(name) > 2 and not _ADJECTIVE.search(name):
            found.setdefault(name)
    return list(found)


def _at(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _numbers(text: str, chance: random.Random) -> Iterator[str]:
    days = [match.span(1 if match[1] else 2) for match in _DAY.finditer(text)]
    for match in _NUMBER.finditer(text):
        if match.span() in days or _YEAR.fullmatch(match[0]):
            continue
        value = float(match[0].replace(",", ""))
        other = value * 2 if value > 9 and chance.random() < 0.5 else value + chance.choice((1, 2, 3))
        new = f"{other:,.1f}" if "." in match[0] else f"{other:,.0f}" if "," in match[0] else f"{other:.0f}"
        yield _at(text, *match.span(), new)
    for match in re.finditer(r"[A-Za-z]+", text):
        if match[0].lower() in NUMBER_WORDS and match[0].lower() != "one":
            yield _at(text, *match.span(), chance.choice([w for w in NUMBER_WORDS if w != match[0].lower()]))


def _dates(text: str, chance: random.Random) -> Iterator[str]:
    for match in _DAY.finditer(text):
        group = 1 if match[1] else 2
        day = int(match[group])
        yield _at(text, *match.span(group), str(day + 1 if day < 28 else day - chance.randint(1, 9)))
    for names in (MONTHS, WEEKDAYS):
        for match in re.finditer(rf"\b(?:{'|'.join(names)})\b", text):
            yield _at(text, *match.span(), chance.choice([name for name in names if name not in text]))
    for match in _YEAR.finditer(text):
        other = str(int(match[0]) + chance.choice((-1, 1, 2)))
        if other not in text:
            yield _at(text, *match.span(), other)


def _names(text: str, others: Names, chance: random.Random) -> Iterator[str]:
    for name in names_in(text):
        rivals = [other for other in others.all if _unlike(other, name) and _unlike(other, text)]
        place = _in_place(name, text)
        sort = [other for other in rivals if (other in others.places) == place] or rivals
        alike = [other for other in sort if len(other.split()) == len(name.split())] or sort
        if alike:
            yield re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", chance.choice(alike), text, count=1)


def _unlike(name: str, text: str) -> bool:
    """Whether a name shares no word with a text, nor means one of its places."""
    words = {word[:4] for word in re.findall(r"\w+", text)}
    groups = [group for group in SAME_PLACE if any(member in text for member in group)]
    return not words & {word[:4] for word in re.findall(r"\w+", name)} and not any(
        member in name for group in groups for member in group
    )


def _roles(text: str) -> Iterator[str]:
    """Two names changed round, where that makes a difference."""
    names = names_in(text)
    for one, other in pairwise(names):
        first, second = sorted((text.find(one), text.find(other)))
        a, b = (one, other) if text.find(one) == first else (other, one)
        between = text[first + len(a) : second]
        if first < 0 or second < first + len(a) or not between.strip(" ,") or _SYMMETRIC.search(between):
            continue
        if (
            not re.search(r"\bbetween\b|\bboth\b|\bwith\b", text[:first])
            and _unlike(a, b)
            and between.strip(" ,") != "the"
        ):
            yield text[:first] + b + between + a + text[second + len(b) :]


def _negations(text: str) -> Iterator[str]:
    for pattern, new in DENIALS:
        for match in re.finditer(pattern, text):
            yield _at(text, *match.span(), new)
    outside = re.sub(r"[“\"][^“”\"]*[”\"]", lambda quoted: "#" * len(quoted[0]), text)
    for word in AUXILIARIES:
        found = re.search(rf"\b{word}\b(?! not\b| no\b| never\b)", outside)
        if found:
            yield _at(text, found.end(), found.end(), " not")
            return
    for match in re.finditer(r"[a-z]+", outside):
        if match[0] in PAST:
            yield _at(text, *match.span(), f"did not {PAST[match[0]]}")
            return


def _swapped(text: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for old, new in pairs:
        match = re.search(rf"(?<![\w-]){old}(?![\w-])", text)
        if match:
            yield _at(text, *match.span(), new)


def _details(text: str, chance: random.Random) -> Iterator[str]:
    end = next(end for end in ('."', ".”", ".", "") if text.endswith(end))
    yield f"{text[: len(text) - len(end)]}{end[1:]}{chance.choice(DETAILS)}."
