"""Whose reports a question rests on: "according to Reuters", "an article by The Verge", "the BBC's coverage".

A question that takes for granted what a publisher wrote has a false premise where the library holds not one
article of that publisher. Companies report too ("Apple reported earnings"), and people write articles, so
only what reads as a publisher's name is held against the library.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.clues import names_source
from qa.mentions import OPENERS
from qa.reader import Evidence

#: What is left of the confidence in an answer to a question with a false premise.
LEFT = 0.1
# The publisher may be named in one of so many sentences.
_LIKELIEST = 3

# These end, or begin, the names of publishers and of little else.
_PRESS = """
    times news herald guardian journal tribune gazette chronicle telegraph observer courier examiner inquirer
    newspaper newspapers magazine weekly daily bulletin broadcasting
    """
# These also end the names of companies and of things: "American Express reported", "the record".
_PRESS_TOO = """
    post mail mirror sun star globe independent standard express press radio review record echo argus sentinel
    mercury today insider monitor dispatch desk digest wire television world spectator nation republic age
    reporter finance sport sports business blog online
    """
# Agencies, broadcasters and periodicals whose names hold none of these words.
_KNOWN = """
    abc afp ansa antara ap axios barron's bbc billboard bloomberg buzzfeed cbc cbs cnbc cnet cnn cricbuzz dpa
    efe engadget espn euronews forbes fortune gizmodo gsmarena huffpost investopedia itv kcna kotaku kyodo
    marketwatch mashable msnbc mtv nbc newsweek nhk npr nyt pbs pitchfork politico polygon propublica reuters
    rte semafor slate tass techcrunch techradar time tmz upi variety vice vogue vox wired wsj xinhua yonhap
    yourstory zdnet
    """
_KNOWN_NAMES = """
    al jazeera, ars technica, architectural digest, associated press, business standard, channel newsasia,
    der spiegel, deutsche welle, die welt, die zeit, foreign affairs, foreign policy, hollywood reporter,
    huffington post, jakarta post, jerusalem post, new york post, washington post,
    la repubblica, le figaro, le monde, mother jones, national geographic, new scientist, new yorker,
    popular mechanics, popular science, rolling stone, scientific american, sports illustrated, the atlantic,
    the athletic, the conversation, the economist, the hill, the hindu, the information, the intercept,
    the verge, vanity fair, voice of america
    """
_SURE, _UNSURE, _ALONE = (frozenset(text.split()) for text in (_PRESS, _PRESS_TOO, _KNOWN))
_WHOLE = frozenset(" ".join(name.split()) for name in _KNOWN_NAMES.split(","))
# What tells the sections of one publisher apart, and not publishers from one another.
_SECTION_WORDS = "a an the news sport sports online magazine newspaper radio tv com co org net uk"
_SECTIONS = frozenset(_SECTION_WORDS.split())

_WORD = r"(?:[A-Z]|\d+(?=[A-Za-z]*[A-Z]))[\w.&’'-]*(?<![.’'-])"
_NAME = re.compile(rf"{_WORD}(?:\s+(?:(?:of|for|&)\s+)?{_WORD})*")
_OPENERS = OPENERS - {"the"} | {"considering", "given", "based"}
_OWNER = re.compile(r"['’]s?$")
_DOMAIN = re.compile(r"\.(?:com|org|net|co\.uk)$", re.IGNORECASE)
# Nothing but a publication has these, or is what they stand in.
_WRITTEN = r"(?:articles?|pieces?|coverage|stor(?:y|ies)|columns?|op-eds?|editorials?|newsletters?|another)"
_TOLD = r"(?:reports?|reporting|analys[ei]s|reviews?|interviews?|guides?|features?|posts?)"
_DONE = (
    r"(?:reported|published|printed|covered|described|discussed|mentioned|highlighted|shown|seen|revealed|announced|noted|detailed"
    r"|outlined|stated|written|quoted|featured|cited|presented|provided)"
)
_THE = r"\s+(?:both\s+|the\s+|either\s+)?[\"'‘“]?$"
_BEFORE_WRITTEN = re.compile(rf"\b{_WRITTEN}(?:,?\s+{_DONE})?\s+(?:by|in|from){_THE}", re.IGNORECASE)
_BEFORE_TOLD = re.compile(
    rf"\b(?:(?:{_TOLD}(?:,?\s+{_DONE})?|one)\s+(?:by|in|from)|{_DONE}\s+(?:by|in)|according\s+to|per){_THE}",
    re.IGNORECASE,
)
_BEHIND = r"[\"'’”]?(?:['’]s?)?\s+(?:[\w-]+\s+){0,2}?"
_BEHIND_WRITTEN = re.compile(rf"{_BEHIND}{_WRITTEN}\b")
_SAYS = r"(?:reported|reports|writes|wrote|published|says|claims)"
_BEHIND_TOLD = re.compile(rf"{_BEHIND}(?:{_TOLD}|{_SAYS})\b")
_LISTED = re.compile(r"[\"'’”]?\s*(?:,\s*)?(?:(?:and|or|as well as)\s+)?(?:the\s+)?[\"'‘“]?")
_PART = re.compile(r"\s*[|:]\s*|\s+[–—-]\s+")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A publisher as a question names it: `question[start:end] == name`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Premise:
    """What a question takes for granted: the share of confidence that it leaves, and why it isn't all."""

    holds: float
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def attributions(question: str) -> tuple[Attribution, ...]:
    """The publishers to whose reports `question` attributes what it asks about, in order.

    >>> [found.name for found in attributions(
    ...     "Did Apple, which reported a loss, cut jobs according to Reuters and The New York Times?")]
    ['Reuters', 'The New York Times']
    """
    found: list[Attribution] = []
    last, listed = 0, 0
    for start, end in _names(question):
        name = question[start:end]
        context = _context(question[max(0, start - 60) : start], question[end : end + 60])
        if last and _LISTED.fullmatch(question[last:start]):
            context = max(context, listed)
        if context and _words(name) and _is_publisher(name, context):
            found.append(Attribution(name, start, end))
        last, listed = end, context
    return tuple(found)


