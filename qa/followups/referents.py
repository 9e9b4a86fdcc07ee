"""Who or what a pronoun means: the persons, things, places and times of the turns before."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from qa.answer import Turn
from qa.followups.phrases import Phrase, is_plural, phrases
from qa.followups.shape import Shape, shape
from qa.followups.turns import asked, first_said, said, sources
from qa.mentions import TITLES, Mention, mentions, times
from qa.words import stem, stems, words

_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.I)
_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.I)
_AGENT = re.compile(r"\b(?:did|does|do|has|have|had|will|would|can|could|should)\s+it\b", re.I)
_TITLED = TITLES | {"person", "man", "woman", "player", "coach", "singer", "author", "scientist"}
_SUBJECT_NOUN = re.compile(r"((?:[\w'’-]+ ){0,2}?[a-z]+s|people|men|women) [a-z]+(?: |$)")
_HUMAN = frozenset(("people", "men", "women", "children"))
_PLACES = frozenset(("city", "country", "town", "place", "state", "village", "capital", "island", "region"))
_POINTS = re.compile(r"\b(?:it|its|they|them|their|there|that|this|he|she|him|her|his)\b", re.I)
_NEAR = 6  # words


def someone(history: Sequence[Turn], pronoun: str) -> str:
    """Whom "he" or "she" means: who was meant before, who answers a "who", who was asked about last."""
    gender = "she" if _SHE.fullmatch(pronoun) else "he"
    return (
        _meant_before(history[-1], _SHE if gender == "she" else _HE)
        or _answering(history[-1])
        or _told(history[-1], gender)
        or _latest(history, lambda m: m.person and m.gender in ("", gender))
        or next((m.name for text in said(history[-1]) for m in mentions(text) if m.person), "")
    )


def _meant_before(turn: Turn, pronouns: re.Pattern[str]) -> str:
    """The person that a pronoun of the last question already stood for."""
    alone = asked(turn)
    if not pronouns.search(turn.question) or pronouns.search(alone) or asks_who(alone):
        return ""
    given = {m.name for m in mentions(turn.question)}
    return next((m.name for m in mentions(alone) if m.person and m.name not in given), "")


def _answering(turn: Turn) -> str:
    """The person in the answer to a question that asks for one; of several, the nearest to its words."""
    question = asked(turn)
    if not asks_who(question):
        return ""
    short = [m.name for m in mentions(f"by {turn.answer.short}") if m.person]
    if len(short) == 1:
        return short[0]
    known = [m.name for m in mentions(question)]
    for sentence in said(turn):
        new = [m for m in mentions(sentence) if m.person and not any(_same(m.name, name) for name in known)]
        doer = _doer(sentence, new, question)
        if doer:
            return doer
        best = max(new, key=lambda m: _nearness(sentence, m, stems(question)), default=None)
        if best and _nearness(sentence, best, stems(question)):
            return best.name
    parts = shape(question)
    return _described(parts) if parts else ""


def _doer(sentence: str, people: Sequence[Mention], question: str) -> str:
    """Of "Who carried the letter?" the first of `people` before "carried", or the one behind "by"."""
    parts = shape(question)
    verb = words(parts.rest)[:1] if parts and not parts.verb else ()
    if not verb:
        return ""
    for match in re.finditer(r"[a-z]+\b(?P<by> by\b)?", sentence):
        if stem(match.group().removesuffix(" by")) == verb[0].stem:
            if match["by"]:
                return next((m.name for m in people if m.start > match.start()), "")
            return next((m.name for m in people if m.end < match.start()), "")
    return ""


def _same(one: str, known: str) -> bool:
    """Whether `one` is the name `known`, a part of it, or the full name of which that is the last part.

    >>> _same("Jong Un", "Kim Jong Un"), _same("Donald Trump", "Trump"), _same("Kim Yo Jong", "Kim")
    (True, True, False)
    """
    return set(one.split()) <= set(known.split()) or one.endswith(f" {known}")


def _described(parts: Shape) -> str:
    """Of "Who is North Korea's foreign minister?" whom it describes, where no answer gave a name."""
    if parts.verb.lower() not in ("is", "was"):
        return ""
    found = [phrase for phrase in phrases(parts.rest) if parts.rest.startswith(phrase.text)]
    return found[0].text if found else ""


def _nearness(sentence: str, mention: Mention, asked_for: frozenset[str]) -> int:
    """How many words of the question stand within a few words of a mention."""
    before = [word.stem for word in words(sentence[: mention.start])][-_NEAR:]
    after = [word.stem for word in words(sentence[mention.end :])][:_NEAR]
    return len(asked_for.intersection(before)) + len(asked_for.intersection(after))


def asks_who(question: str) -> bool:
    """Whether `question` asks for a person.

    >>> asks_who("Which envoy went to Seoul?"), asks_who("Where did the envoy go?")
    (True, False)
    """
    parts = shape(question)
    if parts is None:
        return False
    if parts.word in ("who", "whom", "whose"):
        return True
    # "Which envoy went", where no verb parts it from the rest, or "which envoy did they send".
    noun = (parts.noun or ("" if parts.verb else parts.rest)).lower().split()[:3]
    return parts.word in ("which", "what") and not _TITLED.isdisjoint(noun) and noun[0] != "the"


def _told(turn: Turn, gender: str) -> str:
    """The person whom the words around the name give that gender."""
    found = (m.name for source in sources([turn]) for m in mentions(source) if m.person)
    known = {m.name for source in sources([turn]) for m in mentions(source) if m.gender == gender}
    return next((name for name in found if name in known), "")


def something(history: Sequence[Turn], question: str) -> str:
    """What "it" means in `question`: the thing asked about last, no person."""
    before = asked(history[-1])
    gap = _filling(history[-1])
    agent = bool(_AGENT.search(question))
    if gap and not agent:
        return gap
    things = _things(before)
    if not agent:
        things = [thing for thing in things if isinstance(thing, Phrase)] or things
    for thing in things:
        if isinstance(thing, Mention):
            return with_article(before, thing)
        if not thing.plural:
            return thing.text
    follows = len(history) > 1 and _POINTS.search(history[-1].question)
    return (follows and something(history[:-1], question)) or _latest_thing(history) or gap


def _things(question: str) -> list[Mention | Phrase]:
    """The phrases and the names of no person in a question, in order; a name within a phrase is that."""
    found: list[Mention | Phrase] = [*phrases(question)]
    spans = [(thing.start, thing.end) for thing in found]
    found += [
        m
        for m in mentions(question)
        if not m.person and not any(start <= m.start < end for start, end in spans)
    ]
    return sorted(found, key=lambda thing: thing.start)


def _filling(turn: Turn) -> str:
    """What the answer names where a question asks what someone did something to: "What did they test?"."""
    parts = shape(asked(turn))
    if (
        parts is None
        or parts.word not in ("what", "which")
        or parts.verb.lower() not in ("did", "does", "do")
    ):
        return ""
    known = [m.name for m in mentions(asked(turn))]
    sentence = first_said(turn)
    new = [m for m in mentions(sentence) if not (m.person or m.place)]
    new = [m for m in new if not any(_same(m.name, name) for name in known)]
    if new and not is_plural(parts.noun or "thing"):
        return max(new, key=lambda m: _nearness(sentence, m, stems(asked(turn)))).name
    return f"the {parts.noun}" if parts.noun and not is_plural(parts.noun) else ""


def _latest_thing(history: Sequence[Turn]) -> str:
    for source in sources(history):
        found = next((m for m in mentions(source) if not m.person), None)
        if found:
            return with_article(source, found)
    return ""


def with_article(text: str, mention: Mention) -> str:
    """The name as `text` has it, with the article before it."""
    article = re.search(r"\bthe (?:\d{4} )?$", text[: mention.start])
    return f"{article.group() if article else ''}{mention.name}"


def several(history: Sequence[Turn], question: str) -> str:
    """What "they" means: what was counted, two that were named together, a plural, or a body."""
    turn = history[-1]
    before = asked(turn)
    counted = _counted(before)
    plural = next((phrase.text for phrase in phrases(before) if phrase.plural), "")
    pair = _pair(before) or _two_topics(history)
    return counted or pair or plural or _pair(first_said(turn)) or something(history, question)


def _counted(question: str) -> str:
    """Of "How many athletes were cleared?" or "Which storms hit Korea?" what was counted, as a phrase."""
    parts = shape(question)
    if parts is None or parts.word not in ("how many", "which", "what"):
        return ""
    if parts.noun and is_plural(parts.noun.split()[-1]):
        return f"the {parts.noun}"
    noun = None if parts.verb else _SUBJECT_NOUN.match(parts.rest)
    if noun is None or not is_plural(noun[1].split()[-1]):
        return ""
    who = "who" if noun[1] in _HUMAN else "that"
    return f"the {noun[1]} {who} {parts.rest[len(noun[1]) :].strip()}"


def _pair(text: str) -> str:
    """Two of a sort in `text`: joined by "and", or else its first two people."""
    known = mentions(text)
    for one, two in pairwise(known):
        if text[one.end : two.start].strip() == "and":
            return text[one.start : two.end]
    people = list(dict.fromkeys(m.name for m in known if m.person))
    return " and ".join(people[:2]) if len(people) > 1 else ""


def _two_topics(history: Sequence[Turn]) -> str:
    """The topics of the last two questions where these have the same noun: "the first … and the second …"."""
    if len(history) < 2:
        return ""
    one, two = (next(iter(phrases(asked(turn))), None) for turn in history[-2:])
    same = one and two and one.head == two.head and one.text != two.text
    return f"{one.text} and {two.text}" if one and two and same else ""


def somewhere(history: Sequence[Turn]) -> str:
    """Where "there" is: the place that answers a "where", or else the one named last, or what was held there.

    With the preposition before it: "in Seoul", "at the summit".
    """
    parts = shape(asked(history[-1]))
    where = bool(parts and (parts.word == "where" or parts.noun.lower() in _PLACES))
    found = (
        m.name
        for turn in reversed(history)
        for source in sources([turn], answers_first=where)
        for m in mentions(source)
        if m.place
    )
    place = next(found, "")
    event = "" if place else next((phrase.text for phrase in phrases(asked(history[-1]))), "")
    return f"in {place}" if place else event and f"at {event}"


def sometime(history: Sequence[Turn], *, year: bool = False) -> str:
    """The time that was named last, with its preposition; the year alone where that is asked for."""
    for source in sources(history, answers_first=True):
        for start, end in times(source):
            years = re.findall(r"\b\d{4}\b", source[start:end])
            if not year or years:
                return f"in {years[0]}" if year else source[start:end]
    return ""


def named(noun: str, history: Sequence[Turn]) -> str:
    """The fuller name under which `noun` was last spoken of: "summit" → "the Hanoi summit"."""
    for source in sources(history):
        found = next(
            (p.text for p in phrases(source) if p.head.lower() == noun and len(p.text.split()) > 2), ""
        )
        if found:
            return found
    return ""


def _latest(history: Sequence[Turn], fits: Callable[[Mention], bool]) -> str:
    found: Iterator[str] = (m.name for source in sources(history) for m in mentions(source) if fits(m))
    return next(found, "")
