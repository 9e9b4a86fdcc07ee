"""A sentence taken apart: its words by meaning, its clauses, its names, its numbers, its quoted phrases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from qa.support import lexicon
from qa.support.senses import Senses, senses
from qa.words import stem

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]")
_QUOTED = re.compile(r"[“\"]([^“”\"]{3,}?)[,.!?]?[”\"]")
_POSSESSIVE = re.compile(r"['’]s?$")
_HYPHENS = frozenset("-‐‑")
_BREAKS = frozenset(",;:.!?()—–|")
_ENDS = frozenset(".!?|")
# Behind these a capital tells nothing.
_OPENINGS = frozenset('.!?|:“‘"')
_SILENT = lexicon.EMPTY | lexicon.DIGITS.keys() | lexicon.SCALES.keys() | {"%", "st", "nd", "rd", "th"}
_NAMELESS = _SILENT | lexicon.OPENERS
_LONGEST_NUMBER = 30  # digits


@dataclass(frozen=True, slots=True)
class Token:
    """A word: as written, in lower case, and by meaning (`key`); `clause` counts the clauses of its text.

    `capital` is a name's capital, or that of the first word of a sentence (`opens`). `senses` are its
    key and whatever else tells that another word means the same.
    """

    text: str
    lower: str
    key: str
    capital: bool
    opens: bool
    clause: int
    sentence: int
    senses: Senses = frozenset()

    @property
    def content(self) -> bool:
        """Whether it says something by itself, other than a number."""
        return not (self.lower in _SILENT or self.lower[0].isdigit())

    @property
    def owns(self) -> bool:
        """Whether it is in the possessive."""
        return bool(_POSSESSIVE.search(self.text))

    @property
    def verbal(self) -> bool:
        """Whether it looks like a verb: a form that the lists hold, or one in -ed or -ing."""
        return not self.capital and _verbal(self.lower)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words in lower case, titles left out; `at` is the place of its first token.

    `after` is the preposition before it, or empty. `opens`: a single word at the head of a sentence,
    which may be no name at all. `owns`: in the possessive, which says something of what is owned.
    """

    words: tuple[str, ...]
    at: int
    clause: int
    after: str
    opens: bool
    owns: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number written plainly (`84%`, `3`, `1500000`), where its `size` tokens start, its preposition."""

    value: str
    at: int
    size: int
    clause: int
    after: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text says, in parts that can be looked for in another text."""

    tokens: tuple[Token, ...]
    names: tuple[Name, ...]
    numbers: tuple[Number, ...]
    quoted: tuple[str, ...]
    keys: frozenset[str]
    lowers: frozenset[str]

    @property
    def senses(self) -> Senses:
        """All senses of all words."""
        return frozenset().union(*(token.senses for token in self.tokens))

    @property
    def values(self) -> frozenset[str]:
        """The values of the numbers."""
        return frozenset(number.value for number in self.numbers)

    def clause(self, number: int) -> frozenset[str]:
        """The meanings and numbers of one clause."""
        return frozenset(token.key for token in self.tokens if token.clause == number and token.content) | {
            found.value for found in self.numbers if found.clause == number
        }


@lru_cache(maxsize=8192)
def statement(text: str) -> Statement:
    """The parts of `text`.

    >>> found = statement("Exports from North Korea fell by eighty-four percent.")
    >>> [name.words for name in found.names], sorted(found.values)
    ([('exports',), ('north', 'korea')], ['84%'])
    """
    plain = text
    for pattern, name in lexicon.ALIASES:
        plain = re.sub(pattern, name, plain)
    tokens = tuple(_with_senses(list(_tokens(plain))))
    return Statement(
        tokens,
        tuple(_names(tokens)),
        tuple(_numbers(tokens)),
        tuple(_QUOTED.findall(text)),
        frozenset(token.key for token in tokens if token.content),
        frozenset(token.lower for token in tokens),
    )


def _tokens(text: str) -> Iterator[Token]:
    clause = sentence = 0
    opens, joins, glued, last = True, False, False, ""
    for match in _TOKEN.finditer(text):
        piece = match.group()
        lower = _POSSESSIVE.sub("", piece.casefold().replace("’", "'")) or piece
        if not (piece[0].isalnum() or piece == "%"):
            breaks = piece in _BREAKS and _parts(piece, last, text[match.end() : match.end() + 1])
            clause += breaks
            sentence += breaks and piece in _ENDS
            opens = opens or (piece in _OPENINGS and (breaks or piece not in _BREAKS))
            continue
        verbal = joins and (_verbal(lower) or lower in _turns()) and not piece[0].isupper()
        if verbal or lower in lexicon.CLAUSE_BREAKS:  # "bought the bank and sold it": another clause
            clause += 1
        yield Token(piece, lower, meaning(lower), piece[0].isupper() or glued, opens, clause, sentence)
        # "Jong-un": what a hyphen ties to a name belongs to it.
        glued = (
            text[match.end() : match.end() + 1] in _HYPHENS and (piece[0].isupper() or glued) and not opens
        )
        opens, joins, last = False, lower in ("and", "or"), lower


def _with_senses(tokens: Sequence[Token]) -> Iterator[Token]:
    for token, own in zip(tokens, senses([token.key for token in tokens], meaning), strict=True):
        yield replace(token, senses=own)


