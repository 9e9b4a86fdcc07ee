"""Pronouns and other words that point back, replaced by what they mean as far as that can be told."""

import re
from collections.abc import Sequence

from qa.answer import Turn
from qa.followups.people import someone
from qa.followups.phrases import phrases
from qa.followups.shape import FORMS, shape
from qa.followups.things import named, several, something
from qa.followups.turns import asked, first_said
from qa.followups.whereabouts import sometime, somewhere
from qa.mentions import is_nationality, mentions
from qa.words import stems

_PERSON = re.compile(r"\b(?P<word>he|she|him|her|his|hers)\b", re.I)
_THING = re.compile(r"\b(?P<word>it|its)\b(?!['’])", re.I)
_SEVERAL = re.compile(r"\b(?P<word>they|them|their|theirs)\b(?!['’])", re.I)
_CAPITALS = re.compile(r"[A-Z]{2}")  # "the WHO", "IT": names
_THERE = re.compile(
    rf"\b(?<!is )(?<!are )(?<!was )(?<!were )(?:over )?there\b(?! (?:{FORMS}|be|been|any|a|an|no)\b)", re.I
)
_SAID_THAT = re.compile(r"\b(?P<verb>said|say|announced?|claim(?:ed)?|denied|deny)\s+(?:that|this|so)$", re.I)
_THAT_TIME = re.compile(r"\b(?:in |on |during |at )?that (?:year|month|day|time)\b|\bthen$", re.I)
# With a word behind it that belongs to it, "the cloud platform" or "the end of it", it is no pointer.
_THAT_NOUN = re.compile(
    rf"\b(?P<the>that|this|the) (?P<noun>[a-z]{{4,}})\b(?=$|[,;?]| (?:{FORMS}|and|or|to|by|at|from|with|after"
    r"|before|during|start|end|take|happen|fail|begin|open|close|last)\b)",
    re.I,
)
_THAT_THING = re.compile(
    r"\b(?:is|was|does|did|do|will) (?P<word>that|this)(?= (?:from|in|at|to|for|happen|end|begin|start|work"
    r"|cost|last|open|close|change)\b|$)",
    re.I,
)
_ORDER = re.compile(r"\bthe (?P<which>former|latter)\b(?P<owner>['’]s)?(?! [a-z]+(?:er|or|ent|man)\b)", re.I)
_EMPTY_IT = re.compile(
    r"\b(?:is|was) it (?:that|true|possible|likely|clear|known|legal|safe|better|worth|necessary)\b"
    r"|\btakes? (?:it )?to\b|\bdo(?:es)? it take\b|\bwhat time is it\b"
    r"|\bit (?:is|was|seems|takes?|took) (?:not )?\w+ (?:that|to)\b|\bmake it \w+ to\b"
    r"|\bit (?:costs?|takes?|makes? sense|means?)(?: (?:me|us|you))? (?:to|that|if|i)\b",
    re.I,
)
_GOING = re.compile(
    r"\b(?:get|go|went|come|came|travel(?:led|ed)?|fly|flew|return(?:ed)?|move[d]?)(?: back)? $", re.I
)
_MANY = re.compile(r"\b(?!does\b|was\b|is\b|has\b|this\b)[a-z]{2,}[^siu'’]s\b")
_OTHER_CLAUSE = re.compile(
    r"[,;.?!]|\b(?:and|but|or|when|while|after|before|because|if|which|that|who|where)\b", re.I
)
_AFTER_HER = re.compile(
    r" (?!(?:say|said|in|on|at|about|to|for|with|after|before|by|and|or|as|from|of|during|when)\b)[a-z]"
)


def resolved(bare: str, history: Sequence[Turn]) -> str:
    """`bare` with its pronouns and other pointers replaced; what can't be told stays as it is."""
    text = _things(_persons(bare, history), bare, history)
    text = _placed(text, bare, history)
    return _that(_ordered(text, history), history)


def _placed(text: str, bare: str, history: Sequence[Turn]) -> str:
    """For "there": the place that was named last, unless the question names anything before the word."""
    place, known = _THERE.search(text), _THERE.search(bare)
    if not place or not known:
        return text
    named_before = mentions(bare[: known.start()])
    if any(not (m.person or is_nationality(m.name)) for m in named_before):
        return text
    where = somewhere(history)
    if not where:
        return text
    before = text[: place.start()]
    where = f"to {where.removeprefix('in ')}" if _GOING.search(before) else where
    return f"{before}{where}{text[place.end() :]}"


def _persons(text: str, history: Sequence[Turn]) -> str:
    match = _PERSON.search(text)
    if not match or any(m.person for m in mentions(text[: match.start()])):
        return text
    owner = match["word"].lower() in ("his", "her", "hers")
    if _spoken_of(text, match["word"]) or (owner and phrases(text[: match.start()])):
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
    if word.lower() in ("them", "their", "theirs") and _MANY.search(before):
        return True
    clauses = list(_OTHER_CLAUSE.finditer(before))
    return bool(clauses) and len(stems(before[: clauses[-1].start()])) > 1


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
        plain_the = noun["the"].lower() == "the"
        full = (
            "" if plain_the and mentions(text) else named(noun["noun"].lower(), history, asked_only=plain_the)
        )
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
