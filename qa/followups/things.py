"""What "it" and "they" mean: the thing asked about last, what was counted, two named together."""

import re
from collections.abc import Sequence
from itertools import pairwise

from qa.answer import Turn
from qa.followups.people import asks_who, nearness, same_name
from qa.followups.phrases import Phrase, is_plural, phrases
from qa.followups.shape import shape
from qa.followups.turns import asked, first_said, sources
from qa.mentions import Mention, mentions
from qa.words import stem, stems, words

_AGENT = re.compile(r"\b(?:did|does|do|has|have|had|will|would|can|could|should)\s+it\b", re.I)
_SUBJECT_NOUN = re.compile(r"((?:[\w'’-]+ ){0,2}?[a-z]+s|people|men|women) [a-z]+(?: |$)")
_HUMAN = frozenset(("people", "men", "women", "children"))
_POINTS = re.compile(r"\b(?:it|its|they|them|their|there|that|this|he|she|him|her|his)\b", re.I)
_KEYWORDS = 5  # a question of no more, in no question's word order, is the name of a topic


def something(history: Sequence[Turn], question: str) -> str:
    """What "it" means in `question`: the thing asked about last, no person."""
    before = asked(history[-1])
    gap = _filling(history[-1])
    agent = bool(_AGENT.search(question))
    if gap and not agent:
        return gap
    if shape(before) is None and len(before.split()) <= _KEYWORDS:
        return before.strip(" ?!.")
    things = _things(before)
    if not agent:
        things = [thing for thing in things if isinstance(thing, Phrase)] or things
    for thing in things:
        if isinstance(thing, Mention):
            return _with_article(before, thing)
        if not thing.plural and thing.definite:
            return thing.text
    common = _common(before, first_said(history[-1]))
    if common:
        return common
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


def _common(question: str, sentence: str) -> str:
    """The first run of two or more words that question and answer share and that say something."""
    there = f" {' '.join(word.stem for word in words(sentence))} "
    run: list[str] = []
    for word in (*words(question), None):
        if word and word.content and f" {' '.join(stem(w) for w in [*run, word.text])} " in there:
            run.append(word.text)
        elif len(run) > 1:
            break
        else:
            run = []
    # Of three words the last may be the verb: "facilitated diffusion plays".
    return " ".join(run[:-1] if len(run) > 2 and run[-1].islower() and run[-1].endswith("s") else run)


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
    new = [m for m in new if not any(same_name(m.name, name) for name in known)]
    if new and not is_plural(parts.noun or "thing"):
        return max(new, key=lambda m: nearness(sentence, m, stems(asked(turn)))).name
    return f"the {parts.noun}" if parts.noun and not is_plural(parts.noun) else ""


def _latest_thing(history: Sequence[Turn]) -> str:
    for source in sources(history):
        found = next((m for m in mentions(source) if not m.person), None)
        if found:
            return _with_article(source, found)
    return ""


def _with_article(text: str, mention: Mention) -> str:
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
    people = _people(first_said(turn)) if asks_who(before) or _known(before) else ""
    return counted or pair or plural or people or something(history, question)


def _known(question: str) -> bool:
    return any(mention.person for mention in mentions(question))


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
    return _people(text)


def _people(text: str) -> str:
    """The first two people in `text`; empty where there aren't two."""
    people = list(dict.fromkeys(m.name for m in mentions(text) if m.person))
    return " and ".join(people[:2]) if len(people) > 1 else ""


def _two_topics(history: Sequence[Turn]) -> str:
    """The topics of the last two questions where these have the same noun: "the first … and the second …"."""
    if len(history) < 2:
        return ""
    one, two = (next(iter(phrases(asked(turn))), None) for turn in history[-2:])
    same = one and two and one.head == two.head and one.text != two.text
    return f"{one.text} and {two.text}" if one and two and same else ""


def named(noun: str, history: Sequence[Turn], *, asked_only: bool) -> str:
    """The fuller name by which `noun` was last spoken of, or asked about: "summit" → "the Hanoi summit"."""
    for source in map(asked, reversed(history)) if asked_only else sources(history):
        found = next(
            (p.text for p in phrases(source) if p.head.lower() == noun and len(p.text.split()) > 2), ""
        )
        if found:
            return found
    return ""
