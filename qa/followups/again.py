"""The last question asked again, in another way: "Why?", "By whom?", "Tell me more."."""

import re
from collections.abc import Sequence

from qa.answer import Turn
from qa.followups.phrases import phrases
from qa.followups.shape import Shape, as_question, plain, shape, small
from qa.followups.turns import asked, first_said
from qa.mentions import mentions

_MORE = re.compile(
    r"^(?:(?:please )?(?:can|could|would) you )?(?:please )?"
    r"(?:tell me (?:some )?more|(?:say|know) more|more(?: details?| information)?|go on|continue|elaborate"
    r"|explain(?: more| further)?|(?:what|anything|is there anything|something) else(?: happened)?"
    r"|(?:tell me )?more about (?:it|this|that|them)|(?:what|anything) else about (?:it|this|that|them)"
    r"|i want (?:to know )?more)(?: please)?$",
    re.I,
)
_ELSE = re.compile(
    r"^(?:(?:what|who|whom|where|when|why|how) else|anything else|which other|what other|who other)\b", re.I
)
_BARE = re.compile(
    r"^(?P<ask>(?:(?:in|on|at|by|to|for|from|since|until|of|with|under|about|against) )?"
    r"(?:why(?: not)?|when|where|who|whom|how come|how(?: (?:many|much|long|often|far|old|exactly))?"
    r"|which ones?"
    r"|(?:what|which|whose) (?!happen|else|next|then|now|about|if|for\b|is\b|are\b|was\b|were\b|did\b)[a-z]+"
    r"|what for))"
    r"(?: (?:so|exactly|precisely|then|of them|is that|was that|is it|was it|not"
    r"|(?:did|does|has) (?:that|this|it) (?:happen(?:ed)?|take place|come about)"
    r"|(?:did|do|does|has|have|had|was|is|will|would) (?:he|she|it|they|that|this)"
    r" (?:do|done|say|said|claim|think|want|decide|ask) (?:that|this|so|it)"
    r"|did (?:it|that|this) take(?: (?:him|her|them|it))?))?$",
    re.I,
)
_TAKES = re.compile(r"\b(?:long|time|much|days|hours) did (?:it|that|this) take\b", re.I)


def asks_for_more(question: str) -> bool:
    """Whether `question` asks for what hasn't been said yet.

    >>> asks_for_more("Tell me more."), asks_for_more("What else did he say?"), asks_for_more("Who else?")
    (True, True, True)
    """
    return bool(_MORE.match(plain(question)) or _ELSE.match(plain(question)))


def told_more(bare: str, history: Sequence[Turn]) -> str:
    """For "tell me more" and "what else?" a question for more about what was asked last; else empty."""
    if not _MORE.match(bare):
        return ""
    before = asked(history[-1])
    parts = shape(before)
    if history[-1].answer.abstained or asks_for_more(before):
        return before
    if parts and parts.word in ("what", "which") and parts.verb:
        ask = f"Which other {parts.noun}" if parts.noun else "What else"
        return as_question(f"{ask} {parts.verb} {parts.rest}")
    return f"Tell me more about {_topic(before, parts)}."


def _topic(before: str, parts: Shape | None) -> str:
    """What the question is about: its first phrase or name, or else all that it says."""
    found = next((phrase.text for phrase in phrases(before)), "")
    named = next((m.name for m in mentions(before)), "")
    return found or named or (parts.rest if parts else plain(before))


def asked_again(bare: str, history: Sequence[Turn]) -> str:
    """For "why?" or "by whom?" the last question with these words instead of its own; else empty."""
    match = _BARE.match(bare)
    if not match:
        return ""
    before = asked(history[-1])
    parts = shape(before)
    ask = _asking(match["ask"].lower(), parts)
    if _TAKES.search(bare):
        ask = "how long"
    statement = first_said(history[-1])
    if parts and not parts.ask:
        return as_question(f"{ask} {small(plain(before))}")
    if parts and parts.verb and not _describes(parts):
        return as_question(f"{ask} {parts.verb} {_with_object(parts)}")
    if statement and ask in ("why", "how", "when", "where", "who"):
        be = "was" if parts is None or parts.verb != "is" else "is"
        return as_question(f"{ask} {'is' if ask == 'why' else be} it that {_inside(statement)}")
    return as_question(f"{plain(before)}, and {ask}")


def _asking(ask: str, parts: Shape | None) -> str:
    """The words that ask now: "how come" and "what for" are "why", "which ones" takes the noun along."""
    ask = re.sub(r"^(?:how come|what for|why not)$", "why", ask)
    if parts and parts.noun and re.match(r"which ones?$|how many$", ask):
        return f"{ask.split(' one')[0]} {parts.noun}"
    return ask.removesuffix(" exactly")


def _describes(parts: Shape) -> bool:
    """Whether the question asks who or what somebody or something is: no other word could ask the same."""
    return parts.word in ("who", "what", "whose") and parts.verb.lower() in ("is", "are", "was", "were")


def _with_object(parts: Shape) -> str:
    """The rest of the question with what it asked for put behind the verb, where that can be found."""
    if parts.word not in ("which", "what", "how many") or not parts.noun or parts.verb.lower() not in (
        "did", "does", "do",
    ):  # fmt: skip
        return parts.rest
    name = next((m for m in mentions(f"did {parts.rest}") if m.start == len("did ")), None)
    verb = re.match(r" [a-z]+\b", parts.rest[len(name.name) :]) if name else None
    if name is None or verb is None:
        return parts.rest
    at = len(name.name) + verb.end()
    return f"{parts.rest[:at]} the {parts.noun}{parts.rest[at:]}"


def _inside(statement: str) -> str:
    """A sentence as a part of a longer one."""
    first = next(iter(mentions(f"did {statement}")), None)
    name = first is not None and first.start == len("did ") and (first.place or " " in first.name)
    return plain(statement if name else small(statement))
