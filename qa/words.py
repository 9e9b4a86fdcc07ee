"""Text as words: what is compared when a sentence is held against a question."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"  # scripts whose words aren't spaced apart: by character
    r"|\d+(?:[.,]\d+)*"
    r"|(?:[^\W\d_]\.){2,}"  # U.S., a.m.
    r"|[^\W_]+(?:['’][^\W_]+)*"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_MARKS = re.compile(r"[.,'’]")

_STOP_WORDS = """
    a about after again all also although am an and any are aren't as at be because been before being
    between both but by can can't could did didn't do does doesn't doing don't done down during each either
    else ever every for from further get got had has hasn't have haven't having he her here hers herself him
    himself his how however i if in into is isn't it its itself just let like may me might more most much many
    must my name named names no nor not now of off often on once only or other our ours out over own per same
    shall she should since so some something such than that the their theirs them themselves then there these
    they this those through thus to too under until up upon us very was wasn't we were weren't what when where
    whether which while who whom whose why will with within without won't would yet you your yours
    tell give list describe explain please someone somebody type types kind kinds sort it's that's he's she's
    what's who's where's when's how's there's
    """
_CALENDAR = "january february march april may june july august september october november december"
_NUMERALS = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand
    thousands million millions billion billions trillion dozen dozens half third quarter twice double triple
    """
STOP_WORDS = frozenset(_STOP_WORDS.split())
CALENDAR = tuple(_CALENDAR.split())
MONTHS = frozenset(CALENDAR) - {"may"}  # which is mostly another word
NUMERALS = frozenset(_NUMERALS.split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as written, and the `stem` under which its forms meet.

    `capital` tells that it is written with a capital where a common word wouldn't be; `start` is its
    place in the text, in characters.
    """

    text: str
    stem: str
    capital: bool
    number: bool
    start: int = 0

    @property
    def content(self) -> bool:
        """Whether the word says something by itself."""
        return self.text.lower().replace("’", "'") not in STOP_WORDS


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[Word, ...]:
    """The words of `text` in their order.

    >>> [word.stem for word in words("Chinese shipments fell 84% (U.S. data).")]
    ['chines', 'shipment', 'fell', '84', 'us', 'data']
    """
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        opens = not found or any(mark in text[end : match.start()] for mark in '.!?:“"')
        found.append(_word(match.group(), opens, match.start()))
        end = match.end()
    return tuple(found)


def stems(text: str) -> frozenset[str]:
    """The stems of the words of `text` that say something by themselves.

    >>> sorted(stems("Who called the remarks a signal?"))
    ['call', 'remark', 'signal']
    """
    return frozenset(word.stem for word in words(text) if word.content)


def _word(text: str, opens: bool, start: int) -> Word:
    number = text[0].isdigit() or text.lower() in NUMERALS
    initial = text[0].isupper() and text != "I"
    # At the head of a sentence every word has a capital, so only a further one (NATO, McKay) tells.
    capital = initial and (not opens or any(letter.isupper() for letter in text[1:]))
    return Word(text, stem(text), capital, number, start)


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """The form under which the inflections of an English word meet.

    >>> stem("negotiations") == stem("negotiating"), stem("Kim's")
    (True, 'kim')
    """
    bare = _POSSESSIVE.sub("", word) if not word[0].isdigit() else word
    plain = _MARKS.sub("", bare).casefold()
    tokens = _analyzer()(plain)
    return tokens[0] if len(tokens) == 1 else plain


@cache
def _analyzer() -> Callable[[str], list[str]]:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.stemmer("english"))
    analyze: Callable[[str], list[str]] = builder.build().analyze
    return analyze
