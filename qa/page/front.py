"""The head of the page."""

from collections.abc import Sequence

from corpus.article import Article
from qa.page.markup import counted, day


def header_html(articles: Sequence[Article]) -> str:
    """The name, what it is or how it begins, and how many articles from which time are read."""
    line = '<p class="fn-line">Answers made of quotes from your articles, each with a footnote.</p>'
    if not articles:
        line = "<p>There are no articles yet: the Library tab says how to begin.</p>"
    return (
        f'<header class="fn-header"><h1>Footnote</h1>{line}<p class="fn-stock">{stock(articles)}</p></header>'
    )


def stock(articles: Sequence[Article]) -> str:
    """How many articles there are and from when to when, as a line of HTML.

    >>> stock([Article("a", "t", "x", published="2021-06-17"), Article("b", "t", "x")])
    '2 articles, <time datetime="2021-06-17">17 June 2021</time>'
    """
    count = counted(len(articles), "article")
    dates = sorted(article.published for article in articles if article.published)
    if not dates:
        return count
    ends = [dates[0]] if dates[0] == dates[-1] else [dates[0], dates[-1]]
    return f"{count}, {' – '.join(day(end) for end in ends)}"
