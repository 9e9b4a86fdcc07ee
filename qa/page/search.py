"""The tab where one searches: passages by rank, narrowed by publication and date, with a timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from corpus.errors import FootnoteError
from index.hit import Filter, Hit
from index.library import DEFAULT_MODE, Mode
from qa.chatbot import Chatbot
from qa.newest import Newest
from qa.page.dates import FROM, PATTERN, UNTIL, between
from qa.page.markup import problem_html
from qa.page.reading import ON_READ
from qa.page.results import (
    PAGE,
    beginning_html,
    found_nothing,
    head_html,
    outcome_html,
    reach,
    results_html,
    tally,
)
from qa.page.timeline import bars, timeline_html

if TYPE_CHECKING:
    import gradio as gr

DEPTH = 100
"""The timeline tells of the articles of so many passages, the best ones."""

MODES: tuple[tuple[str, Mode], ...] = (
    ("Best match", "best"),
    ("Words and meaning", "hybrid"),
    ("Meaning, in any words", "dense"),
    ("Words, in any form", "sparse"),
)

ON_CHOICE = """element.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-since], .fn-more");
  if (!chosen) return;
  const more = chosen.classList.contains("fn-more");
  trigger("click", { more, since: chosen.dataset.since ?? "", until: chosen.dataset.until ?? "" });
});"""
"""Run once on the element of the results: a bar that is clicked chooses its dates, the button wants more."""

_FOLD = (
    '<button type="button" class="fn-fold" aria-expanded="false" aria-controls="fn-filters">Filters</button>'
    '<p class="fn-told" role="status"></p>'
)
"""Shows the filters where they have no room; and the line in which screen readers are told what was found."""

_BROKEN = "something broke while this was searched; search again, and the server's log has more"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, where, and how many of it are to be seen."""

    query: str = ""
    mode: Mode = DEFAULT_MODE
    sources: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    most: int = PAGE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a search: the HTML of it, what is told of it, and whether the library is empty."""

    html: str
    told: str = ""
    empty: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was searched last, and whether all that is shown is that the library is empty."""

    wanted: Wanted
    empty: bool


def searched(bot: Chatbot, wanted: Wanted) -> Outcome:
    """The timeline and the results of a search; an invitation without a query, one line for a bad one."""
    if not wanted.query.strip():
        return _beginning(bot)
    try:
        where = Filter(wanted.sources, *between(wanted.since, wanted.until))
        hits = bot.library.search(wanted.query, DEPTH, mode=wanted.mode, where=where)
    except FootnoteError as error:
        return Outcome(problem_html(str(error)))
    if not hits:
        line, beginning = found_nothing(wanted.query), _beginning(bot)
        return beginning if beginning.empty else Outcome(head_html(line, where), line)
    line = tally(hits, DEPTH)
    results = results_html(wanted.query, hits, wanted.most)
    told = line if wanted.most <= PAGE else reach(hits, wanted.most)
    return Outcome(head_html(line, where) + _timeline(hits) + results, told)


def _beginning(bot: Chatbot) -> Outcome:
    empty = not bot.library.store.articles()
    return Outcome(beginning_html(empty=empty), empty=empty)


