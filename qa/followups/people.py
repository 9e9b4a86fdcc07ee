"""Whom "he" and "she" mean: who answers a "who", or was spoken of last."""

import re
from collections.abc import Iterable, Iterator, Sequence

from qa.answer import Turn
from qa.followups.phrases import phrases
from qa.followups.shape import Shape, shape
from qa.followups.turns import asked, said, sources
from qa.mentions import TITLES, Mention, mentions
from qa.words import stem, stems, words

_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.I)
_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.I)
_TITLED = TITLES | {"person", "man", "woman", "player", "coach", "singer", "author", "scientist"}
_NEAR = 6  # words


def someone(history: Sequence[Turn], pronoun: str) -> str:
    """Whom "he" or "she" means: who was meant before, who answers a "who", who was asked about last."""
    gender = "she" if _SHE.fullmatch(pronoun) else "he"
    return (
        _meant_before(history[-1], _SHE if gender == "she" else _HE)
        or _answering(history[-1])
        or _told(history[-1], gender)
        or next((m.name for m in _people(sources(history)) if m.gender in ("", gender)), "")
        or next((m.name for m in _people(said(history[-1]))), "")
    )


def _people(texts: Iterable[str]) -> Iterator[Mention]:
    return (mention for text in texts for mention in mentions(text) if mention.person)


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
    parts = shape(question)
    if parts and parts.verb and parts.rest in known:  # "Who is Ned Price?"
        return parts.rest
    for sentence in said(turn):
        new = [
            m for m in mentions(sentence) if m.person and not any(same_name(m.name, name) for name in known)
        ]
        doer = _doer(sentence, new, question)
        if doer:
            return doer
        best = max(new, key=lambda m: nearness(sentence, m, stems(question)), default=None)
        if best and nearness(sentence, best, stems(question)):
            return best.name
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


def _described(parts: Shape) -> str:
    """Of "Who is North Korea's foreign minister?" whom it describes, where no answer gave a name."""
    if parts.verb.lower() not in ("is", "was"):
        return ""
    found = [phrase for phrase in phrases(parts.rest) if parts.rest.startswith(phrase.text)]
    return found[0].text if found else ""


def _told(turn: Turn, gender: str) -> str:
    """The person whom the words around the name give that gender."""
    found = (m.name for source in sources([turn]) for m in mentions(source) if m.person)
    known = {m.name for source in sources([turn]) for m in mentions(source) if m.gender == gender}
    return next((name for name in found if name in known), "")


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


def same_name(one: str, known: str) -> bool:
    """Whether `one` is the name `known`, a part of it, or the full name of which that is the last part.

    >>> same_name("Donald Trump", "Trump"), same_name("Kim Yo Jong", "Kim")
    (True, False)
    """
    return set(one.split()) <= set(known.split()) or one.endswith(f" {known}")


def nearness(sentence: str, mention: Mention, asked_for: frozenset[str]) -> int:
    """How many words of the question stand within a few words of a mention."""
    before = [word.stem for word in words(sentence[: mention.start])][-_NEAR:]
    after = [word.stem for word in words(sentence[mention.end :])][:_NEAR]
    return len(asked_for.intersection(before)) + len(asked_for.intersection(after))
