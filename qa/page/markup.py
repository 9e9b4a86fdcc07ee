"""The small pieces of HTML. Everything that comes from an article or a question is escaped here."""

import re
from collections.abc import Iterable
from datetime import date
from html import escape

from qa.urls import web_host

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def shown(text: str) -> str:
    """`text` as HTML that shows it letter for letter, also inside a quoted attribute.

    Braces and backticks become references too, so that no template language finds a meaning in them;
    control characters, which HTML can't show, are left out.

    >>> shown('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return escape(_CONTROL.sub("", text)).replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;")


def day(published: str) -> str:
    """A `<time>` element for an ISO date; whatever else stands there is shown as it is.

    >>> day("2021-06-17")
    '<time datetime="2021-06-17">17 June 2021</time>'
    """
    try:
        when = date.fromisoformat(published)
    except ValueError:
        return shown(published)
    return f'<time datetime="{when.isoformat()}">{when.day} {MONTHS[when.month - 1]} {when.year}</time>'


def link(url: str, label: str) -> str:
    """`label` as a link that opens `url` in a new tab; the mere label where `url` is no web address."""
    if not web_host(url):
        return f"<bdi>{shown(label)}</bdi>"
    return f'<a href="{shown(url)}" target="_blank" rel="noopener noreferrer"><bdi>{shown(label)}</bdi></a>'


def meta(source: str, published: str, url: str) -> str:
    """The line below a title: source, date and host, as far as they are known."""
    host = web_host(url)
    parts: Iterable[str] = (
        f"<bdi>{shown(source)}</bdi>" if source else "",
        day(published),
        link(url, host) if host else "",
    )
    line = ' <span aria-hidden="true">·</span> '.join(part for part in parts if part)
    return f'<p class="fn-meta">{line}</p>' if line else ""
