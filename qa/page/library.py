"""The tab that shows what is in the library, and lets it be changed where that is allowed."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.article import Failure
from corpus.errors import FootnoteError
from qa.chatbot import Chatbot
from qa.collection import Collection, State
from qa.page.deleting import confirm_html, elsewhere_html
from qa.page.markup import problem_html
from qa.page.reading import ON_READ
from qa.page.shelves import ORDERS, chosen, holdings_html, list_html
from qa.page.syncing import failed_html, name_within, received_html, state_html
from qa.page.uploading import ON_SEND, received_from, uploading_html

if TYPE_CHECKING:
    import gradio as gr

ON_SHELF = """element.addEventListener("click", (event) => {
  const turn = event.target.closest("[data-page]");
  if (turn) trigger("edit", { page: Number(turn.dataset.page) });
  const unwanted = event.target.closest(".fn-delete");
  if (unwanted) trigger("delete", { doc: unwanted.dataset.doc ?? "", file: unwanted.dataset.file ?? "" });
  const sure = event.target.closest(".fn-do-delete");
  if (sure) trigger("clear", { file: sure.dataset.file });
});"""
"""Run once on the list, the failures and the question: turning a page is `edit`, a sure deletion `clear`."""

_QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and write."""

    holdings: "gr.HTML"
    remark: "gr.HTML"
    state: "gr.HTML"
    failed: "gr.HTML"
    query: "gr.Textbox"
    order: "gr.Dropdown"
    shelf: "gr.HTML"
    question: "gr.HTML"
    page: "gr.State"
    edition: "gr.State"
    timer: "gr.Timer"
    changes: "gr.HTML | None"


class _Views:
    """What the tab shows of a library, and of the collection that may change it."""

    def __init__(self, bot: Chatbot, collection: Collection | None) -> None:
        self._library = bot.library
        self._collection = collection
        self._numbers = count(1)

    @property
    def state(self) -> State:
        """How a sync from this page goes or went."""
        return self._collection.state() if self._collection else State()

    def holdings(self) -> str:
        """The figures."""
        return holdings_html(self._library.store.status(), changeable=self._collection is not None)

    def shelf(self, query: str | None, order: str, page: int) -> str:
        """One page of the list of articles; the box that was never shown has no `query` yet."""
        found = chosen(self._library.store.articles(), query or "", order)
        return list_html(found, page, changeable=self._collection is not None)

    def failed(self) -> str:
        """What couldn't be read: what the library remembers, and the last sync's own."""
        outcome = self.state.outcome
        last: Sequence[Failure] = outcome.report.failed if outcome else ()
        failures = list(dict.fromkeys([*self._library.store.status().failed, *last]))
        return failed_html(failures, self._name, self._deletable)

    def question(self, doc_id: str, file: str) -> str:
        """What is asked before the article, or the uploaded file, is deleted."""
        assert self._collection
        article = self._library.article(doc_id) if doc_id else None
        if article and not (file := self._deletable(article.path)):
            title = article.title or article.doc_id
            return elsewhere_html(next(self._numbers), title, self._name(article.path))
        return confirm_html(next(self._numbers), file, self._collection.articles_of(file))

    def _name(self, path: str) -> str:
        own = self._library.store.path.resolve()
        return name_within(path, [*map(Path, self._library.store.folders()), own / "uploads"])

    def _deletable(self, path: str) -> str:
        return self._collection.uploaded(path) if self._collection else ""


def library_tab(bot: Chatbot, collection: Collection | None, tab: "gr.Tab") -> "tuple[gr.HTML, gr.State]":
    """Puts the components of `tab` where it is called; without a `collection` nothing can be changed.

    Gives back the list, whose titles ask for an article, and a state that changes with every sync.
    """
    parts, views = _layout(collection), _Views(bot, collection)
    _wire(parts, views, tab)
    if collection:
        _wire_changes(parts, views, collection)
    return parts.shelf, parts.edition


