"""The right side of the page: what an answer rests on, a card for each source."""

import re
from collections.abc import Callable, Sequence

from corpus.article import Article
from index.hit import Hit
from qa.answer import Answer, Citation
from qa.page.markup import link, meta, shown
from qa.page.passage import excerpt, shortened
from qa.page.reading import read_button
from qa.telling import closest, others

ArticleOf = Callable[[str], Article | None]

_LONGEST_QUOTE = 2000
_NOTHING_YET = "The sources of an answer appear here, each with the quote it rests on."


def sources_html(number: int, answer: Answer, article_of: ArticleOf, *, growing: bool = False) -> str:
    """The sources of the conversation's answer `number` as one `<section>`; empty where it has none.

    The passages that were found and not cited are folded below, once the answer no longer is `growing`.
    """
    if answer.abstained:
        cards = [_passage_card(hit) for hit in closest(answer)]
        heading = "Closest passages"
    else:
        cards = [_citation_card(number, citation, article_of) for citation in answer.citations]
        heading = "Sources"
    if not cards:
        return ""
    about = f'<p class="fn-about" dir="auto">{shown(shortened(answer.question, 160))}</p>'
    return (
        f'<section class="fn-sources" id="fn-sources-{number}" data-answer="{number}" tabindex="-1">'
        f"<h2>{heading}</h2>{about}{''.join(cards)}{'' if growing else _folded(answer)}</section>"
    )


def _folded(answer: Answer) -> str:
    """The hits that hold no quote of the answer, folded; nothing where there are none."""
    cards = "".join(map(_passage_card, others(answer)))
    if not cards:
        return ""
    return f'<details class="fn-others"><summary>Other passages found</summary>{cards}</details>'


def panel_html(sections: Sequence[str]) -> str:
    """The panel: the sources of every answer on the page, those of the last one in sight.

    An answer without any leaves the panel empty rather than showing those of another.
    """
    last = sections[-1] if sections else f'<p class="fn-none">{_NOTHING_YET}</p>'
    earlier = (section.replace("<section ", "<section hidden ", 1) for section in sections[:-1])
    return f'<aside class="fn-panel" aria-label="Sources">{"".join(earlier)}{last}</aside>'


def _citation_card(number: int, citation: Citation, article_of: ArticleOf) -> str:
    n = citation.number
    back = (
        f'<a class="fn-back" href="#fn-ref-{number}-{n}" aria-label="Back to mark {n} in the answer">{n}</a>'
    )
    line = meta(citation.source, citation.published, citation.url)
    title = link(citation.url, citation.title or citation.doc_id)
    quote = f"<blockquote>{_quote_in_place(citation, article_of)}</blockquote>"
    read = read_button(citation.doc_id, citation.start, citation.end)
    opening = f'<article class="fn-card" id="fn-src-{number}-{n}" tabindex="-1" aria-label="Source {n}">'
    return f"{opening}{back}<h3>{title}</h3>{line}{quote}{read}</article>"


def _passage_card(hit: Hit) -> str:
    article = hit.article
    title = link(article.url, article.title or article.doc_id)
    paragraphs = re.split(r"\n\s*\n", shortened(hit.chunk.text, _LONGEST_QUOTE))
    body = "".join(f'<p dir="auto">{shown(paragraph)}</p>' for paragraph in paragraphs)
    line = meta(article.source, article.published, article.url)
    read = read_button(hit.chunk.doc_id, hit.chunk.start, hit.chunk.end)
    quote = f"<blockquote>{body}</blockquote>"
    return f'<article class="fn-card fn-close"><h3>{title}</h3>{line}{quote}{read}</article>'


def _quote_in_place(citation: Citation, article_of: ArticleOf) -> str:
    """The quote marked within its paragraph; alone where the article is gone or has changed since."""
    mark = f"<mark>{shown(shortened(citation.cited_text, _LONGEST_QUOTE))}</mark>"
    article = article_of(citation.doc_id)
    if article is None or article.text[citation.start : citation.end] != citation.cited_text:
        return f'<p dir="auto">{mark}</p>'
    before, after = excerpt(article.text, citation.start, citation.end)
    return f'<p dir="auto">{shown(before)}{mark}{shown(after)}</p>'
