"""What has been asked and said in a conversation so far."""

import re
from collections.abc import Iterator, Sequence

from qa.answer import Turn

_MARKER = re.compile(r"\s*\[\d+\]")
_MARKED = re.compile(r"(?<=[.!?”\"])\s*(?:\[\d+\])+\s*")


# Whatever is longer is looked at no further: what a pronoun means stands near.
_LONGEST = 1000  # characters


def asked(turn: Turn) -> str:
    """The question as it was searched for, so that it stands alone."""
    return (turn.answer.checked_question or turn.question)[:_LONGEST]


def said(turn: Turn) -> tuple[str, ...]:
    """The sentences of the answer without their markers; none where it abstained."""
    if turn.answer.abstained:
        return ()
    parts = (_MARKER.sub("", part).strip() for part in _MARKED.split(turn.answer.text[:_LONGEST]))
    return tuple(part for part in parts if part)


def first_said(turn: Turn) -> str:
    """The first sentence of the answer; empty where there is none."""
    return next(iter(said(turn)), "")


def sources(history: Sequence[Turn], *, answers_first: bool = False) -> Iterator[str]:
    """Every question with its answer's first sentence, the latest turn first."""
    for turn in reversed(history):
        both = (asked(turn), first_said(turn))
        yield from reversed(both) if answers_first else both
