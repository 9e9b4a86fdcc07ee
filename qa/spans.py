"""The words and marks of a sentence, and the spans of it that may be the short answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.words import NUMERALS, STOP_WORDS, stem

Places = NDArray[np.int64]

LONGEST = 12
"""In words: what is longer is the sentence rather than a short answer."""

_TOKEN = re.compile(
    r"[$€£¥]?\d+(?:[.,:]\d+)*(?:[–-]\d+(?:[.,:]\d+)*)?(?:%|[^\W\d_]+\b)?"  # $5.2, 84%, 11th, 1973-74
    r"|(?:[^\W\d_]\.)+(?=\W)"  # U.S., J. Smith
    r"|\b(?:St|Mt|Dr|Mr|Mrs|Ms|Jr|Sr|Gen|Col|Lt|Sen|Rep|Gov|Prof|Rev|No)\."
    r"|[^\W_]+(?:['’.&/-][^\W_]+)*"
    r"|[^\w\s]"
)
_CLOSED = {
    "det": "a an the",
    "poss": "his her its their our my your whose",
    "of": "of",
    "to": "to",
    "by": "by",
    "prep": "in on at from with for into onto over under between among against during through across towards "
    "toward upon within without around near about as like than until before after since via per despite",
    "conj": "and or but nor",
    "sub": "that which who whom where when while because although though if whether so how why what unless",
    "aux": "is was were are be been being am has had have having do did does will would can could may might "
    "shall should must",
    "pron": "it he she they we you i this these those him them us itself himself themselves one there",
    "adv": "not also only even still often never always then now very more most less least just yet both "
    "all some any each other such no later soon already however too almost nearly",
    "scale": "hundred thousand million billion trillion percent per-cent dozen",
    "date": "january february march april june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday",
}
_CLASS_OF = {word: name for name, words in _CLOSED.items() for word in words.split()}
_MARKS = {
    ",": "comma", "-": "dash", "–": "dash", "—": "dash", "(": "open", "[": "open", "“": "open", ")": "close",
    "]": "close", "”": "close", '"': "quote", "'": "quote", "‘": "quote", "’": "quote",
}  # fmt: skip
#: What a word or mark is, as far as its letters tell.
CLASSES = (
    "edge", *_CLOSED, "comma", "dash", "open", "close", "quote", "stop",
    "year", "number", "name", "ly", "ed", "ing", "plural", "other",
)  # fmt: skip
CLASS_PLACE = {name: place for place, name in enumerate(CLASSES)}
_MARK_CLASSES = ("comma", "dash", "open", "close", "quote", "stop")
_NO_FIRST = ("of", "conj", "sub", "aux", "by", *_MARK_CLASSES)
_NO_LAST = ("det", "poss", "of", "to", "by", "prep", "conj", "sub", "aux", *_MARK_CLASSES)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark: `sentence[start:end]`, its stem ("" for a mark), and its place in `CLASSES`."""

    start: int
    end: int
    lower: str
    stem: str
    kind: int

    @property
    def tells(self) -> bool:
        """Whether it says something by itself."""
        return bool(self.stem) and self.lower.replace("’", "'") not in STOP_WORDS


def tokens(sentence: str) -> list[Token]:
    """The words and marks of `sentence` in their order.

    >>> [CLASSES[token.kind] for token in tokens("In 2019 Kim met Trump.")]
    ['prep', 'year', 'name', 'other', 'name', 'stop']
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(sentence):
        text = match.group()
        word = any(map(str.isalnum, text))
        kind = _class(text, opens=not any(token.stem for token in found))
        found.append(
            Token(match.start(), match.end(), text.lower(), stem(text) if word else "", CLASS_PLACE[kind])
        )
    return found


def _class(text: str, *, opens: bool) -> str:
    lower = text.lower()
    if not any(map(str.isalnum, text)):
        return _MARKS.get(text, "stop")
    if lower in _CLASS_OF and not (text.isupper() and len(text) > 1):
        return _CLASS_OF[lower]
    if re.fullmatch(r"(?:1\d{3}|20\d\d)(?:s|[–-]\d+)?", text):
        return "year"
    if re.match(r"[$€£¥]?\d", text) or lower in NUMERALS:
        return "number"
    if text[0].isupper() and (not opens or any(map(str.isupper, text[1:]))):
        return "name"
    return next((end for end, marks in _ENDINGS if lower.endswith(marks)), "other")


_ENDINGS = (("ly", ("ly",)), ("ed", ("ed",)), ("ing", ("ing",)), ("plural", ("s",)))


def spans(found: Sequence[Token]) -> tuple[Places, Places]:
    """The first and the last token of every candidate, each of shape (n,).

    A candidate has at most `LONGEST` words, crosses no full stop, and neither begins nor ends with a word
    that leans on its neighbour ("of", "the" at the end).
    """
    kinds = [CLASSES[token.kind] for token in found]
    pairs = []
    for i, kind in enumerate(kinds):
        if kind in _NO_FIRST:
            continue
        depth = quotes = 0
        for j in range(i, min(len(kinds), i + LONGEST)):
            depth += (kinds[j] == "open") - (kinds[j] == "close")
            quotes += found[j].lower == '"'
            if kinds[j] == "stop" or depth < 0:
                break
            if kinds[j] not in _NO_LAST and depth == 0 and quotes % 2 == 0:
                pairs.append((i, j))
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
