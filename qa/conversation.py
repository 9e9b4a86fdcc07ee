"""A follow-up question made to stand alone, by rules: who "she" is, what "and in 2019?" asks again.

Precision comes first: a question that names what it is about is left as it is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from qa.answer import Turn
from qa.mentions import Mention, mentions, times

_MARKER = re.compile(r"\s*\[\d+\]")
_LEAD = re.compile(
    r"^(?:(?:and|but|so|ok|okay|then|also|well|now|yes|no|thanks|thank you|great|i see)\b[,.!\s]*)+",
    re.I,
)
_BARE = re.compile(
    r"^(?P<word>why|when|where|how|who|how come|why not|how much|how many|how long|since when)"
    r"(?: (?:so|exactly|then|is that|was that|(?:did|does|has) (?:that|this|it) happen(?:ed)?|was it|not))?$",
    re.I,
)
_ABOUT = re.compile(r"^(?:(?:what|how) about|and what about|same for)\s+(?P<topic>.+)$", re.I)
_MORE = re.compile(
    r"^(?:(?:please )?(?:can|could) you )?(?:please )?"
    r"(?:tell me (?:some )?more|(?:say|know) more|more(?: details?)?|go on|"
    r"continue|elaborate|explain(?: more| further)?|what else|anything else|more about (?:it|this|that)|"
    r"tell me more about (?:it|this|that)|why is that important)(?: please)?$",
    re.I,
)
_ASKS = re.compile(
    r"^(?:(?:in|on|at|by|to|for|from|since|until|of|with) )?"
    r"(?:what|which|when|where|who|whom|whose|why|how)\b"
    r"(?P<noun>[^?]*?)\s*\b(?P<verb>is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    re.I,
)
_FORMS = r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|might"
_PREPOSITION = re.compile(
    r"^(?:in|on|with|for|from|to|by|at|against|between|during|before|after|since)\b", re.I
)
_PERSON = re.compile(r"\b(?P<word>[Hh]e|[Ss]he|[Hh]im|[Hh]er|[Hh]is|[Hh]ers)\b")
_THING = re.compile(r"\b(?P<word>[Ii]t|[Ii]ts|[Tt]hey|[Tt]hem|[Tt]heir|[Tt]heirs)\b")
_THERE = re.compile(rf"\b(?<!is )(?<!are )(?<!was )(?<!were )there\b(?! (?:{_FORMS}|be|been)\b)", re.I)
_SAID_THAT = re.compile(r"\b(?P<verb>said|say|announced?|claim(?:ed)?|denied|deny)\s+(?:that|this|so)$", re.I)
_THAT_TIME = re.compile(r"\b(?:in |on |during )?that (?:year|month|day|time)\b|\bthen$", re.I)
_THAT_NOUN = re.compile(r"\b(?:that|this) (?P<noun>[a-z]{4,})\b", re.I)
_VERB = re.compile(r"(?:ed|ing|en|t)$|^(?:take|begin|end|start|open|close|last|fail|work)$")
_EMPTY_IT = re.compile(
    r"\b(?:is|was) it (?:true|possible|likely|clear|known|legal)\b|\btakes? (?:it )?to\b"
    r"|\bdo(?:es)? it take\b|\bwhat time is it\b|\bit (?:is|was|seems) \w+ (?:that|to)\b",
    re.I,
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """`question` so that it can be understood without `history`; unchanged where it can already."""
    if not history:
        return question
    before = _asked(history[-1])
    bare = " ".join(_LEAD.sub("", question.strip()).split()).rstrip("?!. ")
    led = bool(_LEAD.match(question.strip()))
    for rule in (_told_more, _asked_again, _moved):
        found = rule(bare, before, history, led)
        if found:
            return found
    resolved = _resolved(bare, history)
    return question if resolved == bare else _question(resolved)


def _told_more(bare: str, before: str, history: Sequence[Turn], led: bool) -> str:
    """For "tell me more": a request for more about what was asked last."""
    if not _MORE.match(bare):
        return ""
    return f"Tell me more about {_gist(before)}."


def _asked_again(bare: str, before: str, history: Sequence[Turn], led: bool) -> str:
    """For "why?" or "when was that?": the last question with another question word."""
    match = _BARE.match(bare)
    if not match:
        return ""
    asks = _ASKS.match(before)
    word = match["word"].capitalize()
    if asks and not (asks.group().lower().startswith("who") and match["word"].lower() == "who"):
        return _question(f"{word} {before[asks.start('verb') :].rstrip('?!. ')}")
    return _question(f"{word}: {_said(history[-1]) or before}".rstrip(". "))


def _moved(bare: str, before: str, history: Sequence[Turn], led: bool) -> str:
    """For "what about China?" or "and in 2019?": the last question about another thing, place or time."""
    about = _ABOUT.match(bare)
    topic = about["topic"] if about else bare
    short = len(topic.split()) <= 5 and not re.search(
        rf"\b(?:{_FORMS}|what|who|why|when|where|how|which)\b", topic, re.I
    )
    if not (about or (short and (led or _PREPOSITION.match(topic)))) or not short:
        return ""
    topic = _resolved(topic, history)
    old = before.rstrip("?!. ")
    if times(f"in {topic}" if re.match(r"\d", topic) else topic):
        return _question(_with_time(old, topic))
    return _question(_with_name(old, topic))


def _with_time(old: str, topic: str) -> str:
    spans = times(old)
    said = topic if _PREPOSITION.match(topic) else f"in {topic}"
    if not spans:
        return f"{old} {said}"
    start, end = spans[-1]
    year = re.search(r"\b\d{4}$", old[start:end])
    if year and not re.search(r"\b\d{4}\b", said):
        said = f"{said} {year.group()}"
    return f"{old[:start]}{said}{old[end:]}"


def _with_name(old: str, topic: str) -> str:
    """`old` with its name of the same sort as `topic` replaced, or with `topic` behind it."""
    preposition = _PREPOSITION.match(topic)
    name = topic[preposition.end() :].strip() if preposition else topic
    new = mentions(f"did {name}")
    known = mentions(old)
    if preposition:
        same = [
            m
            for m in known
            if re.search(rf"\b{preposition.group()}(?: the)?$", old[: m.start].rstrip(), re.I)
        ]
        if same:
            return f"{old[: same[-1].start]}{name.removeprefix('the ')}{old[same[-1].end :]}"
        return f"{old} {topic}"
    alike = [m for m in known if new and m.person == new[0].person] or list(known if new else ())
    if not alike:
        return f"What about {topic}, with regard to {_listed(known)}" if known else f"{old}, for {topic}"
    target = alike[-1] if not any(m.person for m in alike) and len(alike) > 1 else alike[0]
    return f"{old[: target.start]}{name}{old[target.end :]}"


def _resolved(bare: str, history: Sequence[Turn]) -> str:
    """`bare` with its pronouns replaced by what they mean, as far as that can be told."""
    text = bare
    person = _PERSON.search(text)
    if person and not any(m.person for m in mentions(text[: person.start()])):
        text = _replaced(text, _PERSON, _someone(history, person["word"].lower()))
    thing = _THING.search(text)
    if thing and not mentions(text[: thing.start()]) and not _EMPTY_IT.search(text):
        text = _replaced(text, _THING, _something(history, thing["word"].lower()))
    place = _THERE.search(text)
    if place and not any(m.place for m in mentions(text[: place.start()])):
        where = _latest(history, lambda m: m.place)
        text = f"{text[: place.start()]}in {where}{text[place.end() :]}" if where else text
    return _that(text, history)


def _that(text: str, history: Sequence[Turn]) -> str:
    """For "who said that?", "that year", "that summit": with what was said or named last."""
    said = _SAID_THAT.search(text)
    if said and _said(history[-1]):
        return f"{text[: said.end('verb')]} “{_said(history[-1]).rstrip('.')}”"
    when = _THAT_TIME.search(text)
    if when:
        time = _time(history, year=when.group().lower().endswith("year"))
        return f"{text[: when.start()]}{time}{text[when.end() :]}" if time else text
    noun = _THAT_NOUN.search(text)
    full = _named(noun["noun"], history) if noun else ""
    return f"{text[: noun.start()]}{full}{text[noun.end() :]}" if noun and full else text


def _time(history: Sequence[Turn], *, year: bool) -> str:
    """The time that was named last, with its preposition; the year alone where that is asked for."""
    for source in _sources(history, answers_first=True):
        for start, end in times(source):
            years = re.findall(r"\b\d{4}\b", source[start:end])
            if not year or years:
                return f"in {years[0]}" if year else source[start:end]
    return ""


def _named(noun: str, history: Sequence[Turn]) -> str:
    """The fuller name under which `noun` was last spoken of: "summit" → "the Hanoi summit"."""
    name = r"[A-Z][\w-]+(?: [A-Z][\w-]+)*"
    pattern = re.compile(
        rf"\b((?:(?!The )[A-Z][\w-]+ )+(?i:{noun})"
        rf"|(?i:{noun}) (?:of|in|with|at|between) {name}(?: and {name})?)"
    )
    found = (pattern.search(source) for source in _sources(history))
    return next((f"the {match[1]}" for match in found if match), "")


def _replaced(text: str, pattern: re.Pattern[str], name: str) -> str:
    if not name:
        return text
    owner = f"{name}'" if name.endswith("s") else f"{name}'s"

    def put(match: re.Match[str]) -> str:
        word = match["word"].lower()
        followed = re.match(r" [a-z]", text[match.end() :]) and not re.match(
            r" (?:say|said|in|on|at|about|to|for|with|after|before|by|and|or|as|from)\b", text[match.end() :]
        )
        owning = word in ("his", "its", "their", "hers", "theirs") or (word == "her" and followed)
        return owner if owning else name

    return pattern.sub(put, text)


def _someone(history: Sequence[Turn], pronoun: str) -> str:
    """The person that was asked about last, or else the one the answer named."""
    gender = "she" if pronoun in ("she", "her", "hers") else "he"
    known = [m for source in _sources(history[-1:]) for m in mentions(source) if m.person]
    told = next((m.name for m in known if m.gender == gender), "")
    return told or _latest(history, lambda m: m.person and m.gender in ("", gender))


def _something(history: Sequence[Turn], pronoun: str) -> str:
    """What was asked about last; for "they" rather two than one, for "it" no person."""
    if pronoun in ("they", "them", "their", "theirs"):
        pairs = (_pair(source) for source in _sources(history[-1:]))
        pair = next(filter(None, pairs), "")
        if pair:
            return pair
    for source in _sources(history):
        things = [m for m in mentions(source) if not m.person]
        if things:
            article = re.search(r"\bthe (?:\d{4} )?$", source[: things[0].start])
            return f"{article.group() if article else ''}{things[0].name}"
        topic = _topic(source) if source == _asked(history[-1]) else ""
        if topic:
            return topic
    return ""


def _pair(text: str) -> str:
    """Two of a sort in `text`: joined by "and", or else its first two people."""
    known = mentions(text)
    for one, two in pairwise(known):
        if text[one.end : two.start].strip() == "and":
            return text[one.start : two.end]
    people = list(dict.fromkeys(m.name for m in known if m.person))
    return " and ".join(people[:2]) if len(people) > 1 else ""


def _topic(text: str) -> str:
    """What the question is about, where it is no name: "the treaty" of "When was the treaty signed?"."""
    match = re.search(r"\bthe ((?:(?!(?:of|in|on|by|to|with)\b)[a-z-]+ ?){1,4})", text)
    words = match[1].split() if match else []
    while len(words) > 1 and _VERB.search(words[-1]):
        words.pop()
    return f"the {' '.join(words)}" if words else ""


def _latest(history: Sequence[Turn], fits: Callable[[Mention], bool]) -> str:
    found = (m.name for source in _sources(history) for m in mentions(source) if fits(m))
    return next(found, "")


def _sources(history: Sequence[Turn], *, answers_first: bool = False) -> Iterator[str]:
    """Every question and answer, the latest turn first."""
    for turn in reversed(history):
        both = (_asked(turn), _said(turn))
        yield from reversed(both) if answers_first else both


def _asked(turn: Turn) -> str:
    return turn.answer.checked_question or turn.question


def _said(turn: Turn) -> str:
    """The answer's first sentence, without its markers; empty where there was none."""
    if turn.answer.abstained:
        return ""
    first = re.split(r"(?<=[.!?”])\s*\[\d+\]", turn.answer.text, maxsplit=1)[0]
    return _MARKER.sub("", first).strip()


def _gist(question: str) -> str:
    """The question without the words that ask."""
    asks = _ASKS.match(question)
    rest = question[asks.end() :] if asks else re.sub(r"^(?:who|what)\b", "", question, flags=re.I)
    return rest.strip(" ?!.") or question.rstrip("?!. ")


def _listed(known: Sequence[Mention]) -> str:
    return " and ".join(dict.fromkeys(m.name for m in known))


def _question(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}?"
