"""What one does with a conversation besides asking: stop, retry, undo, edit a question, begin anew."""

from collections.abc import Sequence

from qa.answer import Turn
from qa.chatbot import Chatbot
from qa.page.answers import editing_html
from qa.page.exchange import View, first_view, still_view
from qa.page.markup import problem_html

BUTTONS = """<div class="fn-steps" role="group" aria-label="Conversation">
<button type="button" class="fn-stop" data-step="stop">Stop</button>
<button type="button" class="fn-calm" data-step="retry" aria-label="Retry the last question">Retry</button>
<button type="button" class="fn-calm" data-step="undo" aria-label="Undo the last question">Undo</button>
<button type="button" class="fn-calm" data-step="new">New conversation</button>
<button type="button" class="fn-kept-list" data-kept hidden aria-haspopup="dialog">Conversations</button>
<span class="fn-calm fn-exports">Export as <button type="button" data-export="md">Markdown</button>
<button type="button" data-export="json">JSON</button></span>
</div>"""
"""The buttons below the conversation; `steps.css` shows those that have a meaning at the moment."""

ON_STEP = """element.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-step]");
  if (!chosen) return;
  const { step, turn = 0 } = chosen.dataset;
  trigger(step === "stop" || step === "retry" ? step : "select", { step, turn: Number(turn) });
});"""
"""Run once on an element with such buttons: stop and retry are events of their own, the others `select`."""


def step_view(bot: Chatbot, turns: Sequence[Turn], step: str, number: int) -> View:
    """The page after `step`; `number` is the turn to edit."""
    if step == "new":
        return first_view()
    if step == "undo" and turns:
        return still_view(bot, turns[:-1], "", turns[-1].question)
    if step == "edit" and 0 < number <= len(turns):
        remark = editing_html(number, len(turns) - number)
        return still_view(bot, turns, remark, turns[number - 1].question, number)
    return still_view(bot, turns, "", "")


def stopped_view(bot: Chatbot, turns: Sequence[Turn], asked: str) -> View:
    """The page after an answer was stopped: the turns before it, and what was `asked` back in the box."""
    return still_view(bot, turns, problem_html("stopped; the question is back in the box"), asked)
