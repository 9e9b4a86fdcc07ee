"""The last question about something else: "and in 2019?", "what about Trump?", "no, I meant Xi"."""

import re
from collections.abc import Sequence

from qa.answer import Turn
from qa.followups.phrases import phrases
from qa.followups.pronouns import resolved
from qa.followups.shape import FORMS, as_question, plain, shape
from qa.followups.turns import asked
from qa.mentions import Mention, mentions, times

_ABOUT = re.compile(
    r"^(?:(?:what|how) about|same for|(?:is|was) (?:it|that) the same (?:for|in|with))\s+(?P<topic>.+)$", re.I
)
_MEANT = re.compile(
    r"^(?:(?:i|we) (?:mean|meant|am (?:asking|talking) about|was (?:asking|talking) about|am referring to)"
    r"|i['’]m (?:asking|talking) about|make that|rather|not that,?)\s+(?P<topic>.+)$",
    re.I,
)
_INSTEAD = re.compile(
    r",? (?:not|instead of|rather than) (?P<old>.+)$|,? (?:instead|please|actually|then)$", re.I
)
_CLAUSE = re.compile(
    rf"\b(?:{FORMS}|am|if|i|we|you|what|who|why|when|where|how|which|he|she|they|it)\b", re.I
)
_PREPOSITION = re.compile(
    r"^(?:in|on|with|for|from|to|by|at|against|between|during|before|after|since|until|about|of)\b", re.I
)
_ONE = re.compile(r"^the (?:one|ones)\b\s*", re.I)
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)\b", re.I)
_RELATIVE = re.compile(r"^(?P<when>before|after|since|until) (?:that|then|this|him|her|it)$", re.I)
_NOW = re.compile(
    r"^(?:(?:since|until) )?(?:now|nowadays|today|yesterday|currently|recently|(?:last|this|next) "
    r"(?:week|month|year|spring|summer|autumn|fall|winter))$",
    re.I,
)
_MONTHS = "January|February|March|April|June|July|August|September|October|November|December"
_MONTH = re.compile(rf"^(?:{_MONTHS}|May)(?: \d{{1,2}})?$")
_RANGE = re.compile(
    r"\b(?:from|between) (?P<start>(?:[A-Z]\w+ )?\d{4}) (?:to|and|until) (?P<end>(?:[A-Z]\w+ )?\d{4})\b"
)
_MUTUAL = re.compile(r"\b(?:meet|met|meeting|visit|see|speak|talk|call|marry|fight|play|beat|defeat)\b", re.I)
_LONGEST_TOPIC = 6  # words


def moved(bare: str, history: Sequence[Turn], *, led: bool) -> str:
    """The last question about the thing, place or time that `bare` names; empty where it does more.

    `led` tells that an "and" or a "no" stood before it, without which a bare name is a question of its own.
    """
    meant = _MEANT.match(bare)
    about = _ABOUT.match(bare) or meant
    topic = about["topic"] if about else bare
    instead = _INSTEAD.search(topic)
    topic = topic[: instead.start()] if instead else topic
    relative = _RELATIVE.match(topic)
    short = 0 < len(topic.split()) <= _LONGEST_TOPIC and (relative or not _CLAUSE.search(topic))
    if not short or not (about or led or _PREPOSITION.match(topic)):
        return ""
    old = plain(asked(history[-1]))
    if instead and instead["old"] and instead["old"] in old:
        return as_question(old.replace(instead["old"], _like(instead["old"], topic)))
    topic = topic if relative else resolved(topic, history)
    return as_question(_about(old, _ONE.sub("", topic), meant is not None))


def _about(old: str, topic: str, meant: bool) -> str:
    relative = _RELATIVE.match(topic)
    if relative:
        return _with_relative(old, relative["when"].lower())
    if _is_time(topic):
        return _with_time(old, topic)
    ordinal, before = _ORDINAL.search(topic), _ORDINAL.search(old)
    if ordinal and before:
        return f"{old[: before.start()]}{ordinal.group()}{old[before.end() :]}"
    return _with_name(old, topic, meant)


def _is_time(topic: str) -> bool:
    """Whether `topic` is a time and nothing else: "in 2019", "the whole of 2020", "May"."""
    if _NOW.match(topic) or _MONTH.match(topic):
        return True
    bare = _PREPOSITION.sub("", topic).strip()
    spans = times(f"in {bare}")
    rest = f"in {bare}"
    for start, end in reversed(spans):
        rest = rest[:start] + rest[end:]
    return bool(spans) and not mentions(f"did {rest}")


