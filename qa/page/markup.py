"""The small pieces of the page's HTML; whatever comes from an article or a question is escaped."""

from corpus.markup import MONTHS, day, in_words, link, origin, shown

__all__ = ["MONTHS", "capital", "counted", "day", "in_words", "link", "meta", "problem_html", "shown"]


def capital(message: str) -> str:
    """A message, which begins small where it stands behind a colon, as a sentence of its own.

    >>> capital("port 80 is taken")
    'Port 80 is taken'
    """
    return message[:1].upper() + message[1:]


def problem_html(message: str) -> str:
    """A line that says why something could not be done."""
    return f'<p class="fn-problem" role="alert">{shown(capital(message))}</p>'


def counted(number: int, thing: str) -> str:
    """So many of a thing.

    >>> counted(1, "article"), counted(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def meta(source: str, published: str, url: str) -> str:
    """The line below a title: source, date and host, as far as they are known."""
    line = origin(source, published, url)
    return f'<p class="fn-meta">{line}</p>' if line else ""
