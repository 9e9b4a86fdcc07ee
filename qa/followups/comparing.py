"""Questions about the last two questions: "Which came first?", "what happened three days later?"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from qa.answer import Turn
from qa.followups.phrases import phrases
from qa.followups.shape import as_question, plain, shape, small
from qa.followups.turns import asked
from qa.mentions import mentions

_WHICH = re.compile(
    r"^(?P<ask>which|who|what)(?: one)?(?: of (?:the two|them|these|those|the \w+))? "
    r"(?P<rest>(?:is|was|were|are|came|comes|happened"
    r"|took place|began|started|ended|lasted|costs?|has|had|met)\b(?: (?:the|there|in|more|it|place))*"
    r"(?: (?:first|last|earlier|later|before|after|more|less|most|least|[a-z]+er|[a-z]+est|important|often"
    r"|recent))+)$",
    re.I,
)
_LATER = re.compile(
    r"(?P<span>\b(?:an?|the|one|two|three|four|five|six|seven|eight|nine|ten|\d+|a few|some) "
    r"(?:hour|day|week|month|year)s?) (?P<way>later|after(?:wards?)?|earlier|before)$",
    re.I,
)


def compared(bare: str, history: Sequence[Turn]) -> str:
    """For "which came first?" the question with both things it compares; else empty."""
    match = _WHICH.match(bare)
    if not match:
        return ""
    pair = _named_together(plain(asked(history[-1])))
    if not pair and len(history) > 1:
        pair = " or ".join(event(asked(turn)) for turn in history[-2:])
    return as_question(f"{match['ask']} {match['rest']}, {pair}") if pair else ""


def _named_together(question: str) -> str:
    """Two names that the last question joined by "and", joined by "or"."""
    known = mentions(question)
    for one, two in pairwise(known):
        if question[one.end : two.start].strip() in ("and", "or"):
            return f"{one.name} or {two.name}"
    return ""


def later(bare: str, history: Sequence[Turn]) -> str:
    """For "what happened three days later?" the question with what that is counted from; else empty."""
    match = _LATER.search(bare)
    if not match or mentions(bare):
        return ""
    way = "after" if match["way"].lower().startswith(("later", "after")) else "before"
    return as_question(f"{bare[: match.start()]}{match['span']} {way} {event(asked(history[-1]))}")


def event(question: str) -> str:
    """What a question takes for granted, as a clause or a phrase.

    >>> event("When did Xi Jinping visit Pyongyang?"), event("When was the summit in Hanoi?")
    ('Xi Jinping did visit Pyongyang', 'the summit in Hanoi')
    """
    parts = shape(question)
    if parts is None or not parts.verb:
        return small(plain(question))
    subject = _subject(parts.rest)
    rest = parts.rest[len(subject) :].strip()
    if not subject or not rest:
        return parts.rest
    return f"{subject} {parts.verb.lower()} {rest}"


def _subject(rest: str) -> str:
    """The phrase or the names that `rest` begins with."""
    phrase = next((p for p in phrases(f"did {rest}") if p.start == len("did ")), None)
    if phrase:
        return rest[: phrase.end - len("did ")]
    known = mentions(f"did {rest}")
    if not known or known[0].start != len("did "):
        return ""
    end = known[0].end
    for one, two in pairwise(known):
        if one.end == end and f"did {rest}"[one.end : two.start].strip() == "and":
            end = two.end
    return rest[: end - len("did ")]
