"""The tab where one asks: the conversation on the left, the sources of its answers on the right."""

import atexit
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from qa.answer import Turn
from qa.chatbot import Chatbot
from qa.newest import Newest
from qa.page.conversations import export, kept_place, opened_view, to_keep
from qa.page.exchange import View, fault_view, first_view, views
from qa.page.feedback import feedback_place, noted
from qa.page.reading import ON_READ
from qa.page.steps import BUTTONS, ON_STEP, step_view, stopped_view
from qa.page.suggested import suggested
from qa.suggestions.offering import Suggestions

if TYPE_CHECKING:
    import gradio as gr

_QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and write."""

    conversation: "gr.HTML"
    sources: "gr.HTML"
    suggested: tuple["gr.HTML", ...]
    box: "gr.Textbox"
    turns: "gr.State"
    asked: "gr.State"
    editing: "gr.State"
    steps: "gr.HTML"
    kept: "gr.HTML"
    feedback: "gr.HTML"


def ask_tab(bot: Chatbot, several: dict[str, Any]) -> "gr.HTML":
    """Puts the tab's components where it is called; `several` are the limits that answers share.

    Gives back the panel of sources, whose buttons ask for an article.
    """
    suggestions = Suggestions(bot.quoting())  # no model is called for what nobody asked
    atexit.register(suggestions.close)
    parts = _layout(first_view(), suggestions)
    _wire(bot, parts, suggestions, several)
    return parts.sources


def _layout(first: View, suggestions: Suggestions) -> _Parts:
    """The components in their places; the style sheet does the rest."""
    import gradio as gr

    turns = gr.State(())
    html = partial(gr.HTML, apply_default_css=False, padding=False)
    with gr.Row(elem_id="fn-sides"):
        with gr.Column(elem_id="fn-left"):
            conversation = html(first.conversation, elem_id="fn-conversation", js_on_load=ON_STEP)
            clickable = suggested(suggestions, turns)
            steps = html(BUTTONS, elem_id="fn-steps", js_on_load=ON_STEP)
            kept, feedback = kept_place(), feedback_place()
            box = gr.Textbox(
                elem_id="fn-box",
                label="Question",
                placeholder="Ask the articles…",
                show_label=False,
                container=False,
                lines=1,
                max_lines=8,
                submit_btn=True,
                autofocus=True,
            )
        with gr.Column(elem_id="fn-right"):
            sources = html(first.sources, elem_id="fn-sources", js_on_load=ON_READ)
    return _Parts(
        conversation, sources, clickable, box, turns, gr.State(""), gr.State(0), steps, kept, feedback
    )


def _wire(bot: Chatbot, parts: _Parts, suggestions: Suggestions, several: dict[str, Any]) -> None:
    """Typed and clicked questions go to `bot`, and every view of the growing answer to the page."""
    import gradio as gr

    answering = Newest()

    def shown(view: View, question: str) -> tuple[object, ...]:
        box_value = gr.skip() if view.question is None else view.question
        return view.conversation, view.sources, view.turns, question, box_value, view.editing

    def say(
        question: str, before: tuple[Turn, ...], editing: int, reader: gr.Request
    ) -> Iterator[tuple[object, ...]]:
        name = str(reader.session_hash)
        task = answering.begin(name)
        with suggestions.answering(name):
            for view in views(bot, question, before, editing=editing):
                # Gradio goes on with what it has cancelled until that yields, and shows what came last again.
                if not answering.goes_on(name, task):
                    yield (gr.skip(),) * len(page)
                    return
                yield shown(view, question)

    def say_typed(
        question: str, before: tuple[Turn, ...], editing: int, reader: gr.Request
    ) -> Iterator[tuple[object, ...]]:
        if question.strip():  # Enter pressed twice asks once
            yield from say(question, before, editing, reader)

    def say_example(
        before: tuple[Turn, ...], clicked: gr.EventData, reader: gr.Request
    ) -> Iterator[tuple[object, ...]]:
        yield from say(str(clicked.question), before, 0, reader)

    def say_again(before: tuple[Turn, ...], reader: gr.Request) -> Iterator[tuple[object, ...]]:
        if before:
            yield from say(before[-1].question, before, len(before), reader)

    def step(before: tuple[Turn, ...], asked: str, chosen: gr.EventData) -> tuple[object, ...]:
        return shown(step_view(bot, before, str(chosen.step), int(chosen.turn)), asked)

    def say_sorry(question: str, before: tuple[Turn, ...], editing: int) -> tuple[object, ...]:
        return shown(fault_view(bot, question, before, editing), question)

    def say_stopped(before: tuple[Turn, ...], asked: str, reader: gr.Request) -> tuple[object, ...]:
        answering.stop(str(reader.session_hash))
        return shown(stopped_view(bot, before, asked), asked)

    def reopen(kept: gr.EventData) -> tuple[object, ...]:
        return shown(opened_view(bot, kept.answers, _text(kept, "asked"), _text(kept, "draft")), "")

    def to_file(kept: gr.EventData) -> dict[str, Any]:
        return export(bot, kept.answers, _text(kept, "name"), _text(kept, "form"))

    def note(turns: tuple[Turn, ...], said: gr.EventData) -> dict[str, Any]:
        return noted(bot, turns, said)

    known, edited = [parts.turns, parts.asked], [parts.turns, parts.editing]
    page = [parts.conversation, parts.sources, *known, parts.box, parts.editing]
    answers: list[Any] = [  # which is how Gradio types what it cancels
        parts.box.submit(
            say_typed,
            [parts.box, *edited],
            page,
            trigger_mode="multiple",
            **_QUIETLY,
            **several,
        ),
        *(place.click(say_example, [parts.turns], page, **_QUIETLY, **several) for place in parts.suggested),
        parts.steps.retry(say_again, [parts.turns], page, **_QUIETLY, **several),
    ]
    for answer in answers:
        answer.failure(say_sorry, [parts.asked, *edited], page, **_QUIETLY)
    for place in (parts.steps, parts.conversation):
        place.select(step, known, page, **_QUIETLY)
    stopped = parts.steps.stop(None, None, None, cancels=answers, **_QUIETLY)
    stopped.then(say_stopped, known, page, **_QUIETLY)
    parts.turns.change(to_keep, [parts.turns], parts.kept, trigger_mode="multiple", **_QUIETLY)
    parts.kept.select(reopen, None, page, **_QUIETLY)
    parts.kept.download(to_file, None, parts.kept, **_QUIETLY)
    parts.feedback.like(note, [parts.turns], parts.feedback, trigger_mode="multiple", **_QUIETLY)


def _text(event: "gr.EventData", name: str) -> str:
    """What an event brings along under `name`; empty where it brings nothing."""
    return str(getattr(event, name, ""))
