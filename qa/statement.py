"""A sentence taken apart: its words by meaning, its names, its numbers, its quoted phrases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from qa import lexicon
from qa.words import stem

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:['’][^\W\d_]+)*|[-‐‑–]|[^\w\s]")
_QUOTED = re.compile(r"[“\"]([^“”\"]{3,}?)[,.!?]?[”\"]")
_BREAKS = frozenset(",;:.!?()—–|")
_ENDS = frozenset(".!?|")
_SILENT = (
    lexicon.EMPTY | lexicon.DIGITS.keys() | lexicon.SCALES.keys() | {"%", "st", "nd", "rd", "th", "t", "s"}
)
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: as written, by meaning (`key`), and where it stands.

    `opens` marks the first word of a sentence; `clause` counts the clauses of the text.
    """

    text: str
    key: str
    lower: str
    capital: bool
    opens: bool
    clause: int

    @property
    def content(self) -> bool:
        """Whether it says something by itself, other than a number."""
        return not (self.lower in _SILENT or self.lower[0].isdigit())


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text says, in parts that can be looked for in another text.

    `numbers` are written plainly: `84%`, `3`, `1500000`. A name is its words in lower case.
    """

    tokens: tuple[Token, ...]
    numbers: frozenset[str]
    names: tuple[tuple[str, ...], ...]
    quoted: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The meanings of the content words."""
        return frozenset(token.key for token in self.tokens if token.content)

    @property
    def lowers(self) -> frozenset[str]:
        """All words, in lower case."""
        return frozenset(token.lower for token in self.tokens)


@lru_cache(maxsize=4096)
def statement(text: str) -> Statement:
    """The parts of `text`.

    >>> found = statement("Exports from North Korea fell by eighty-four percent.")
    >>> found.names, sorted(found.numbers)
    ((('exports',), ('north', 'korea')), ['84%'])
    """
    plain = text
    for pattern, name in lexicon.ALIASES:
        plain = re.sub(pattern, name, plain)
    tokens = tuple(_tokens(plain))
    return Statement(tokens, frozenset(_numbers(tokens)), tuple(_names(tokens)), tuple(_QUOTED.findall(text)))


def _tokens(text: str) -> Iterator[Token]:
    clause, opens, glued = 0, True, False
    for match in _TOKEN.finditer(text):
        piece = match.group()
        lower = _POSSESSIVE.sub("", piece.casefold().replace("’", "'"))
        if piece in _BREAKS or lower in lexicon.CLAUSE_BREAKS:
            clause += 1
            opens = opens or piece in _ENDS
        elif piece[0].isalnum() or piece == "%":
            # "Jong-un": what a hyphen ties to a capital counts as capital.
            yield Token(piece, _key(lower), lower, piece[0].isupper() or glued, opens, clause)
            opens = False
        hyphen = text[match.end() : match.end() + 1] in ("-", "‐", "‑") and piece[0].isupper()
        glued = hyphen or (glued and piece in "-‐‑")


@cache
def _meanings() -> dict[str, str]:
    """For every word of the lists of synonyms, the first word of its line."""
    return {word: line.split()[0] for line in lexicon.SAME.splitlines() for word in line.split()}


@lru_cache(maxsize=32768)
def _key(lower: str) -> str:
    found = _meanings().get(lower)
    return found or stem(lower)


def _numbers(tokens: Sequence[Token]) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        value, taken = _number_at(tokens, at)
        if not taken:
            at += 1
            continue
        at += taken
        percent = at < len(tokens) and tokens[at].lower == "%"
        yield f"{value.normalize():f}" + "%" * percent


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
        elif word in lexicon.DIGITS and not (taken and tokens[at].lower[0].isdecimal()):
            value = lexicon.DIGITS[word]
            if taken and not (current % 100 >= 20 and value < 10 and current % 10 == 0) and current:
                break
            current += value
        else:
            break
        taken += 1
    return total + current, taken


def _decimal(digits: str) -> Decimal:
    whole = digits.replace(",", "")
    return Decimal(whole) if whole.count(".") <= 1 and whole.isascii() else Decimal(0)


def _names(tokens: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    run: list[str] = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        breaks = token.opens or (before is not None and before.clause != token.clause)
        if run and (breaks or not token.capital):
            yield tuple(run)
            run = []
        if token.capital and token.text != "I":
            run.append(token.lower)
    if run:
        yield tuple(run)
