"""Thumbs up or down for an answer, with a reason: kept on this machine, beside the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus.errors import FootnoteError, InputError
from qa.answer import Turn
from qa.feedback import LONGEST_COMMENT, REASONS, Feedback, keep, reasons_for
from qa.page.bridge import bridge, sent
from qa.page.markup import capital, shown

if TYPE_CHECKING:
    import gradio as gr

    from qa.chatbot import Chatbot

_ON_LOAD = """document.addEventListener("fn-like", (event) => trigger("like", event.detail));
watch("value", () => document.dispatchEvent(new CustomEvent("fn-noted", { detail: props.value })));"""


def feedback_place() -> gr.HTML:
    """The component that stands between server and browser; it holds the dialog that asks for a reason."""
    return bridge("fn-feedback", _dialog(), _ON_LOAD)


def noted(bot: Chatbot, turns: Sequence[Turn], said: gr.EventData) -> dict[str, Any]:
    """Keep what was `said` of one of `turns`: which it was, and what to tell the reader."""
    given = {name: getattr(said, name, "") for name in ("turn", "verdict", "reason", "comment")}
    problem = ""
    try:
        _keep(bot, turns, given)
    except FootnoteError as error:
        problem = capital(str(error))
    return sent(**given, problem=problem)


def _keep(bot: Chatbot, turns: Sequence[Turn], given: dict[str, Any]) -> None:
    number = given["turn"]
    if type(number) is not int or not 1 <= number <= len(turns):
        raise InputError(f"there is no answer {number!r} in this conversation: it has {len(turns)}")
    feedback = Feedback(*(str(given[name]) for name in ("verdict", "reason", "comment")))
    keep(bot.library.store.path, feedback, turns[:number], bot.today)


def _dialog() -> str:
    reasons = "".join(
        f'<label data-for="{_whom(reason)}"><input type="radio" name="fn-reason" value="{reason}">'
        f"<span>{shown(text)}</span></label>"
        for reason, text in REASONS.items()
    )
    return (
        '<dialog class="fn-why" aria-labelledby="fn-why-title">'
        '<h2 id="fn-why-title">What was wrong?</h2>'
        f'<fieldset><legend class="fn-unseen">Reason</legend>{reasons}</fieldset>'
        '<label class="fn-comment"><span>Comment</span>'
        f'<textarea rows="3" maxlength="{LONGEST_COMMENT}"></textarea></label>'
        '<p class="fn-aside">It stays on the machine that serves this page, beside the library.</p>'
        '<p class="fn-acts"><button type="button" class="fn-send">Send</button>'
        '<button type="button" class="fn-leave">Cancel</button></p></dialog>'
        '<p class="fn-unseen" role="status"></p>'
    )


def _whom(reason: str) -> str:
    """Of what a reason can be given: an answer, a silence, or both."""
    of_answers, of_silences = (reason in reasons_for(silence=silence) for silence in (False, True))
    return "both" if of_answers and of_silences else "answer" if of_answers else "silence"