def absent(question: str, sources: Iterable[str]) -> tuple[str, ...]:
    """The publishers that `question` rests on and none of `sources` belongs to, each once.

    >>> absent("What was shown, according to the BBC and Reuters?", ["BBC News - Technology"])
    ('Reuters',)
    """
    known = [source for source in sources if source]
    names = dict.fromkeys(found.name for found in attributions(question)) if known else ()
    return tuple(name for name in names if not any(is_of(name, source) for source in known))


def premise_of(question: str, sources: Iterable[str], evidence: Sequence[Evidence]) -> Premise:
    """Whether `question` may rest on what a publisher wrote of whom there is no article.

    It may where one of the likeliest sentences names the publisher: articles tell what others wrote.
    """
    told = [item.text for item in evidence[:_LIKELIEST]]
    missing = [name for name in absent(question, sources) if not any(_bare(name) in text for text in told)]
    notes = tuple(f"the library has no article by {name}" for name in missing)
    return Premise(LEFT if missing else 1.0, notes)


def named(question: str, sources: Iterable[str]) -> tuple[str, ...]:
    """Those of `sources` that `question` names, under whatever name."""
    names = [found.name for found in attributions(question)]
    return tuple(
        source
        for source in sources
        if source and (names_source(question, source) or any(is_of(name, source) for name in names))
    )


@lru_cache(maxsize=8192)
def is_of(name: str, source: str) -> bool:
    """Whether `source` may be what `name` means: one holds all words of the other, or is its initials.

    >>> is_of("BBC Sport", "BBC News - Technology"), is_of("the NYT", "The New York Times")
    (True, True)
    >>> is_of("The Economic Times", "The New York Times")
    False
    """
    asked = _words(name)
    for part in (source, *_PART.split(source)):
        words = _words(part)
        if asked and words and (set(asked) <= set(words) or set(words) <= set(asked)):
            return True
        if len(asked) == 1 and len(words) > 1 and asked[0] == "".join(word[0] for word in words):
            return True
    return False


def _words(name: str) -> tuple[str, ...]:
    """The words of a publisher's name that tell it from others, in small letters; none for "Sports"."""
    words = re.findall(r"\w+", _DOMAIN.sub("", _OWNER.sub("", name).strip()).casefold())
    return tuple(word for word in words if word not in _SECTIONS)


def _bare(name: str) -> str:
    return name[4:] if name.lower().startswith("the ") else name


def _names(question: str) -> list[tuple[int, int]]:
    """Where the capitalised names of `question` stand, without what only opens its sentence."""
    found = []
    for match in _NAME.finditer(question):
        start, end = match.start(), match.end() - len((_OWNER.search(match[0]) or [""])[0])
        while (first := re.match(r"(\S+)\s+", question[start:end])) and (first[1].casefold() in _OPENERS):
            start += first.end()
        found.append((start, end))
    return found


def _context(before: str, behind: str) -> int:
    """2 where what surrounds a name makes it a publication's, 1 where it may also be another's, else 0."""
    if _BEFORE_WRITTEN.search(before) or _BEHIND_WRITTEN.match(behind):
        return 2
    return int(bool(_BEFORE_TOLD.search(before) or _BEHIND_TOLD.match(behind)))


def _is_publisher(name: str, context: int) -> bool:
    words = name.casefold().split()
    bare = words[1:] if words[0] == "the" and len(words) > 1 else words
    if " ".join(words) in _WHOLE or " ".join(bare) in _WHOLE or _DOMAIN.search(name):
        return True
    ends = {bare[0], bare[-1]}
    if bare[0] in _ALONE or ends & _SURE:
        return True
    return bare[-1] in _UNSURE and (context == 2 or words[0] == "the")
