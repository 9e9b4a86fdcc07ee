"""Conversations that the browser keeps: it is told what was answered, and brings them back after a reload.

Nothing of them stays on the server. `conversations.js` keeps, lists, renames and deletes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from corpus.errors import FootnoteError, InputError
from qa.answer import Turn
from qa.exports import FORMS, exported
from qa.jsonable import answer_json
from qa.page.answers import remark_html
from qa.page.bridge import bridge, sent
from qa.page.exchange import View, still_view
from qa.page.markup import problem_html
from qa.restoring import named, restored

if TYPE_CHECKING:
    import gradio as gr

    from qa.chatbot import Chatbot

_PLACE = """<p class="fn-problem fn-unkept" role="alert"></p>
<dialog class="fn-conversations" aria-labelledby="fn-conversations-title">
<header><h2 id="fn-conversations-title">Conversations</h2>
<p class="fn-aside">They are kept in this browser, and nowhere else.</p>
<button type="button" class="fn-shut" aria-label="Close the conversations">×</button></header>
<ul class="fn-kept"></ul></dialog>"""

_ON_LOAD = """document.addEventListener("fn-open", (event) => trigger("select", event.detail));
document.addEventListener("fn-export", (event) => trigger("download", event.detail));
watch("value", () => document.dispatchEvent(new CustomEvent("fn-sent", { detail: props.value })));
document.documentElement.dataset.fnKeeps = "yes";
document.dispatchEvent(new Event("fn-keeps"));"""
"""Between the server and the page's script: what the one sends and the other asks for."""

_UNANSWERED = "the page was loaded anew before this was answered; the question is back in the box"


def kept_place() -> gr.HTML:
    """The component that stands between server and browser; it holds the dialog that lists conversations."""
    return bridge("fn-kept", _PLACE, _ON_LOAD)


def to_keep(turns: Sequence[Turn]) -> dict[str, Any]:
    """What the browser keeps of a conversation: its answers as JSON."""
    return sent(answers=[answer_json(turn.answer) for turn in turns])


def opened_view(bot: Chatbot, answers: object, asked: str, draft: str) -> View:
    """The page with a conversation that the browser kept, given its answers as JSON.

    `asked` was being answered when the page was left, `draft` was in the box; both are put back there.
    """
    remark = remark_html(_UNANSWERED) if asked else ""
    question = "\n".join(filter(None, (asked, draft))) or None
    try:
        turns = restored(answers, bot.article)
    except FootnoteError as error:
        return still_view(bot, (), problem_html(str(error)), question)
    return still_view(bot, turns, remark, question)


def export(bot: Chatbot, answers: object, name: str, form: str) -> dict[str, Any]:
    """A file of a conversation that the browser kept, for it to save, or why there is none."""
    try:
        if form not in FORMS:
            raise InputError(f"{form!r} is no form of a file: it is one of {', '.join(FORMS)}")
        turns = restored(answers, bot.article)
        file = exported(named(turns, name), turns, form, date.today())
    except FootnoteError as error:
        return sent(problem=str(error))
    return sent(file={"name": file.name, "text": file.text, "kind": file.kind})
