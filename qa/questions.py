"""What a question asks for: its kind, the words that matter, the names and numbers it takes for granted."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa.words import MONTHS, Word, words

KINDS = ("who", "when", "where", "why", "quantity", "how", "what", "whether", "other")

_WHEN = re.compile(
    r"\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|century|decade|time period|period|season)s?\b"
)
_QUANTITY = re.compile(
    r"\bhow (?:many|much|often|long|old|far|large|big|tall|high|deep|wide|fast|heavy|few)\b"
    r"|\bpercent(?:age)?\b"
    r"|\b(?:what|which)(?: (?:is|was|were|are))?(?: the)?(?: \w+)? (?:number|amount|population|percentage|"
    r"rate|share|proportion|fraction|price|cost|size|age|distance|height|length|total|ratio)\b"
)
_WHY = re.compile(
    r"\bwhy\b|\bwhat (?:caused?|causes|led|prompted|triggered|made)\b|\b(?:reasons?|purpose|cause)\b"
)
_WHERE = re.compile(
    r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:country|countries|city|cities|place|location|state|region|town|"
    r"island|continent|area|province|nation|river|lake|sea|county|village|capital|venue|port)\b"
)
_WHO = re.compile(
    r"\bwho(?:m|se|'s|’s)?\b|\b(?:what|which) (?:person|people|man|woman|leader|king|president|minister|"
    r"official|author|actor|actress|singer|general|emperor|queen|scientist|scholar|family)\b"
)
_WHETHER = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b"
)
_NEGATION = re.compile(r"\b(?:not|never|no|without|neither|nor|none|except|cannot)\b|n['’]t\b")
_DEGREE = re.compile(r"first|second|third|last|only|most|least|main|original|next|previous|current|\w{3,}est")
_ASKING = frozenset(("what", "which", "how", "who", "whom", "whose", "when", "where", "why"))
_HELPING = frozenset(("did", "do", "does"))
_VERBS = "is are was were do does did has have had will would can could be s"
_COPULAS = frozenset(_VERBS.split())


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    `terms` are the stems of its content words, each once, in order. `names` and `numbers` are those that
    are written as such: an answer that knows nothing of them is an answer to something else. `wanted` are
    the terms of the thing asked for ("think tank"), `degrees` the stems that single one out ("first").
    `plain` are the terms that are neither names nor numbers, `pairs` the stems that stand side by side.
    """

    text: str
    kind: str
    terms: tuple[str, ...]
    plain: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    names: frozenset[str]
    numbers: frozenset[str]
    wanted: frozenset[str]
    degrees: frozenset[str]
    negated: bool


@lru_cache(maxsize=256)
def parse(text: str) -> Question:
    """`text` as a `Question`.

    >>> question = parse("How many men did Kim Jong Un send in 2018?")
    >>> question.kind, question.terms
    ('quantity', ('men', 'kim', 'jong', 'un', 'send', '2018'))
    """
    found = words(text)
    content = [word for word in found if word.content]
    terms = tuple(dict.fromkeys(word.stem for word in content))
    names = frozenset(word.stem for word in content if word.capital and not _counts(word))
    numbers = frozenset(word.stem for word in content if _counts(word))
    return Question(
        text=text,
        kind=kind_of(text),
        terms=terms,
        plain=tuple(term for term in terms if term not in names | numbers),
        pairs=tuple(dict.fromkeys(_pairs(found))),
        names=names,
        numbers=numbers,
        wanted=frozenset(_wanted(found)),
        degrees=frozenset(word.stem for word in found if _DEGREE.fullmatch(word.text.lower())),
        negated=bool(_NEGATION.search(text[:1].lower() + text[1:])),
    )


def kind_of(text: str) -> str:
    """One of `KINDS`: what sort of thing the question asks for.

    >>> [kind_of(text) for text in ("In what year was it?", "By how much?", "Which think tank is it?")]
    ['when', 'quantity', 'what']
    """
    lowered = " ".join(text.lower().split())[:2000]
    tests = (("when", _WHEN), ("quantity", _QUANTITY), ("where", _WHERE), ("who", _WHO), ("why", _WHY))
    for kind, pattern in tests:
        if pattern.search(lowered):
            return kind
    if re.search(r"\bhow\b", lowered):
        return "how"
    if re.search(r"\b(?:what|which)\b", lowered):
        return "what"
    return "whether" if _WHETHER.search(lowered) else "other"


def _counts(word: Word) -> bool:
    return word.number or word.text.lower() in MONTHS


def _pairs(found: tuple[Word, ...]) -> list[tuple[str, str]]:
    """The stems of neighbours, one of which says something: "mutual defense", "of defense", not "who met"."""
    told = [word.text.lower() not in _ASKING | _HELPING for word in found]
    return [
        (a.stem, b.stem)
        for (a, b), both in zip(pairwise(found), map(all, pairwise(told)), strict=True)
        if both and (a.content or b.content)
    ]


def _wanted(found: tuple[Word, ...]) -> list[str]:
    """The stems right behind the question word, up to the verb: "Which think tank does…"."""
    for place, word in enumerate(found):
        if word.text.lower() in _ASKING:
            return _until_verb(found[place + 1 :])
    return []


def _until_verb(found: tuple[Word, ...]) -> list[str]:
    wanted: list[str] = []
    for word in found[:8]:
        if word.text.lower() in _COPULAS and wanted:
            break
        if word.content and not word.capital:
            wanted.append(word.stem)
        elif wanted:
            break
        if len(wanted) == 3:
            break
    return wanted