def _parts(mark: str, before: str, behind: str) -> bool:
    """Whether a mark parts clauses: not one within a word or number, nor the stop of an abbreviation."""
    if mark in ".,:" and behind and not (behind.isspace() or behind in '”"’)'):
        return False
    return not (mark == "." and ((len(before) == 1 and before.isalpha()) or before in lexicon.ABBREVIATIONS))


def _verbal(lower: str) -> bool:
    return (lower in _meanings() and lower not in _listed_nouns()) or lower.endswith(("ed", "ing"))


@cache
def _listed_nouns() -> frozenset[str]:
    return frozenset(word for line in lexicon.SAME_NOUNS for word in line)


@cache
def _turns() -> frozenset[str]:
    """The words of direction."""
    return frozenset(word for pair in lexicon.OPPOSITE for side in pair for word in side.split())


@cache
def _meanings() -> dict[str, str]:
    """For every word that the lists hold, the first word of its group."""
    groups = [side.split() for pair in lexicon.OPPOSITE for side in pair] + [
        list(line) for line in (*lexicon.SAME, *lexicon.SAME_NOUNS)
    ]
    return {word: group[0] for group in reversed(groups) for word in group}


@cache
def _listed() -> dict[str, str]:
    """For the stem of every word that the lists hold, that word: they needn't hold all its forms."""
    return {stem(word): word for word in reversed(_meanings())}


@lru_cache(maxsize=32768)
def meaning(lower: str) -> str:
    """What stands for a word in lower case and all that says the same: `dropped`, `fell` → `fall`.

    >>> meaning("dropped") == meaning("fell"), meaning("borders") == meaning("border")
    (True, True)
    """
    return _meanings().get(lower) or _meanings().get(_listed().get(stem(lower), "")) or stem(lower)


def _names(tokens: Sequence[Token]) -> Iterator[Name]:
    run: list[int] = []
    for at, token in enumerate(tokens):
        if run and (token.opens or not token.capital or token.clause != tokens[run[-1]].clause):
            yield from (_name(tokens, part, run[0]) for part in _untitled(tokens, run))
            run = []
        if token.capital and token.text != "I" and not (token.opens and token.lower in _NAMELESS):
            run.append(at)
    yield from (_name(tokens, part, run[0]) for part in _untitled(tokens, run))


def _untitled(tokens: Sequence[Token], run: list[int]) -> Iterator[list[int]]:
    """A run of capitals in two where a title parts them: "Japanese Prime Minister Suga" names a land too."""
    titles = [place for place, at in enumerate(run) if tokens[at].lower in lexicon.TITLES]
    if titles and titles[0] > 0 and titles[-1] < len(run) - 1:
        yield run[: titles[0]]
        yield run[titles[0] :]
    elif run:
        yield run


def _name(tokens: Sequence[Token], run: Sequence[int], start: int) -> Name:
    words = tuple(tokens[at].lower for at in run)
    bare = tuple(word for word in words if word not in lexicon.TITLES) or words
    first, opens = tokens[run[0]], len(run) == 1 and tokens[run[0]].opens
    return Name(bare, run[0], first.clause, _preposition(tokens, start), opens, tokens[run[-1]].owns)


def _preposition(tokens: Sequence[Token], at: int) -> str:
    """The preposition right before a token, an article aside."""
    before = [token.lower for token in tokens[max(0, at - 2) : at] if token.lower not in ("the", "a", "an")]
    return before[-1] if before and before[-1] in lexicon.PREPOSITIONS else ""


def _numbers(tokens: Sequence[Token]) -> Iterator[Number]:
    at = 0
    while at < len(tokens):
        value, taken = _number_at(tokens, at)
        if taken:
            percent = "%" * (at + taken < len(tokens) and tokens[at + taken].lower == "%")
            yield Number(
                f"{value.normalize():f}{percent}", at, taken, tokens[at].clause, _preposition(tokens, at)
            )
        at += max(taken, 1)


def _number_at(tokens: Sequence[Token], at: int) -> tuple[Decimal, int]:
    """The number that starts at a token, and of how many tokens it is made: 0 where there is none."""
    total, current, taken = Decimal(0), Decimal(0), 0
    for token in tokens[at:]:
        word = token.lower
        if word[0].isdecimal() and not taken:
            current = _decimal(word)
        elif word in lexicon.SCALES and taken:
            scale = lexicon.SCALES[word]
            # "two hundred thousand" multiplies all so far, "two thousand three hundred" only the three.
            total = (total + current) * scale if scale > total else total + current * scale
            current = Decimal(0)
        elif word in lexicon.DIGITS and _goes_on(tokens[at], current, lexicon.DIGITS[word]):
            current += lexicon.DIGITS[word]
        else:
            break
        taken += 1
    return total + current, taken


def _goes_on(first: Token, current: Decimal, value: int) -> bool:
    """Whether a number word can follow on what was counted so far, as "four" on "eighty"."""
    if first.lower[0].isdecimal():
        return False
    return not current or (current >= 20 and current % 10 == 0 and value < 10)


def _decimal(digits: str) -> Decimal:
    whole = digits.replace(",", "")
    plain = whole.isascii() and whole.count(".") <= 1 and len(whole) <= _LONGEST_NUMBER
    return Decimal(whole) if plain else Decimal(0)
