"""The page: a chat on the left, the sources of its answers on the right; the same by HTTP and MCP.

Layout and wiring only: what is said is made in `qa.chatbot`, how it looks in `qa.page`.
"""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial, wraps
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar, cast, get_type_hints

from qa import Chatbot, Filter, FootnoteError, Settings, Turn
from qa.jsonable import answer_json, article_json, search_json
from qa.page.assets import CSS, JS, ON_EXAMPLE
from qa.page.exchange import View, fault_view, first_view, views
from qa.page.front import examples, header_html

if TYPE_CHECKING:
    import gradio as gr

PARALLEL = 4
"""How many questions are answered at once."""

WAITING = 64
"""How many more may wait for their turn; beyond that the server says that it is busy."""

_QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

_LAUNCH: dict[str, Any] = {
    "prevent_thread_lock": True,
    "quiet": True,
    "share": False,
    "inbrowser": False,
    "show_error": False,
    "ssr_mode": False,
    "mcp_server": True,
    "run_history": False,
    "enable_monitoring": False,
    "footer_links": [],
    "state_session_capacity": 1000,
    "max_file_size": 1,
}
"""Nothing leaves this machine, nothing is kept, and a fault inside is not shown to the world."""

_HEAD = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'self\' data: blob:; '
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; form-action 'none'\">"
)
"""The browser itself refuses every request to another host; Gradio needs its inline and made-up scripts."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and write."""

    top: "gr.HTML"
    conversation: "gr.HTML"
    sources: "gr.HTML"
    box: "gr.Textbox"
    turns: "gr.State"
    asked: "gr.State"


def build(bot: Chatbot) -> "gr.Blocks":
    """The page over `bot`, not yet launched, with the endpoints `ask`, `search` and `article`."""
    _keep_to_ourselves()
    import gradio as gr
    from gradio.events import api

    articles = bot.library.store.articles
    several: dict[str, Any] = {"concurrency_limit": PARALLEL, "concurrency_id": "answers"}
    with gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True) as page:
        parts = _layout(header_html(articles()), first_view(examples(articles())))
        page.load(lambda: header_html(articles()), None, parts.top, **_QUIETLY)
        _wire(bot, parts, several)
        for endpoint in _endpoints(bot, partial(gr.Error, print_exception=False)):
            api(endpoint, api_name=endpoint.__name__, **several)
    return cast(gr.Blocks, page.queue(max_size=WAITING))


def _layout(header: str, first: View) -> _Parts:
    """The components in their places; the style sheet does the rest."""
    import gradio as gr

    html = partial(gr.HTML, apply_default_css=False, padding=False)
    top = html(header, elem_id="fn-top", js_on_load=None)
    with gr.Row(elem_id="fn-sides"):
        with gr.Column(elem_id="fn-left"):
            conversation = html(first.conversation, elem_id="fn-conversation", js_on_load=ON_EXAMPLE)
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
            sources = html(first.sources, elem_id="fn-sources", js_on_load=None)
    return _Parts(top, conversation, sources, box, gr.State(()), gr.State(""))


def _wire(bot: Chatbot, parts: _Parts, several: dict[str, Any]) -> None:
    """Typed and clicked questions go to `bot`, and every view of the growing answer to the page."""
    import gradio as gr

    def shown(view: View, question: str) -> tuple[object, ...]:
        box_value = gr.skip() if view.question is None else view.question
        return view.conversation, view.sources, view.turns, question, box_value

    def say(question: str, before: tuple[Turn, ...]) -> Iterator[tuple[object, ...]]:
        for view in views(bot, question, before):
            yield shown(view, question)

    def say_example(before: tuple[Turn, ...], clicked: gr.EventData) -> Iterator[tuple[object, ...]]:
        yield from say(str(clicked.question), before)

    def say_sorry(question: str, before: tuple[Turn, ...]) -> tuple[object, ...]:
        return shown(fault_view(bot, question, before), question)

    page = [parts.conversation, parts.sources, parts.turns, parts.asked, parts.box]
    for event in (
        parts.box.submit(say, [parts.box, parts.turns], page, **_QUIETLY, **several),
        parts.conversation.click(say_example, [parts.turns], page, **_QUIETLY, **several),
    ):
        event.failure(say_sorry, [parts.asked, parts.turns], page, **_QUIETLY)


