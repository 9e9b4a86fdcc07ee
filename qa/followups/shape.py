"""A question taken apart by its word order: what asks, the thing asked for, the verb, the rest."""

import re
from dataclasses import dataclass
from functools import lru_cache

# "May" is the month.
FORMS = "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|(?-i:may)|might|must"
PREPOSITIONS = (
    "about|above|after|against|among|around|as|at|before|behind|below|between|by|during|for|from|in|inside"
    "|into|like|near|of|off|on|onto|out|outside|over|per|since|than|through|to|toward|towards|under|until"
    "|up|upon|via|with|within|without"
)
_ASK = (
    r"(?P<ask>(?:(?:in|on|at|by|to|for|from|since|until|of|with|under|after|before|about|against) )?"
    r"(?:what|which|when|where|whom|whose|who|why"
    r"|how(?: (?:many|much|long|often|far|old|big|large|high))?)\b)"
)
_INVERTED = re.compile(
    rf"^{_ASK}(?P<noun>(?: (?!(?:{FORMS}|{PREPOSITIONS}|the|a|an|that|which|who|when)\b)[^\s?,]+){{0,5}})"
    rf" (?P<verb>{FORMS})\b ?(?P<rest>.*)$",
    re.I,
)
_SUBJECT = re.compile(rf"^{_ASK} (?P<rest>.+)$", re.I)
_WHETHER = re.compile(rf"^(?P<verb>{FORMS}) (?P<rest>.+)$", re.I)


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a question, without its question mark.

    `ask` are the words that ask ("By how much"), empty for yes or no; `noun` what they ask for ("detained
    Americans"); `verb` the one before the subject ("did"), empty where the words that ask are the subject.
    """

    ask: str
    noun: str
    verb: str
    rest: str

    @property
    def word(self) -> str:
        """The words that ask in small letters, without a preposition: "how much"."""
        words = self.ask.lower().split()
        return " ".join(words if not words or words[0] in _ASKING else words[1:])


_ASKING = frozenset(("what", "which", "when", "where", "whom", "whose", "who", "why", "how"))


@lru_cache(maxsize=256)
def shape(question: str) -> Shape | None:
    """The parts of `question`; None where its word order isn't a question's.

    >>> shape("By how much did trade fall in 2020?")
    Shape(ask='By how much', noun='', verb='did', rest='trade fall in 2020')
    """
    text = plain(question)
    match = _INVERTED.match(text)
    if match and not (match["noun"] and match["ask"].lower() in ("who", "when", "where", "why")):
        return Shape(match["ask"], match["noun"].strip(), match["verb"], match["rest"])
    match = _SUBJECT.match(text)
    if match:
        return Shape(match["ask"], "", "", match["rest"])
    match = _WHETHER.match(text)
    return Shape("", "", match["verb"], match["rest"]) if match else None


def plain(question: str) -> str:
    """`question` without the mark at its end, spaced by single spaces."""
    return " ".join(question.split()).rstrip("?!. ")


def as_question(text: str) -> str:
    """`text` with a capital at its head and a question mark behind it."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}?"


def small(text: str) -> str:
    """`text` with a small letter at its head, unless an acronym stands there.

    >>> small("Did they meet?")
    'did they meet?'
    """
    return text if text[:2].isupper() else f"{text[:1].lower()}{text[1:]}"
