"""Pronouns and other words that point back, replaced by what they mean as far as that can be told."""

import re
from collections.abc import Sequence

from qa.answer import Turn
from qa.followups.phrases import phrases
from qa.followups.referents import named, several, someone, something, sometime, somewhere
from qa.followups.shape import FORMS, shape
from qa.followups.turns import asked, first_said
from qa.mentions import mentions

_PERSON = re.compile(r"\b(?P<word>he|she|him|her|his|hers)\b", re.I)
_THING = re.compile(r"\b(?P<word>it|its)\b(?!['’])", re.I)
_SEVERAL = re.compile(r"\b(?P<word>they|them|their|theirs)\b(?!['’])", re.I)
_CAPITALS = re.compile(r"[A-Z]{2}")  # "the WHO", "IT": names
_THERE = re.compile(
    rf"\b(?<!is )(?<!are )(?<!was )(?<!were )(?:over )?there\b(?! (?:{FORMS}|be|been|any|a|an|no)\b)", re.I
)
_SAID_THAT = re.compile(r"\b(?P<verb>said|say|announced?|claim(?:ed)?|denied|deny)\s+(?:that|this|so)$", re.I)
_THAT_TIME = re.compile(r"\b(?:in |on |during |at )?that (?:year|month|day|time)\b|\bthen$", re.I)
_THAT_NOUN = re.compile(r"\b(?:that|this|the) (?P<noun>[a-z]{4,})\b(?! (?:of|between|in|on|for)\b)", re.I)
_THAT_THING = re.compile(
    r"\b(?:is|was|does|did|do|will) (?P<word>that|this)(?= (?:from|in|at|to|for|happen|end|begin|start|work"
    r"|cost|last|open|close|change)\b|$)",
    re.I,
)
_ORDER = re.compile(r"\bthe (?P<which>former|latter)\b(?P<owner>['’]s)?(?! [a-z]+(?:er|or|ent|man)\b)", re.I)
_EMPTY_IT = re.compile(
    r"\b(?:is|was) it (?:that|true|possible|likely|clear|known|legal|safe|better|worth|necessary)\b"
    r"|\btakes? (?:it )?to\b|\bdo(?:es)? it take\b|\bwhat time is it\b"
    r"|\bit (?:is|was|seems|takes?|took) \w+ (?:that|to)\b|\bmake it \w+ to\b",
    re.I,
)
_OTHER_CLAUSE = re.compile(
    r"[,;.]|\b(?:and|but|or|when|while|after|before|because|if|which|that|who|where)\b", re.I
)
_AFTER_HER = re.compile(
    r" (?!(?:say|said|in|on|at|about|to|for|with|after|before|by|and|or|as|from|of|during|when)\b)[a-z]"
)


def resolved(bare: str, history: Sequence[Turn]) -> str:
    """`bare` with its pronouns and other pointers replaced; what can't be told stays as it is."""
    text = _persons(bare, history)
    text = _things(text, bare, history)
    place = _THERE.search(text)
    if place and not any(m.place for m in mentions(text[: place.start()])):
        where = somewhere(history)
        text = f"{text[: place.start()]}{where}{text[place.end() :]}" if where else text
    return _that(_ordered(text, history), history)


def _persons(text: str, history: Sequence[Turn]) -> str:
    match = _PERSON.search(text)
    if not match or any(m.person for m in mentions(text[: match.start()])):
        return text
    return _replaced(text, _PERSON, someone(history, match["word"].lower()))


def _things(text: str, bare: str, history: Sequence[Turn]) -> str:
    for pattern, meant in ((_THING, something), (_SEVERAL, several)):
        match = pattern.search(text)
        # What the question itself speaks of before is what it means.
        if match and not _EMPTY_IT.search(text) and not _spoken_of(bare, match["word"]):
            text = _replaced(text, pattern, meant(history, bare))
    return text


def _spoken_of(bare: str, word: str) -> bool:
    """Whether `bare` names something before the pronoun, in a clause of its own or as its subject."""
    match = re.search(rf"\b{word}\b", bare, re.I)
    before = bare[: match.start()] if match else ""
    if mentions(before):
        return True
    return any(_OTHER_CLAUSE.search(before[phrase.end :]) for phrase in phrases(before))


def _ordered(text: str, history: Sequence[Turn]) -> str:
    """For "the former" and "the latter": the first or the second of two who were named together."""
    match = _ORDER.search(text)
    two = several(history, text).split(" and ") if match else []
    if not match or len(two) != 2:
        return text
    name = two[0] if match["which"].lower() == "former" else two[1]
    return f"{text[: match.start()]}{name}{match['owner'] or ''}{text[match.end() :]}"


def _that(text: str, history: Sequence[Turn]) -> str:
    """For "who said that?", "that year", "that summit": with what was said or named last."""
    said = _SAID_THAT.search(text)
    if said and first_said(history[-1]):
        return f"{text[: said.end('verb')]} “{first_said(history[-1]).rstrip('.')}”"
    when = _THAT_TIME.search(text)
    if when:
        time = sometime(history, year=when.group().lower().endswith("year"))
        return f"{text[: when.start()]}{time}{text[when.end() :]}" if time else text
    noun = _THAT_NOUN.search(text)
    while noun:
        plain_the = noun.group().lower().startswith("the ")
        full = "" if plain_the and mentions(text) else named(noun["noun"].lower(), history)
        if full:
            return f"{text[: noun.start()]}{full}{text[noun.end() :]}"
        noun = _THAT_NOUN.search(text, noun.end())
    return _that_thing(text, history)


def _that_thing(text: str, history: Sequence[Turn]) -> str:
    """For "how far is that from here?": the place that answers a "where", or else what was asked about."""
    match = _THAT_THING.search(text)
    if not match:
        return text
    parts = shape(asked(history[-1]))
    place = somewhere(history).removeprefix("in ") if parts and parts.word == "where" else ""
    meant = place or something(history, text)
    return f"{text[: match.start('word')]}{meant}{text[match.end() :]}" if meant else text


def _replaced(text: str, pattern: re.Pattern[str], name: str) -> str:
    """`text` with its first such pronoun replaced by `name`; those behind it mean the same by themselves."""
    if not name:
        return text
    owner = f"{name}'" if name.endswith("s") else f"{name}'s"

    def put(match: re.Match[str]) -> str:
        word = match["word"]
        if _CAPITALS.match(word):
            return word
        her = word.lower() == "her" and _AFTER_HER.match(text[match.end() :])
        owning = word.lower() in ("his", "its", "their", "hers", "theirs") or her
        return owner if owning else name

    return pattern.sub(put, text, count=1)
