"""The left side of the page: questions, and answers whose marks lead to their sources."""

from collections.abc import Sequence

from qa.answer import Answer
from qa.page.markup import capital, shown
from qa.telling import Piece, remarks, told


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


def remark_html(message: str) -> str:
    """A line below the exchanges that isn't about something wrong."""
    return f'<p class="fn-editing" role="status">{shown(capital(message))}</p>'


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
    return f"{opening}{asked}{body}{'' if growing else _thumbs(number)}</section>"


def _thumbs(number: int) -> str:
    """The two buttons by which one says whether an answer helped; `feedback.js` knows what was said."""
    buttons = "".join(
        f'<button type="button" data-verdict="{verdict}" data-turn="{number}" aria-pressed="false" '
        f'aria-label="{label}" title="{label}"></button>'
        for verdict, label in (("helpful", "Helpful"), ("unhelpful", "Not helpful"))
    )
    return (
        f'<div class="fn-thumbs" role="group" aria-label="Answer {number}">{buttons}'
        '<span class="fn-noted"></span></div>'
    )


def _paragraphs(number: int, answer: Answer) -> str:
    titles = {citation.number: citation.title or citation.doc_id for citation in answer.citations}
    seen: set[int] = set()

    def html(piece: Piece) -> str:
        said = f'<strong class="fn-short">{shown(piece.text)}</strong>' if piece.short else shown(piece.text)
        if not piece.mark:
            return said
        first = piece.mark not in seen
        seen.add(piece.mark)
        return said + _mark(number, piece.mark, titles[piece.mark], first=first)

    return "".join(f"<p>{''.join(map(html, paragraph))}</p>" for paragraph in told(answer))


def _mark(number: int, n: int, title: str, *, first: bool) -> str:
    """The link to source `n`; the first to it bears the id that the source leads back to."""
    anchor = f' id="fn-ref-{number}-{n}"' if first else ""
    label = shown(f"Source {n}: {title}")
    return f'<a class="fn-mark"{anchor} href="#fn-src-{number}-{n}" aria-label="{label}">[{n}]</a>'


def _abstention(number: int, answer: Answer) -> str:
    closest = "No passage comes close."
    if answer.hits:
        closest = f'<a class="fn-show" href="#fn-sources-{number}">See the closest passages</a>'
    return f'<p>{shown(answer.text)}</p><p class="fn-aside">{closest}</p>'


def _remarks(answer: Answer) -> str:
    """How the question was understood, where that differs, and the answer's notes."""
    lines = "".join(f"<li>{shown(remark)}</li>" for remark in remarks(answer))
    return f'<ul class="fn-notes">{lines}</ul>' if lines else ""
