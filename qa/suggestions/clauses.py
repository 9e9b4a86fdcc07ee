"""A sentence's main clause, where its shape is plain enough to turn into a question."""

import re
from dataclasses import dataclass

from qa.mentions import TITLES
from qa.suggestions.names import ROLES, Names
from qa.suggestions.verbs import AUXILIARIES, base_of, is_verb

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1[5-9]|20)\d\d(?![\d,.]\d)"
_ON = rf"on (?:{_DAY},? )?(?:{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:, {_YEAR})?|\d{{1,2}} {MONTH}(?: {_YEAR})?)"
_SEASON = r"(?:the (?:spring|summer|autumn|fall|winter) of )"
_IN = rf"in (?:early |late |mid-)?{_SEASON}?(?:{MONTH},?(?: of)?(?: {_YEAR})?|{_YEAR})"
TIME = re.compile(rf"(?<![\w-])(?:{_ON}|{_IN})\b(?!-)(?!['’]s)", re.I)
_WEEKDAY = re.compile(
    rf"(?:,? (?:on|late on|early on) {_DAY}(?: (?:morning|afternoon|evening|night))?\b(?!,? {MONTH}),?)"
)
_WITH_DAY = re.compile(rf"\b([Oo]n) {_DAY},? (?={MONTH} \d|\d)")
_OPENER = re.compile(rf"(?:{TIME.pattern}),?\s+", re.I)
_ADVERBS = "also then later recently subsequently previously formally officially"
_UNFIT = """
    i he she it they we you this that these those here there who which what when where why how his her
    its their our my your him them us one some many most all both each every any no another other others
    such if as but or nor so because while although though since after before until unless than then not
    never only even just still now today yesterday tomorrow about above over under into by once despite
    during without like unlike instead meanwhile however moreover furthermore additionally according in
    on
"""
_DROPPED = frozenset(_ADVERBS.split())
_PREPOSITIONS = frozenset(("of", "to", "from", "with", "for", "between", "at"))
_NEVER = frozenset(_UNFIT.split())


@dataclass(frozen=True, slots=True)
class Clause:
    """Subject, finite verb and what follows them.

    `subject` reads as it would inside a sentence; `name` is the part of it that names a person or thing,
    without titles; `verb` is the finite verb, an auxiliary among them; `rest` is the sentence behind it,
    without its full stop and weekdays; `time` is the time that the sentence opens with.
    """

    subject: str
    verb: str
    rest: str
    time: str


def clause_of(sentence: str, names: Names) -> Clause | None:
    """The main clause of `sentence`, None where its shape isn't plain.

    >>> clause_of("In May 2018 Kim Jong Un met Xi Jinping.", Names(""))
    Clause(subject='Kim Jong Un', verb='met', rest='Xi Jinping', time='In May 2018')
    """
    text = " ".join(sentence.split())
    if not text.endswith(".") or len(text) > 400:
        return None
    text = _WEEKDAY.sub("", _WITH_DAY.sub(r"\1 ", text[:-1]))
    opener = _OPENER.match(text)
    body = text[opener.end() :] if opener else text
    words = body.split(" ")
    at = next((place for place, word in enumerate(words[:16]) if is_verb(word)), 0)
    subject = _without_apposition(words[:at])
    if not subject or (opener and not _is_name(subject[0])):
        return None
    told = _subject(subject, names, opens=opener is None)
    time = opener[0].strip(" ,") if opener else ""
    rest = " ".join(words[at + 1 :])
    return Clause(told, words[at], rest, time) if told and rest else None


def past(clause: Clause) -> str:
    """The base form of the clause's verb where it is a simple past; else empty."""
    return "" if clause.verb in AUXILIARIES else base_of(clause.verb)


def _without_apposition(words: list[str]) -> list[str]:
    """The words before a verb without what stands between commas behind a name, and without an adverb."""
    commas = [place for place, word in enumerate(words) if word.endswith(",")]
    aside = len(commas) == 2 and commas[1] == len(words) - 1 and commas[0] < 6
    if aside and words[commas[0] + 1].lower() in ("a", "an", "the", "who", "its", "which"):
        words = [*words[: commas[0]], words[commas[0]][:-1]]
    if len(words) > 1 and words[-1] in _DROPPED:
        words = words[:-1]
    return words


def _subject(words: list[str], names: Names, *, opens: bool) -> str:
    """The subject as it reads inside a sentence; empty where it isn't plainly one that names something."""
    if len(words) > 9 or not all(map(_plain, words)) or not _joined_well(words):
        return ""
    if any(word.lower() in _NEVER for word in words) or words[-1].endswith(("ly", "'s", "’s")):
        return ""
    first, named = words[0], any(map(_is_name, words[1:]))
    if first in ("The", "the"):
        return " ".join(("the", *words[1:])) if named else ""
    if first in ("A", "An"):
        return ""
    if len(words) == 1:
        return names.in_full(first) if not opens or names.known(first) else ""
    if first.lower() in ROLES - TITLES:
        return " ".join((first.lower(), *words[1:])) if named else ""
    named_so = _is_name(words[1]) and not first.endswith(
        "s"
    )  # "Receivers Maryland and Hudson" are no such name
    if not opens or names.known(first) or named_so:
        return " ".join(words)
    return " ".join((first.lower(), *words[1:])) if named and names.common(first) else ""


def _joined_well(words: list[str]) -> bool:
    """Whether prepositions lead to a name, and "and" stands between two of them."""
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        if word in _PREPOSITIONS and not (place and (_is_name(after) or after == "the")):
            return False
        if word == "the" and place and words[place - 1] not in (*_PREPOSITIONS, "and"):
            return False
        if word == "and" and not (place and _is_name(words[place - 1]) and _is_name(after)):
            return False
    return True


def _plain(word: str) -> bool:
    return bool(re.fullmatch(r"[^\W_][\w’'.&-]*", word)) and not word[0].isdigit()


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word.lower() not in _NEVER
