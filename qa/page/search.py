"""The tab where one searches: passages by rank, narrowed by publication and date, with a timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from corpus.errors import FootnoteError
from index.hit import Filter, Hit
from index.library import DEFAULT_MODE, Mode
from qa.chatbot import Chatbot
from qa.page.reading import ON_READ
from qa.page.results import PAGE, invitation_html, problem_html, results_html
from qa.page.timeline import bars, timeline_html

if TYPE_CHECKING:
    import gradio as gr

DEPTH = 100
"""The timeline tells of the articles of so many passages, the best ones."""

MODES: tuple[tuple[str, Mode], ...] = (
    ("all that helps", "best"),
    ("meaning and words", "hybrid"),
    ("meaning", "dense"),
    ("words", "sparse"),
)

ON_CHOICE = """element.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-since], .fn-more");
  if (!chosen) return;
  const more = chosen.classList.contains("fn-more");
  trigger("click", { more, since: chosen.dataset.since ?? "", until: chosen.dataset.until ?? "" });
});"""
"""Run once on the element of the results: a bar that is clicked chooses its dates, the button wants more."""

_QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, where, and how many of it are to be seen."""

    query: str
    mode: Mode
    sources: tuple[str, ...]
    since: str
    until: str
    most: int = PAGE


def found_html(bot: Chatbot, wanted: Wanted) -> str:
    """The timeline and the results of a search; an invitation without a query, one line for a bad one."""
    if not wanted.query.strip():
        return invitation_html()
    try:
        where = Filter(wanted.sources, wanted.since.strip(), wanted.until.strip())
        hits = bot.library.search(wanted.query, DEPTH, mode=wanted.mode, where=where)
    except FootnoteError as error:
        return problem_html(str(error))
    return _timeline(hits, wanted) + results_html(wanted.query, hits, wanted.most)


def _timeline(hits: Sequence[Hit], wanted: Wanted) -> str:
    articles = {hit.chunk.doc_id: hit.article.published for hit in hits}
    many = f"{len(articles)} article{'' if len(articles) == 1 else 's'}"
    about = f"{many} among the best {len(hits)} passages." if len(hits) == DEPTH else f"{many} found."
    return timeline_html(
        bars(articles.values()), about, narrowed=bool(wanted.since.strip() or wanted.until.strip())
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and write."""

    query: "gr.Textbox"
    mode: "gr.Dropdown"
    sources: "gr.Dropdown"
    since: "gr.Textbox"
    until: "gr.Textbox"
    found: "gr.HTML"
    most: "gr.State"


def search_tab(bot: Chatbot, several: dict[str, Any]) -> "tuple[gr.Dropdown, gr.HTML]":
    """Puts the tab's components where it is called; `several` are the limits that answers share.

    Gives back the menu of publications, whose choices are to be brought up to date when the page opens, and
    the results, whose buttons ask for an article.
    """
    parts = _layout()
    _wire(bot, parts, several)
    return parts.sources, parts.found


def _layout() -> _Parts:
    """The components in their places; the style sheet does the rest."""
    import gradio as gr

    line = partial(gr.Textbox, max_lines=1, min_width=120)
    with gr.Column(elem_id="fn-search"):
        query = line(elem_id="fn-query", label="Search", placeholder="Search the articles…", submit_btn=True)
        with gr.Row(elem_id="fn-filters"):
            mode = gr.Dropdown(list(MODES), value=DEFAULT_MODE, label="Found by", min_width=180)
            chosen = gr.Dropdown([], multiselect=True, label="Publications", min_width=180)
            since = line(label="From", placeholder="YYYY-MM-DD")
            until = line(label="Until", placeholder="YYYY-MM-DD")
        found = gr.HTML(
            invitation_html(),
            elem_id="fn-found",
            apply_default_css=False,
            padding=False,
            js_on_load=ON_CHOICE + ON_READ,
        )
    return _Parts(query, mode, chosen, since, until, found, gr.State(PAGE))


def _wire(bot: Chatbot, parts: _Parts, several: dict[str, Any]) -> None:
    """A search follows whatever was typed, chosen or clicked."""
    import gradio as gr

    def wanted(
        query: str, mode: Mode, sources: Sequence[str] | None, since: str, until: str, most: int
    ) -> Wanted:
        return Wanted(query, mode, tuple(sources or ()), since, until, most)

    def search(*values: Any) -> tuple[str, int]:  # what the components hold, in their order
        return found_html(bot, replace(wanted(*values), most=PAGE)), PAGE

    def choose(clicked: gr.EventData, *values: Any) -> tuple[str, int, str, str]:
        asked = wanted(*values)
        if clicked.more:
            asked = replace(asked, most=asked.most + PAGE)
        else:
            asked = replace(asked, since=str(clicked.since), until=str(clicked.until), most=PAGE)
        return found_html(bot, asked), asked.most, asked.since, asked.until

    inputs = [parts.query, parts.mode, parts.sources, parts.since, parts.until, parts.most]
    limits = {**_QUIETLY, **several}
    parts.query.submit(search, inputs, [parts.found, parts.most], **limits)
    for box in (parts.since, parts.until):
        box.submit(search, inputs, [parts.found, parts.most], **limits)
        box.blur(search, inputs, [parts.found, parts.most], **limits)
    for menu in (parts.mode, parts.sources):
        menu.input(search, inputs, [parts.found, parts.most], **limits)
    parts.found.click(choose, inputs, [parts.found, parts.most, parts.since, parts.until], **limits)