def launch(page: "gr.Blocks", host: str, port: int) -> str:
    """Start serving `page` in the background, on a free port where `port` is 0; gives its address."""
    try:
        with redirect_stdout(StringIO()):  # Gradio announces its MCP address, whatever `quiet` says
            page.launch(
                **_LAUNCH,
                server_name=host,
                server_port=port or None,
                theme=_theme(),
                css=CSS,
                js=JS,
                head=_HEAD,
            )
    except OSError as error:
        raise FootnoteError(
            f"port {port} on {host} can't be had: choose others, with --port and --host"
        ) from error
    tools: Any = page.mcp_server_obj
    tools.postprocess_output_data = _as_json  # Gradio's own gives the repr of what a tool returns
    return str(page.local_url).rstrip("/")


def main() -> None:
    """Serve the library that the environment names, until Ctrl-C."""
    from qa.assemble import chatbot, open_library

    settings = Settings.from_env()
    bot = chatbot(open_library(settings, create=False), settings)
    page = build(bot)
    address = launch(page, settings.host, settings.port)
    sys.stdout.write(f"Footnote is at {address}  (Ctrl-C ends it)\n")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        page.close(verbose=False)
        bot.library.close()


def _endpoints(bot: Chatbot, error: Callable[[str], Exception]) -> tuple[Callable[..., Any], ...]:
    """What HTTP and MCP clients call; their docstrings are the descriptions that these see."""

    def plain(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                _check_types(function, args)
                return function(*args, **kwargs)
            except FootnoteError as problem:
                raise error(str(problem)) from problem

        return call

    @plain
    def ask(question: str) -> dict[str, Any]:
        """Answer a question from the articles, with a verbatim quote behind every sentence.

        Returns the answer's text with markers such as [1], the citations they stand for (title, source,
        date, url, the quote and its place in the article), and the passages found. When the articles don't
        hold the answer, `abstained` is true and only the closest passages are given.

        Args:
            question: The question, in plain words.

        """
        return answer_json(bot.ask(question))

    @plain
    def search(
        query: str,
        k: int = 10,
        mode: Literal["best", "hybrid", "dense", "sparse"] = "best",
        source: str = "",
        since: str = "",
        until: str = "",
    ) -> dict[str, Any]:
        """Find the passages of the articles that fit a query best, best first.

        Args:
            query: What to look for: a question, a phrase or a few words.
            k: How many passages to return.
            mode: By all that helps (best), by meaning and words together (hybrid), by meaning (dense) or by
                words (sparse).
            source: Only passages from this publication; empty for all.
            since: Only articles published on this date or later, as YYYY-MM-DD; empty for all.
            until: Only articles published on this date or earlier, as YYYY-MM-DD; empty for all.

        """
        where = Filter((source,) if source else (), since, until)
        return search_json(query.strip(), bot.library.search(query, k, mode=mode, where=where))

    @plain
    def article(doc_id: str) -> dict[str, Any]:
        """Return a whole article: its text, title, source, author, date and url.

        Args:
            doc_id: The article's identifier, as citations and search results give it.

        """
        found = bot.article(doc_id)
        if found is None:
            raise FootnoteError(f"there is no article {doc_id!r}: take a doc_id from a citation or a search")
        return article_json(found)

    return ask, search, article


def _check_types(function: Callable[..., Any], values: tuple[object, ...]) -> None:
    """`FootnoteError` for a text that isn't one, or a number that isn't: Gradio lets any JSON through."""
    for (name, kind), value in zip(get_type_hints(function).items(), values, strict=False):
        if kind in (str, int) and type(value) is not kind:
            wanted = "a text" if kind is str else "a whole number"
            raise FootnoteError(f"{name} is {value!r}: it must be {wanted}")


def _as_json(results: list[Any], _root_url: str) -> list[Any]:
    """The results of a tool as MCP's text contents, each of them JSON."""
    from mcp.types import TextContent

    return [TextContent(type="text", text=json.dumps(result, ensure_ascii=False)) for result in results]


def _keep_to_ourselves() -> None:
    """Switch off what Gradio reports to its makers; it reads this when it is first imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def _theme() -> "gr.themes.Base":
    import gradio as gr

    serif = ["Charter", "Bitstream Charter", "Iowan Old Style", "Palatino", "Georgia", "ui-serif", "serif"]
    return gr.themes.Base(font=serif, font_mono=["ui-monospace", "Consolas", "monospace"])


if __name__ == "__main__":
    main()
