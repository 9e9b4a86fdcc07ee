"""What is in the library, as HTML: the figures, and the list of its articles, page by page."""

from collections.abc import Sequence
from itertools import pairwise

from corpus.article import Article
from index.store import Status
from qa.page.deleting import delete_button
from qa.page.markup import counted, day, meta, shown

PAGE = 50
"""So many articles stand on one page of the list."""

ORDERS = ("Newest first", "Oldest first", "By title")
_SOURCES = 5


def holdings_html(status: Status, *, changeable: bool) -> str:
    """The library in figures; how one begins where it is empty."""
    if not status.articles:
        here = "add files or a folder of articles below, or " if changeable else ""
        return (
            '<div class="fn-empty"><p>The library is empty.</p>'
            f"<p>To begin, {here}run <code>footnote index FOLDER</code> in a terminal.</p></div>"
        )
    first, last = status.first_published, status.last_published
    dates = " – ".join(day(each) for each in dict.fromkeys((first, last)) if each) or "undated"
    figures = {
        "Articles": f"{status.articles:,}",
        "Chunks": f"{status.chunks:,}",
        "Dates": dates,
        "Size on disk": f"{status.bytes_on_disk / 1e6:,.1f} MB",
        "Encoder": shown(status.encoder),
        "Sources": _sources(status.sources),
    }
    if not status.bytes_on_disk:  # it is on a server
        del figures["Size on disk"]
    pairs = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures.items())
    return f'<dl class="fn-holdings">{pairs}</dl>'


def _sources(sources: Sequence[tuple[str, int]]) -> str:
    named = [(name, count) for name, count in sources if name]
    told = [f"<bdi>{shown(name)}</bdi> ({count:,})" for name, count in named[:_SOURCES]]
    more = [f"{len(named) - _SOURCES:,} more"] if len(named) > _SOURCES else []
    nameless = [f"without a source ({count:,})" for name, count in sources if not name]
    return ", ".join([*told, *more, *nameless])


def chosen(articles: Sequence[Article], query: str, order: str) -> list[Article]:
    """The articles with every word of `query` in title, source, author, date or doc_id, in `order`."""
    wanted = query.casefold().split()
    found = [a for a in articles if all(word in _told(a) for word in wanted)] if wanted else list(articles)
    if order == "By title":
        return sorted(found, key=lambda a: ((a.title or a.doc_id).casefold(), a.doc_id))
    dated = sorted((a for a in found if a.published), key=lambda a: (a.published, a.doc_id))
    undated = [a for a in found if not a.published]
    return [*(dated if order == "Oldest first" else dated[::-1]), *undated]


def _told(article: Article) -> str:
    fields = (article.title, article.source, article.author, article.published, article.doc_id)
    return "\n".join(fields).casefold()


def list_html(found: Sequence[Article], page: int, *, changeable: bool) -> str:
    """One page of the list, numbered from 1, with buttons to the others; with `changeable` also to delete."""
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE
    rows = "".join(f"<li>{_row(article, changeable)}</li>" for article in found[start : start + PAGE])
    count = counted(len(found), "article")
    where = f", {start + 1:,}–{min(start + PAGE, len(found)):,}" if pages > 1 else ""
    body = f'<ul class="fn-rows">{rows}</ul>' if rows else ""
    return f'<h2 class="fn-count" tabindex="-1">{count}{where}</h2>{body}{_pager(page, pages)}'


def _row(article: Article, changeable: bool) -> str:
    title, doc_id = article.title or article.doc_id, shown(article.doc_id)
    button = delete_button(f'data-doc="{doc_id}"', title) if changeable else ""
    return (
        f'<div><h3><button type="button" class="fn-read fn-title" data-doc="{doc_id}" data-start="0" '
        f'data-end="0"><bdi>{shown(title)}</bdi></button></h3>'
        f"{meta(article.source, article.published, article.url)}</div>{button}"
    )


def _pager(page: int, pages: int) -> str:
    """Buttons to the first and last page and those around `page`."""
    if pages == 1:
        return ""
    numbers = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    parts = [_turn(1, page)]
    for before, number in pairwise(numbers):
        parts += [*(["<span>…</span>"] if number > before + 1 else []), _turn(number, page)]
    return f'<nav class="fn-pages" aria-label="Pages of the list">{"".join(parts)}</nav>'


def _turn(number: int, page: int) -> str:
    here = ' aria-current="page"' if number == page else ""
    return (
        f'<button type="button" class="fn-page" data-page="{number}" aria-label="Page {number}"{here}>'
        f"{number}</button>"
    )