def _timeline(hits: Sequence[Hit]) -> str:
    return timeline_html(bars({hit.chunk.doc_id: hit.article.published for hit in hits}.values()))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and write."""

    tab: "gr.Tab"
    query: "gr.Textbox"
    mode: "gr.Dropdown"
    sources: "gr.Dropdown"
    since: "gr.Textbox"
    until: "gr.Textbox"
    found: "gr.HTML"
    seen: "gr.State"


def search_tab(bot: Chatbot, several: dict[str, Any]) -> "tuple[gr.Dropdown, gr.HTML]":
    """Puts the tab's components where it is called; `several` are the limits that answers share.

    Gives back the menu of publications, whose choices are to be brought up to date when the page opens, and
    the results, whose buttons ask for an article.
    """
    parts = _layout(_beginning(bot))
    _wire(bot, parts, several)
    return parts.sources, parts.found


def _layout(first: Outcome) -> _Parts:
    """The components in their places; the style sheet does the rest."""
    import gradio as gr

    line = partial(gr.Textbox, max_lines=1)
    html = partial(gr.HTML, apply_default_css=False, padding=False)
    with gr.Column(elem_id="fn-search") as column:
        query = line(elem_id="fn-query", label="Search", placeholder="Search the articles…", submit_btn=True)
        html(_FOLD, elem_id="fn-folded", js_on_load=None)
        with gr.Row(elem_id="fn-filters"):
            mode = gr.Dropdown(list(MODES), value=DEFAULT_MODE, label="Look for", elem_id="fn-mode")
            sources = gr.Dropdown(
                [],
                multiselect=True,
                allow_custom_value=True,  # one that was chosen may leave the library
                label="Publications",
                elem_id="fn-publications",
            )
            since = line(label=FROM, placeholder=PATTERN, elem_id="fn-since")
            until = line(label=UNTIL, placeholder=PATTERN, elem_id="fn-until")
        found = html(outcome_html(0, first.html), elem_id="fn-found", js_on_load=ON_CHOICE + ON_READ)
    assert isinstance(column.parent, gr.Tab)
    seen = gr.State(_Seen(Wanted(), first.empty))
    return _Parts(column.parent, query, mode, sources, since, until, found, seen)


def _wire(bot: Chatbot, parts: _Parts, several: dict[str, Any]) -> None:
    """A search follows whatever was typed, chosen or clicked; of several only the newest is shown."""
    import gradio as gr

    searching, numbers = Newest(), count(1)

    def show(reader: gr.Request, wanted: Wanted) -> tuple[object, object]:
        name = str(reader.session_hash)
        task = searching.begin(name)
        outcome = searched(bot, wanted)
        if not searching.goes_on(name, task):
            return gr.skip(), gr.skip()
        searching.stop(name)
        return outcome_html(next(numbers), outcome.html, outcome.told), _Seen(wanted, outcome.empty)

    def search(reader: gr.Request, seen: _Seen, *values: Any) -> tuple[object, object]:
        return show(reader, _wanted(*values))

    def narrow(reader: gr.Request, seen: _Seen, *values: Any) -> tuple[object, object]:
        wanted = _wanted(*values)
        if replace(wanted, query=seen.wanted.query, most=seen.wanted.most) == seen.wanted:
            return gr.skip(), gr.skip()  # a box was but left, or a menu tells the same twice
        return show(reader, wanted)

    def choose(clicked: gr.EventData, reader: gr.Request, seen: _Seen, *values: Any) -> tuple[object, ...]:
        wanted = _wanted(*values)
        if clicked.more:
            wanted = replace(wanted, most=seen.wanted.most + PAGE)
        else:
            wanted = replace(wanted, since=str(clicked.since), until=str(clicked.until))
        return *show(reader, wanted), wanted.since, wanted.until

    def look_again(reader: gr.Request, seen: _Seen) -> tuple[object, object]:
        return show(reader, seen.wanted) if seen.empty else (gr.skip(), gr.skip())

    def say_sorry(reader: gr.Request) -> object:
        if not searching.goes_on_for(str(reader.session_hash)):
            return gr.skip()  # a later search has shown its results
        return outcome_html(next(numbers), problem_html(_BROKEN))

    inputs = [parts.seen, parts.query, parts.mode, parts.sources, parts.since, parts.until]
    page, dates = [parts.found, parts.seen], (parts.since, parts.until)
    limits: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", **several}
    multiple = {**limits, "trigger_mode": "multiple"}
    events = [
        *(box.submit(search, inputs, page, **multiple) for box in (parts.query, *dates)),
        *(box.blur(narrow, inputs, page, **multiple) for box in dates),
        # Not `input`, which isn't told when all publications are taken away at once.
        *(menu.change(narrow, inputs, page, **multiple) for menu in (parts.mode, parts.sources)),
        parts.found.click(choose, inputs, [*page, *dates], **multiple),
        parts.tab.select(look_again, [parts.seen], page, **multiple),
    ]
    for event in events:
        event.failure(say_sorry, None, parts.found, **limits)


def _wanted(query: str, mode: Mode, sources: Sequence[str] | None, since: str, until: str) -> Wanted:
    """What the components hold, in their order."""
    return Wanted(query, mode, tuple(sources or ()), since.strip(), until.strip(), PAGE)
