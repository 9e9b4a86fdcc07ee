"""The small pieces of the page's HTML; whatever comes from an article or a question is escaped."""

from corpus.markup import MONTHS, day, link, origin, shown

__all__ = ["MONTHS", "day", "link", "meta", "shown"]


def meta(source: str, published: str, url: str) -> str:
    """The line below a title: source, date and host, as far as they are known."""
    line = origin(source, published, url)
    return f'<p class="fn-meta">{line}</p>' if line else ""
