"""Questions to click: examples at first, others after an answer, each known to be answered."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qa.answer import Turn
from qa.page.assets import ON_EXAMPLE
from qa.page.markup import shown
from qa.suggestions.offering import Suggestions

if TYPE_CHECKING:
    import gradio as gr

_QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def suggested_html(heading: str, questions: Sequence[str]) -> str:
    """The `questions` as buttons that ask themselves, under `heading`; nothing where there are none."""
    if not questions:
        return ""
    buttons = "".join(f"<li>{_button(question)}</li>" for question in questions)
    label = shown(heading)
    return f'<nav class="fn-suggested" aria-label="{label}"><h2>{label}</h2><ul>{buttons}</ul></nav>'


def suggested(suggestions: Suggestions, turns: "gr.State") -> tuple["gr.HTML", "gr.HTML"]:
    """Two components that fill themselves: with examples on load, with what to ask next after each answer.

    A click on one of their questions is their `click` event, as it is the conversation's.
    """
    import gradio as gr

    first = _place("fn-first")
    following = _place("fn-next")

    def examples() -> str:
        return suggested_html("For example", suggestions.examples())

    def after(turns: tuple[Turn, ...], request: gr.Request) -> Iterator[str]:
        yield ""
        for questions in suggestions.after(turns, str(request.session_hash)):
            yield suggested_html("Answered here too", questions)

    gr.on(None, examples, None, first, concurrency_limit=4, **_QUIETLY)
    turns.change(after, [turns], following, trigger_mode="multiple", concurrency_limit=4, **_QUIETLY)
    return first, following


def _place(name: str) -> "gr.HTML":
    import gradio as gr

    return gr.HTML("", elem_id=name, js_on_load=ON_EXAMPLE, apply_default_css=False, padding=False)


def _button(question: str) -> str:
    text = shown(question)
    return f'<button type="button" class="fn-example" data-question="{text}">{text}</button>'
