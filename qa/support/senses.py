"""What words mean beyond their stem: the senses that they share with others, alone or in a phrase."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

# As many words may stand within a phrase whose verb is parted from the rest: "put the talks off".
_GAP = 6

Senses = frozenset[str]
Phrase = tuple[tuple[str, ...], Senses]


def senses(keys: Sequence[str], meaning: Callable[[str], str]) -> list[Senses]:
    """For every word of a clause, given by meaning, the senses that it has; its meaning is one of them.

    `meaning` leads from a word to what stands for all its forms.

    >>> put, off, postponed = senses(["put", "off", "postpon"], lambda word: word.removesuffix("e"))
    >>> bool(put & postponed), bool(off & postponed)
    (True, True)
    """
    words, phrases = _lists(meaning)
    found = [words.get(key, frozenset()) | {key} for key in keys]
    for at, key in enumerate(keys):
        for rest, shared in phrases.get(key, ()):
            for place in _places(keys, at, rest):
                found[place] |= shared
    return found


def _places(keys: Sequence[str], at: int, rest: Sequence[str]) -> Sequence[int]:
    """Where the words of a phrase stand whose first is at a place; empty where the others don't follow."""
    for start in range(at + 1, min(at + 2 + _GAP, len(keys) - len(rest) + 1)):
        if all(keys[start + more] == word for more, word in enumerate(rest)):
            return (at, *range(start, start + len(rest)))
    return ()


@cache
def _lists(meaning: Callable[[str], str]) -> tuple[dict[str, Senses], dict[str, list[Phrase]]]:
    """The senses of each word by its meaning, and the phrases that begin with it: the rest, and theirs."""
    words: dict[str, Senses] = {}
    phrases: dict[str, list[Phrase]] = {}
    lines = Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        for entry in line.split() if not line.startswith("#") else ():
            sense = frozenset({f"sense {number}"})
            first, *rest = map(meaning, entry.split("_"))
            if rest:
                phrases.setdefault(first, []).append((tuple(rest), sense))
            else:
                words[first] = words.get(first, frozenset()) | sense
    return words, phrases
