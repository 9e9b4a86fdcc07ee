"""The page: a chat on the left, the sources of its answers on the right; the same by HTTP and MCP.

Layout and wiring only: what is said is made in `qa.chatbot`, how it looks in `qa.page`.
"""

import json
import os
import sys
import threading
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Any, cast

from qa import Chatbot, FootnoteError, Settings
from qa.collection import Collection
from qa.page.ask import ask_tab
from qa.page.assets import CSS, JS
from qa.page.endpoints import TOOLS, endpoints
from qa.page.front import header_html
from qa.page.gate import Gate
from qa.page.library import library_tab
from qa.page.reading import reading_pane
from qa.page.search import search_tab
from qa.serving import Serving

if TYPE_CHECKING:
    import gradio as gr

PARALLEL = 4
"""How many questions are answered at once."""

WAITING = 64
"""How many more may wait for their turn; beyond that the server says that it is busy."""

_UNCLAIMED = (3600, 3600)
"""An upload that nothing was done with is looked for, and deleted, after so many seconds."""

_LAUNCH: dict[str, Any] = {
    "prevent_thread_lock": True,
    "quiet": True,
    "share": False,
    "inbrowser": False,
    "show_error": False,
    "ssr_mode": False,
    "run_history": False,
    "enable_monitoring": False,
    "footer_links": [],
    "state_session_capacity": 1000,
}
"""Nothing leaves this machine, nothing is kept, and a fault inside is not shown to the world."""

_HEAD = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'self\' data: blob:; '
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; form-action 'none'\">"
)
"""The browser itself refuses every request to another host; Gradio needs its inline and made-up scripts."""


def build(bot: Chatbot, collection: Collection | None = None) -> "gr.Blocks":
    """The page over `bot`, not yet launched, with the endpoints of `qa.page.endpoints`.

    What the library is made of can be changed from it only by a `collection`.
    """
    _keep_to_ourselves()
    import gradio as gr
    from gradio.events import api

    articles = bot.library.store.articles
    several: dict[str, Any] = {"concurrency_limit": PARALLEL, "concurrency_id": "answers"}
    with gr.Blocks(
        title="Footnote", analytics_enabled=False, fill_width=True, delete_cache=_UNCLAIMED
    ) as page:
        # Before the page's own events: Gradio gives a name to whoever comes first.
        for endpoint in endpoints(bot, partial(gr.Error, print_exception=False)):
            api(endpoint, api_name=endpoint.__name__, **several)
        top = gr.HTML(
            header_html(articles()), elem_id="fn-top", apply_default_css=False, padding=False, js_on_load=None
        )
        with gr.Tabs(elem_id="fn-tabs"):
            with gr.Tab("Ask", id="ask"):
                sources = ask_tab(bot, several)
            with gr.Tab("Search", id="search"):
                publications, found = search_tab(bot, several)
            with gr.Tab("Library", id="library") as tab:
                shelf, edition = library_tab(bot, collection, tab)
        reading_pane(bot, [sources, found, shelf], several)
        quietly: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        for changed in (page.load, edition.change):
            changed(lambda: header_html(articles()), None, top, **quietly)
            changed(lambda: gr.Dropdown(sorted(bot.library.sources())), None, publications, **quietly)
    return cast(gr.Blocks, page.queue(max_size=WAITING))


def launch(page: "gr.Blocks", host: str, port: int, *, mcp: bool = False, uploads: int = 0) -> str:
    """Start serving `page` in the background, on a free port where `port` is 0; gives its address.

    With `mcp` it is an MCP server too, at /gradio_api/mcp/. `uploads` is how many bytes an uploaded file may
    have; 0 refuses them all.
    """
    from starlette.middleware import Middleware

    try:
        with redirect_stdout(StringIO()):  # Gradio announces its MCP address, whatever `quiet` says
            page.launch(
                **_LAUNCH,
                server_name=host,
                server_port=port or None,
                mcp_server=mcp,
                max_file_size=max(uploads, 1),
                app_kwargs={"middleware": [Middleware(Gate, uploads=uploads > 0)]},
                theme=_theme(),
                css=CSS,
                js=JS,
                head=_HEAD,
            )
    except OSError as error:
        raise FootnoteError(
            f"port {port} on {host} can't be had: choose others, with --port and --host"
        ) from error
    if mcp:
        _restrict(page.mcp_server_obj)
    return str(page.local_url).rstrip("/")


def main() -> None:
    """Serve the library that the environment names, until Ctrl-C; with --mcp to assistants too."""
    from qa.assemble import chatbot, open_library

    settings, serving = Settings.from_env(), Serving.from_env()
    bot = chatbot(open_library(settings, create=serving.allows_uploads), settings)
    collection = Collection(bot.library) if serving.allows_uploads else None
    page = build(bot, collection)
    uploads = collection.max_bytes if collection else 0
    address = launch(page, serving.host, serving.port, mcp="--mcp" in sys.argv[1:], uploads=uploads)
    sys.stdout.write(f"Footnote is at {address}  (Ctrl-C ends it)\n")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        page.close(verbose=False)
        if collection:
            collection.close()
        bot.library.close()


def _restrict(server: Any) -> None:  # Gradio's, which has no public way for either
    """Of the endpoints only `TOOLS` are tools, and what these give is JSON rather than its repr."""
    server.tool_to_endpoint = {t: e for t, e in server.tool_to_endpoint.items() if t in TOOLS}
    server.postprocess_output_data = _as_json


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
