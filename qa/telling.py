"""An answer taken apart into what every way of showing it has to show."""

import re
from collections.abc import Set
from dataclasses import dataclass

from index.hit import Hit
from qa.answer import Answer
from qa.short import place_in

CLOSEST = 3
"""How many of the closest passages stand beside an answer that abstains."""

OTHERS = 10
"""Of how many of the best hits those that no quote is of are offered, folded."""

_MARK = re.compile(r"[ ]*\[([1-9][0-9]{0,5})\]")
_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an answer, whether they are its short answer, and the mark behind them (0: none)."""

    text: str
    mark: int = 0
    short: bool = False


def paragraphs(text: str) -> list[str]:
    r"""The paragraphs of an answer's text; a single empty one where there is no text.

    >>> paragraphs("One. [1]\n\nTwo. [2]")
    ['One. [1]', 'Two. [2]']
    """
    return _BREAK.split(text.strip())


def pieces(text: str, known: Set[int]) -> list[Piece]:
    """`text` cut behind each mark of a `known` number; any other mark stays in the words.

    >>> pieces("Trade fell. [1] See [9].", {1})
    [Piece(text='Trade fell.', mark=1, short=False), Piece(text=' See [9].', mark=0, short=False)]
    """
    found, done = [], 0
    for mark in _MARK.finditer(text):
        if int(mark[1]) in known:
            found.append(Piece(text[done : mark.start()], int(mark[1])))
            done = mark.end()
    return [*found, Piece(text[done:])] if done < len(text) else found


def told(answer: Answer) -> list[list[Piece]]:
    """The paragraphs of an answer, each in pieces."""
    known = {citation.number for citation in answer.citations}
    first, *others = paragraphs(answer.text)
    start, end = place_in(first, answer.short)
    opening = [Piece(first[:start]), Piece(first[start:end], short=True)] if start < end else []
    rest = first[end:] if opening else first
    return [[*opening, *pieces(rest, known)], *(pieces(paragraph, known) for paragraph in others)]


def remarks(answer: Answer) -> list[str]:
    """How the question was understood, where that differs, and the answer's notes."""
    understood = answer.checked_question not in ("", answer.question)
    return [*([f"Understood as: {answer.checked_question}"] if understood else []), *answer.notes]


def closest(answer: Answer) -> tuple[Hit, ...]:
    """The passages that stand in for an answer where it abstained."""
    return answer.hits[:CLOSEST] if answer.abstained else ()


def others(answer: Answer) -> list[Hit]:
    """The best of the hits that hold no quote of the answer; none where it abstained."""
    return [] if answer.abstained else [hit for hit in answer.hits[:OTHERS] if not _is_cited(hit, answer)]


def _is_cited(hit: Hit, answer: Answer) -> bool:
    """Whether a quote of the answer stands, wholly or in part, in the passage."""
    chunk = hit.chunk
    return any(
        quote.doc_id == chunk.doc_id and quote.start < chunk.end and chunk.start < quote.end
        for quote in answer.citations
    )