def _with_time(old: str, topic: str) -> str:
    """`old` with its time replaced by `topic`, whose year is the old one where it names none."""
    found = _RANGE.search(old)
    spans = [found.span()] if found else times(old)
    said = topic if _PREPOSITION.match(topic) or _NOW.match(topic) else f"in {topic}"
    if not spans:
        return f"{old} {said}"
    start, end = spans[-1]
    year = re.search(r"\b\d{4}$", old[start:end])
    if year and not re.search(r"\b\d{4}\b", said) and not _NOW.match(topic):
        said = f"{said} {year.group()}" if not re.search(r"\d$", said) else f"{said}, {year.group()}"
    return f"{old[:start]}{said}{old[end:]}"


def _with_relative(old: str, when: str) -> str:
    """For "before that?": the question of the time before the one that it named, if it did."""
    found = _RANGE.search(old)
    if found:
        edge = found["start"] if when in ("before", "until") else found["end"]
        return f"{old[: found.start()]}{when} {edge}{old[found.end() :]}"
    spans = times(old)
    if not spans:
        return f"{old} {when} that"
    start, end = spans[-1]
    return f"{old[:start]}{when} {_PREPOSITION.sub('', old[start:end]).strip()}{old[end:]}"


def _with_name(old: str, topic: str, meant: bool) -> str:
    """`old` with its name of the same sort as `topic` replaced, or with `topic` behind it."""
    preposition = _PREPOSITION.match(topic)
    name = topic[preposition.end() :].strip() if preposition else topic
    known = mentions(old)
    if preposition:
        return _with_object(old, topic, preposition.group(), name)
    target = _target(old, known, mentions(f"did {name}"), name, strict=meant)
    if target:
        return f"{old[: target[0]]}{_like(old[target[0] : target[1]], name)}{old[target[1] :]}"
    if meant or not known:
        return f"{old}, for {topic}" if not meant else f"{old}: {topic}"
    listed = " and ".join(dict.fromkeys(m.name for m in known))
    return f"What about {topic}, with regard to {listed}"


def _with_object(old: str, topic: str, preposition: str, name: str) -> str:
    """`old` with what its last such preposition governs replaced by `name`; else with `topic` behind it."""
    spans = [(m.start, m.end) for m in mentions(old)] + [(p.start, p.end) for p in phrases(old)]
    same = [span for span in spans if re.search(rf"\b{preposition}(?: the)?$", old[: span[0]].rstrip(), re.I)]
    if not same:
        return f"{old} {topic}"
    start, end = max(same, key=lambda span: (span[0], span[1]))
    return f"{old[:start]}{_joined(old[:start], name)}{old[end:]}"


def _joined(before: str, name: str) -> str:
    """`name` without its article where one stands before it already."""
    return name.removeprefix("the ") if before.rstrip().lower().endswith(" the") else name


def _target(
    old: str, known: Sequence[Mention], new: Sequence[Mention], name: str, *, strict: bool
) -> tuple[int, int] | None:
    """Where in `old` the name stands that the new one takes the place of; of its sort only if `strict`."""
    first = re.match(r"[^\W\d_]\w+", name.removeprefix("the "))
    shared = re.search(rf"\b{first.group()}(?: [A-Z]?[\w-]*\d[\w-]*)?", old) if first else None
    if shared and re.search(r"\d", name):
        return shared.span()
    alike = [m for m in known if new and (m.person, m.place) == (new[0].person, new[0].place)]
    alike = (
        alike
        or [m for m in known if new and m.person == new[0].person]
        or (list(known) if new and not strict else [])
    )
    if not alike:
        return None
    last = not alike[0].person or (len(alike) > 1 and _MUTUAL.search(old[alike[0].end :]))
    target = alike[-1] if last and len(alike) > 1 else alike[0]
    return target.start, target.end


def _like(old: str, name: str) -> str:
    """`name` written as what it replaces is: "2375" for "2371", with its owner's mark kept outside."""
    return name.removeprefix("the ") if not old.lower().startswith("the ") else name


def parallel(bare: str, history: Sequence[Turn]) -> str:
    """For "and who sat beside Moon?" after "Who sat beside Kim in the talks?": with the rest of that one.

    Both must begin with the same words, of which at least two say something, and go on with a name.
    """
    old = plain(asked(history[-1]))
    now, before = bare.split(), old.split()
    same = 0
    while same < min(len(now), len(before)) and now[same].lower() == before[same].lower():
        same += 1
    head = len(" ".join(before[:same]))
    one = next((m for m in mentions(bare) if m.start == head + 1), None)
    two = next((m for m in mentions(old) if m.start == head + 1), None)
    if same < 3 or not one or not two or one.end != len(bare) or shape(bare) is None:
        return ""
    return as_question(f"{bare}{old[two.end :]}") if old[two.end :] else ""
