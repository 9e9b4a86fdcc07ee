"""The left side of the page: questions, and answers whose marks lead to their sources."""

import re
from collections.abc import Sequence

from qa.answer import Answer
from qa.page.markup import shown
from qa.short import place_in

_MARK = re.compile(r"[ ]*\[([1-9][0-9]{0,5})\]")


def turn_html(number: int, answer: Answer, *, growing: bool = False) -> str:
    """The conversation's exchange `number` (from 1); `growing` while its answer is still being written."""
    if answer.abstained:
        body = f'<div class="fn-answer fn-abstained">{_abstention(number, answer)}</div>'
    else:
        body = f'<div class="fn-answer" dir="auto">{_paragraphs(number, answer)}</div>'
    return _exchange(number, answer.question, body + _remarks(answer), growing=growing)


def waiting_html(number: int, question: str) -> str:
    """The exchange `number` before the first word of its answer has come."""
    return _exchange(number, question, '<p class="fn-waiting">Reading the articles…</p>', growing=True)


def problem_html(message: str) -> str:
    """A line that says why a question could not be answered."""
    return f'<p class="fn-problem" role="alert">{shown(message[:1].upper() + message[1:])}</p>'


def remark_html(message: str) -> str:
    """A line below the exchanges that isn't about something wrong."""
    return f'<p class="fn-editing" role="status">{shown(message[:1].upper() + message[1:])}</p>'


def editing_html(number: int, later: int) -> str:
    """A line that says which question the next one replaces, with how many `later` ones, and a way out."""
    more = f" and the {'one' if later == 1 else later} after it" if later else ""
    return (
        f'<p class="fn-editing" role="status">What you send now replaces question {number}{more}. '
        '<button type="button" class="fn-edit" data-step="keep">Keep it as it is</button></p>'
    )


def welcome_html() -> str:
    """What stands in the conversation before the first question: an invitation."""
    invitation = "Ask a question. Every sentence of the answer is a quote, with a footnote that leads to it."
    return f'<div class="fn-welcome"><p>{invitation}</p></div>'


def conversation_html(parts: Sequence[str]) -> str:
    """The whole conversation from its parts, as a region that screen readers follow."""
    return f'<div class="fn-log" role="log" aria-label="Conversation">{"".join(parts)}</div>'


def _exchange(number: int, question: str, body: str, *, growing: bool) -> str:
    opening = f'<section class="fn-turn" id="fn-turn-{number}" aria-busy="{str(growing).lower()}">'
    edit = (
        f'<button type="button" class="fn-edit" data-step="edit" data-turn="{number}" '
        f'aria-label="Edit question {number}">Edit</button>'
    )
    asked = f'<div class="fn-asked"><h2 class="fn-question" dir="auto">{shown(question)}</h2>{edit}</div>'
    return f"{opening}{asked}{body}</section>"


def _paragraphs(number: int, answer: Answer) -> str:
    first, *others = re.split(r"\n\s*\n", answer.text.strip())
    seen: set[int] = set()
    start, end = place_in(first, answer.short)
    opening = shown(first[:start])
    if start < end:
        opening += f'<strong class="fn-short">{shown(first[start:end])}</strong>'
    told = [opening + _with_marks(number, answer, first[end:], seen)]
    told += [_with_marks(number, answer, paragraph, seen) for paragraph in others]
    return "".join(f"<p>{paragraph}</p>" for paragraph in told)


def _with_marks(number: int, answer: Answer, text: str, seen: set[int]) -> str:
    """`text` with each `[n]` that has a citation turned into a link; the first of each bears an id."""
    titles = {citation.number: citation.title or citation.doc_id for citation in answer.citations}
    parts, done = [], 0
    for found in _MARK.finditer(text):
        n = int(found[1])
        if n not in titles:
            continue
        anchor = "" if n in seen else f' id="fn-ref-{number}-{n}"'
        seen.add(n)
        label = shown(f"Source {n}: {titles[n]}")
        mark = f'<a class="fn-mark"{anchor} href="#fn-src-{number}-{n}" aria-label="{label}">[{n}]</a>'
        parts += [shown(text[done : found.start()]), mark]
        done = found.end()
    return "".join(parts) + shown(text[done:])


def _abstention(number: int, answer: Answer) -> str:
    closest = "No passage comes close."
    if answer.hits:
        closest = f'<a class="fn-show" href="#fn-sources-{number}">See the closest passages</a>'
    return f'<p>{shown(answer.text)}</p><p class="fn-aside">{closest}</p>'


def _remarks(answer: Answer) -> str:
    """How the question was understood, where that differs, and the answer's notes."""
    lines = [shown(note) for note in answer.notes]
    if answer.checked_question not in ("", answer.question):
        lines.insert(0, f"Understood as: {shown(answer.checked_question)}")
    if not lines:
        return ""
    return f'<ul class="fn-notes">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'
