"""A component between the server and a script of the page: what is sent to one, and asked by the other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr


def bridge(name: str, html: str, on_load: str) -> gr.HTML:
    """A component with the id `name` that holds `html` and never changes it.

    `on_load` is run once in the browser: it hands on what is `sent`, and raises the events asked for.
    """
    import gradio as gr

    return gr.HTML(
        None,
        html_template=html,
        elem_id=name,
        apply_default_css=False,
        padding=False,
        js_on_load=on_load,
    )


def sent(**what: object) -> dict[str, Any]:
    """A value for such a component: what is sent, told apart from the same sent before."""
    return {**what, "at": time.monotonic_ns()}
