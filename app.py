"""The page: a chat on the left, the sources of its answers on the right; the same by HTTP and MCP.

Layout and wiring only: what is said is made in `qa.chatbot`, how it looks in `qa.page`.
"""

import json
import os
import re
import signal
import sys
import threading
from contextlib import redirect_stdout
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from qa import Chatbot, FootnoteError, Settings
from qa.access.checking import Checker
from qa.access.tls import check_tls
from qa.collection import Collection
from qa.page.ask import ask_tab
from qa.page.assets import CSS, JS
from qa.page.door import Door
from qa.page.endpoints import TOOLS, endpoints
from qa.page.front import header_html
from qa.page.gate import Gate
from qa.page.library import library_tab
from qa.page.origins import Origins
from qa.page.reading import reading_pane
from qa.page.search import search_tab
from qa.page.temporary import own_folder
from qa.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Callable

    import gradio as gr

PARALLEL = 4
"""How many questions are answered at once."""

WAITING = 64
"""How many more may wait for their turn; beyond that the server says that it is busy."""

SESSIONS = 500
"""How many readers and callers the server remembers, a tenth of a megabyte each; the oldest go first."""

_UNCLAIMED = (3600, 3600)
"""An upload that nothing was done with is looked for, and deleted, after so many seconds."""

_LONGEST_ERROR = 1000  # characters that an assistant is told

_LAUNCH: dict[str, Any] = {
    "prevent_thread_lock": True,
    "quiet": True,
    "ssl_verify": False,
    "_frontend": False,
    "share": False,
    "inbrowser": False,
    "show_error": False,
    "ssr_mode": False,
    "run_history": False,
    "enable_monitoring": False,
    "footer_links": [],
}
"""Nothing leaves this machine, nothing is kept, and a fault inside is not shown to the world.

`ssl_verify` is of Gradio's question to itself whether it has started, whatever name the certificate has;
without `_frontend` it doesn't ask twice, and give up where a busy machine takes three seconds to answer.
"""


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


def launch(
    page: "gr.Blocks",
    host: str,
    port: int,
    *,
    mcp: bool = False,
    uploads: int = 0,
    serving: Serving | None = None,
) -> str:
    """Start serving `page` in the background, on a free port where `port` is 0; gives its address.

    With `mcp` it is an MCP server too, at /gradio_api/mcp/. `uploads` is how many bytes an uploaded file may
    have; 0 refuses them all. Who may come in, by which names and by https or not is as `serving` says.
    """
    from gradio.routes import App, ORJSONResponse

    serving = replace(serving or Serving(), host=host)
    check_tls(serving.tls_cert, serving.tls_key)
    checker = Checker(Path(serving.roll)) if serving.roll else None
    # Before all that Gradio serves, and its own middleware too: what it adds is never in front of the door.
    served = App(default_response_class=ORJSONResponse)
    door = Door(Origins(host, serving.names), Gate(uploads, page.upload_file_set), checker)
    inner = served.build_middleware_stack
    served.build_middleware_stack = lambda: door.before(inner())  # type: ignore[method-assign]
    try:
        with redirect_stdout(StringIO()):  # Gradio announces its MCP address, whatever `quiet` says
            page.launch(
                **_LAUNCH,
                _app=served,
                server_name=f"[{host}]" if ":" in host and "[" not in host else host,
                server_port=port or None,
                ssl_certfile=serving.tls_cert or None,
                ssl_keyfile=serving.tls_key or None,
                mcp_server=mcp,
                max_file_size=max(uploads, 1),
                state_session_capacity=SESSIONS,
                theme=_theme(),
                css=CSS,
                js=JS,
            )
    except OSError as error:
        raise FootnoteError(
            f"port {port} on {host} can't be had: choose others, with --port and --host"
        ) from error
    door.opened = True
    if mcp:
        _restrict(page.mcp_server_obj)
        if checker:
            _introduce(page.mcp_server_obj, checker.own)
    return str(page.local_url).rstrip("/")


def main() -> None:
    """Serve the library that the environment names, until Ctrl-C; with --mcp to assistants too."""
    from qa.assemble import chatbot, open_library

    settings, serving = Settings.from_env(), Serving.from_env()
    bot = chatbot(open_library(settings, create=serving.allows_uploads), settings)
    collection = Collection(bot.library) if serving.allows_uploads else None
    page = build(bot, collection)
    uploads = collection.max_bytes if collection else 0
    mcp = "--mcp" in sys.argv[1:]
    address = launch(page, serving.host, serving.port, mcp=mcp, uploads=uploads, serving=serving)
    if serving.warning:
        sys.stderr.write(f"footnote: warning: {serving.warning}\n")
    sys.stdout.write(f"Footnote is at {address}  (Ctrl-C ends it)\n")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended either way, it leaves nothing behind
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        page.close(verbose=False)
        if collection:
            collection.close()
        bot.library.close()


def _restrict(server: Any) -> None:  # Gradio's, which has no public way for either
    """Of the endpoints only `TOOLS` are tools; these give JSON rather than its repr, and short errors."""
    server.tool_to_endpoint = {t: e for t, e in server.tool_to_endpoint.items() if t in TOOLS}
    server.postprocess_output_data = _as_json
    server.mcp_server._make_error_result = partial(_short_error, server.mcp_server._make_error_result)


def _introduce(server: Any, token: str) -> None:  # Gradio's, which has no public way for it
    """The MCP server calls the page as any client does; let it say who it is, with a token of this run."""
    from gradio_client import Client

    server._client_instance = Client(
        server.local_url,
        headers={"x-gradio-user": "mcp", "authorization": f"Bearer {token}"},
        download_files=False,
        verbose=False,
        analytics_enabled=False,
        ssl_verify=False,
        _skip_components=False,
    )


def _short_error(result_of: "Callable[[str], Any]", told: str) -> Any:
    """The result of a tool that failed; the middle of a long value that MCP itself refused is left out.

    A value with half of a character in it never reaches the tool: there is no UTF-8 for it.
    """
    if "surrogates not allowed" in told:
        half = re.search(r"'\\u\w{4}'", told)
        named = half[0] if half else "a lone surrogate"
        told = f"a value holds {named}, half of a character: send the whole character, or leave it out"
    return result_of(told if len(told) <= _LONGEST_ERROR else f"{told[:200]} … {told[-200:]}")


def _as_json(results: list[Any], _root_url: str) -> list[Any]:
    """The results of a tool as MCP's text contents, each of them JSON."""
    from mcp.types import TextContent

    return [TextContent(type="text", text=json.dumps(result, ensure_ascii=False)) for result in results]


def _keep_to_ourselves() -> None:
    """Switch off what Gradio reports to its makers, and keep its files to this user and run.

    It reads the first two when it is first imported. What else its variables would open stays shut.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["GRADIO_TEMP_DIR"] = str(own_folder())
    for name in ("ALLOWED_PATHS", "WATCH_DIRS", "VIBE_MODE", "LOCAL_DEV_MODE"):
        os.environ.pop(f"GRADIO_{name}", None)


def _theme() -> "gr.themes.Base":
    import gradio as gr

    serif = ["Charter", "Bitstream Charter", "Iowan Old Style", "Palatino", "Georgia", "ui-serif", "serif"]
    return gr.themes.Base(font=serif, font_mono=["ui-monospace", "Consolas", "monospace"])


if __name__ == "__main__":
    main()