def _layout(collection: Collection | None) -> _Parts:
    import gradio as gr

    def html(name: str, script: str | None = None, value: str = "") -> gr.HTML:
        return gr.HTML(value, elem_id=name, apply_default_css=False, padding=False, js_on_load=script)

    with gr.Column(elem_id="fn-library"):
        holdings = html("fn-stock")
        changes = html("fn-changes", ON_SEND, uploading_html(collection.max_bytes)) if collection else None
        remark = html("fn-remark")
        state = html("fn-syncing")
        failed = html("fn-unread", ON_SHELF)
        with gr.Row(elem_id="fn-narrow"):
            query = gr.Textbox(
                elem_id="fn-filter",
                label="Find an article",
                placeholder="Title, source, author or date",
                max_lines=1,
            )
            order = gr.Dropdown(list(ORDERS), value=ORDERS[0], label="Order", min_width=140)
        shelf = html("fn-shelf", ON_SHELF + ON_READ)
        question = html("fn-question", ON_SHELF)
    timer = gr.Timer(_EVERY, active=False)
    memory = gr.State(1), gr.State(0)
    return _Parts(holdings, remark, state, failed, query, order, shelf, question, *memory, timer, changes)


def _wire(parts: _Parts, views: _Views, tab: "gr.Tab") -> None:
    """The tab shows what there is when it is opened, after a sync, and as the list is searched."""
    import gradio as gr

    def everything(query: str | None, order: str, page: int) -> tuple[str, str, str]:
        return views.holdings(), views.failed(), views.shelf(query, order, page)

    def narrow(query: str | None, order: str) -> tuple[str, int]:
        return views.shelf(query, order, 1), 1

    def turn(query: str | None, order: str, clicked: gr.EventData) -> tuple[str, int]:
        page = int(clicked.page)
        return views.shelf(query, order, page), page

    def watch() -> tuple[str, gr.Timer, int]:
        state = views.state
        return state_html(state), gr.Timer(_EVERY, active=state.running), state.edition

    listed, watched = [parts.query, parts.order], [parts.state, parts.timer, parts.edition]
    parallel: dict[str, Any] = {**_QUIETLY, "concurrency_limit": 4}
    for change in (tab.select, parts.edition.change):
        change(everything, [*listed, parts.page], [parts.holdings, parts.failed, parts.shelf], **parallel)
    parts.query.change(narrow, listed, [parts.shelf, parts.page], trigger_mode="always_last", **parallel)
    parts.order.input(narrow, listed, [parts.shelf, parts.page], **parallel)
    parts.shelf.edit(turn, listed, [parts.shelf, parts.page], **parallel)
    for change in (partial(gr.on, None), tab.select, parts.timer.tick):  # the first is the page's opening
        change(watch, None, watched, **parallel)


def _wire_changes(parts: _Parts, views: _Views, collection: Collection) -> None:
    """Uploads, deletions and syncs; where there is no collection none of these events exists."""
    import gradio as gr
    from gradio.context import Context

    assert parts.changes and Context.root_block
    inbox: set[str] = Context.root_block.upload_file_set

    def now(remark: str = "") -> tuple[str, str, gr.Timer]:
        return remark, state_html(views.state), gr.Timer(_EVERY, active=True)

    def upload(sent: gr.EventData) -> tuple[str, str, gr.Timer]:
        files, problems = received_from(sent.files, inbox, collection.max_bytes)
        kept, refused = collection.add(files)
        for file in files:
            with suppress(OSError):  # another upload of the same bytes may lie there
                file.path.parent.rmdir()
        return now(received_html(kept, [*problems, *refused]))

    def sync() -> tuple[str, str, gr.Timer]:
        return now(_tried(collection.sync))

    def stop() -> tuple[str, str, gr.Timer]:
        collection.stop()
        return now()

    def delete(sure: gr.EventData) -> tuple[str, str, gr.Timer]:
        return now(_tried(partial(collection.delete, str(sure.file))))

    def ask_first(unwanted: gr.EventData) -> str:
        return views.question(str(unwanted.doc), str(unwanted.file))

    outputs = [parts.remark, parts.state, parts.timer]
    parts.changes.upload(upload, None, outputs, **_QUIETLY)
    parts.changes.submit(sync, None, outputs, **_QUIETLY)
    parts.changes.stop(stop, None, outputs, **_QUIETLY)
    parts.question.clear(delete, None, outputs, **_QUIETLY)
    for place in (parts.shelf, parts.failed):
        place.delete(ask_first, None, parts.question, **_QUIETLY)


def _tried(change: Callable[[], None]) -> str:
    """The line, as HTML, on why `change` can't be made; empty where it is under way."""
    try:
        change()
    except FootnoteError as error:
        return problem_html(str(error))
    return ""
