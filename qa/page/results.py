"""What a search found: how much of it there is, and a card a passage with the words looked for marked."""

import re
from collections.abc import Sequence

from index.hit import Filter, Hit
from qa.page.markup import counted, day, link, meta, shown
from qa.page.passage import shortened
from qa.page.reading import read_button
from qa.words import words

#: So many results are shown at first, and so many more each time.
PAGE = 10
_LONGEST = 2000
_NAMED = 2

_INVITATION = "Look for a word, a phrase or a question: the passages that fit it best come first."
_EMPTY = (
    '<div class="fn-empty"><p>The library is empty: there is nothing to search yet.</p>'
    "<p>To begin, see the Library tab, or run <code>footnote index FOLDER</code> in a terminal.</p></div>"
)
_ALL_DATES = '<button type="button" class="fn-all-dates" data-since="" data-until="">Show all dates</button>'
#: The mark of a heading in Markdown, and the one that may close it.
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?=\S)(.*)\n*", re.MULTILINE)
_CLOSING = re.compile(r"[ \t]#+[ \t]*$")


def outcome_html(number: int, body: str, told: str = "") -> str:
    """What the place of the results shows; `search.js` notices by a new `number` that it came.

    `told` is what a screen reader says of it.
    """
    return (
        f'<div class="fn-outcome" tabindex="-1" data-number="{number}" data-told="{shown(told)}">{body}</div>'
    )


def tally(hits: Sequence[Hit], depth: int) -> str:
    """How many passages and articles were found, of which `depth` were the most that could be."""
    articles = {hit.chunk.doc_id: hit.article.published for hit in hits}
    undated = sum(not published for published in articles.values())
    many = counted(len(articles), "article")
    found = f"The best {len(hits)} passages, from {many}"
    if len(hits) < depth:
        found = f"{counted(len(hits), 'passage')} in {many}"
    return found + (f", {undated} without a date" if undated else "")


def found_nothing(query: str) -> str:
    """What is said where nothing fits."""
    return f"No passage fits “{shortened(query.strip(), 80)}”"


def head_html(line: str, where: Filter) -> str:
    """`line` as the heading of the results; below it what they are narrowed to, and the way back."""
    heading = f'<h2 class="fn-tally" tabindex="-1">{shown(line)}</h2>'
    if not where:
        return heading
    dates = f" {_ALL_DATES}" if where.since or where.until else ""
    return f'{heading}<p class="fn-narrowed">Only {_narrowing(where)}.{dates}</p>'


def _narrowing(where: Filter) -> str:
    since, until = day(where.since), day(where.until)
    parts = [f"from {since}"] if since else []
    parts += [f"until {until}"] if until else []
    if since and since == until:
        parts = [f"of {since}"]
    if len(where.sources) > _NAMED:
        parts.append(f"in {len(where.sources)} publications")
    elif where.sources:
        parts.append("in " + " and ".join(f"<bdi>{shown(name)}</bdi>" for name in where.sources))
    return " ".join(parts)


def results_html(query: str, hits: Sequence[Hit], most: int) -> str:
    """The first `most` hits as an ordered list, and a button for more where there are more."""
    looked_for = stems_of(query)
    cards = "".join(f"<li>{_card(hit, looked_for)}</li>" for hit in hits[:most])
    more = ""
    if most < len(hits):
        button = '<button type="button" class="fn-more">Show more passages</button>'
        more = f'<p class="fn-reach">{button} <span>{reach(hits, most)}</span></p>'
    return f'<ol class="fn-results" aria-label="Passages found">{cards}</ol>{more}'


def reach(hits: Sequence[Hit], most: int) -> str:
    """How many of the hits are shown."""
    return f"{min(most, len(hits))} of {len(hits)} shown"


def beginning_html(*, empty: bool) -> str:
    """What stands where results will be; how one begins where the library is empty."""
    return _EMPTY if empty else f'<p class="fn-none">{_INVITATION}</p>'


def stems_of(query: str) -> frozenset[str]:
    """The stems that are marked in a passage: those of the query's words, but for "the" and the like.

    >>> sorted(stems_of("the closed borders"))
    ['border', 'close']
    """
    found = words(query)
    return frozenset(word.stem for word in found if word.content) or frozenset(word.stem for word in found)


def marked(text: str, stems: frozenset[str]) -> str:
    """`text` as HTML with every word of these stems in a mark; letter for letter what it was.

    >>> marked("They closed it.", frozenset({"close"}))
    'They <mark>closed</mark> it.'
    """
    parts, done = [], 0
    for word in words(text):
        if word.stem in stems:
            end = word.start + len(word.text)
            parts += [shown(text[done : word.start]), f"<mark>{shown(text[word.start : end])}</mark>"]
            done = end
    return "".join([*parts, shown(text[done:])])


def passage_html(text: str, stems: frozenset[str]) -> str:
    r"""`text` as `marked` gives it, but Markdown's headings without their marks.

    >>> passage_html("Ferries.\n\n## The # of ports ##\n\nTwo.", frozenset({"two"}))
    'Ferries.\n\n<strong>The # of ports</strong>\n<mark>Two</mark>.'
    """
    parts, done = [], 0
    for heading in _HEADING.finditer(text):
        title = marked(_CLOSING.sub("", heading[1]), stems)
        parts += [marked(text[done : heading.start()], stems), f"<strong>{title}</strong>\n"]
        done = heading.end()
    return "".join([*parts, marked(text[done:], stems)])


def _card(hit: Hit, looked_for: frozenset[str]) -> str:
    article = hit.article
    title = link(article.url, article.title or article.doc_id)
    body = passage_html(shortened(hit.chunk.text, _LONGEST), looked_for)
    read = read_button(hit.chunk.doc_id, hit.chunk.start, hit.chunk.end)
    return (
        f'<article class="fn-card fn-found"><span class="fn-rank" aria-hidden="true">{hit.rank}</span>'
        f'<h3 tabindex="-1">{title}</h3>{meta(article.source, article.published, article.url)}'
        f'<blockquote><p dir="auto">{body}</p></blockquote>{read}</article>'
    )
