"""What a search found: a card a passage, with the words that were looked for marked."""

from collections.abc import Sequence

from index.hit import Hit
from qa.page.markup import link, meta, shown
from qa.page.passage import shortened
from qa.page.reading import read_button
from qa.words import words

#: So many results are shown at first, and so many more each time.
PAGE = 10
_LONGEST = 2000

_INVITATION = "Look for a word, a phrase or a question: the passages that fit it best come first."


def results_html(query: str, hits: Sequence[Hit], most: int) -> str:
    """The first `most` hits as an ordered list, and a button for more where there are more."""
    if not hits:
        return _note(f"No passage fits “{shortened(query.strip(), 80)}” among the articles and dates chosen.")
    looked_for = stems_of(query)
    cards = "".join(f"<li>{_card(hit, looked_for)}</li>" for hit in hits[:most])
    more = '<button type="button" class="fn-more">Show more passages</button>' if most < len(hits) else ""
    return f'<ol class="fn-results" aria-label="Passages found">{cards}</ol>{more}'


def invitation_html() -> str:
    """What stands where results will be."""
    return _note(_INVITATION)


def problem_html(message: str) -> str:
    """Why a search can't be made."""
    return f'<p class="fn-problem" role="alert">{shown(message[:1].upper() + message[1:])}</p>'


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


def _card(hit: Hit, looked_for: frozenset[str]) -> str:
    article = hit.article
    title = link(article.url, article.title or article.doc_id)
    body = marked(shortened(hit.chunk.text, _LONGEST), looked_for)
    read = read_button(hit.chunk.doc_id, hit.chunk.start, hit.chunk.end)
    return (
        f'<article class="fn-card fn-found"><span class="fn-rank" aria-hidden="true">{hit.rank}</span>'
        f"<h3>{title}</h3>{meta(article.source, article.published, article.url)}"
        f'<blockquote><p dir="auto">{body}</p></blockquote>{read}</article>'
    )


def _note(text: str) -> str:
    return f'<p class="fn-none">{shown(text)}</p>'
