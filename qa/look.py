"""A sentence looked at by itself: its words, and where an answer of some kind may stand in it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa.words import Word, words

_DATE = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b|\b\d{1,2}(?:st|nd|rd|th) (?:and \d{1,2}th )?centur")
_DAY = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow)\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|\bmay \d"
    r"|\b(?:last|next|this) (?:year|month|week|summer|winter|spring|autumn|fall)\b|\bcentury\b|\b\d0s\b"
)
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|in response to|amid|since|as a result|result(?:s|ed|ing)? (?:of|in|from)"
    r"|thanks to|in order to|so that|so as to|caused?|causing|led to|therefore|reasons?|purpose|prompted"
    r"|in protest|after|fear(?:s|ing|ed)?|wanted to|aim(?:s|ed|ing)? to|hop(?:ed|ing) to"
    r"|to (?:avoid|prevent|protect|stop|escape|ensure))\b"
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|of|on|into|around|outside|across|towards?|throughout)\s+(?:the\s+)?(?=[A-Z])"
)
_NEGATION = re.compile(r"\b(?:not|never|no|without|neither|nor|none|cannot)\b|n['’]t\b")
_DANGLING = re.compile(
    r"^[\"“'‘]?(?:it|this|that|these|those|he|she|they|his|her|their|its|such|both|but|and|so|however|instead|"
    r"also|then|there|meanwhile|as a result)\b",
    re.I,
)
_CLOSED = re.compile(r"[.!?。！？…:;][\"”'’»)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Look:
    """What can be told of a sentence whatever the question: its words, and where answers may stand in it."""

    words: tuple[Word, ...]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    places: frozenset[str]
    dated: bool
    cause: bool
    negated: bool
    dangling: bool
    asks: bool
    open_ended: bool


@lru_cache(maxsize=8192)
def look(text: str) -> Look:
    """`text` looked at by itself."""
    found = words(text)
    lowered = text.lower()
    content = [word for word in found if word.content]
    return Look(
        words=found,
        stems=frozenset(word.stem for word in content),
        pairs=frozenset((a.stem, b.stem) for a, b in pairwise(found)),
        places=frozenset(
            word.stem for match in _PLACE.finditer(text) for word in words(text[match.end() :][:40])[:1]
        ),
        dated=bool(_DATE.search(lowered) or _DAY.search(lowered)),
        cause=bool(_CAUSE.search(lowered)),
        negated=bool(_NEGATION.search(text[:1].lower() + text[1:])),
        dangling=bool(_DANGLING.match(text)),
        asks=text.rstrip("\"”'’ ").endswith("?"),
        open_ended=not _CLOSED.search(text),
    )


def is_day(word: str) -> bool:
    """Whether a word names a day, or a month.

    >>> is_day("Tuesday"), is_day("Trade")
    (True, False)
    """
    return bool(_DAY.match(word.lower()))
