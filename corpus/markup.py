"""What articles bring along, as small pieces of HTML. Whatever comes from one is escaped here."""

import re
from datetime import date
from html import escape

from corpus.urls import web_host

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


def in_words(when: date) -> str:
    """A day as it is read.

    >>> in_words(date(2021, 6, 17))
    '17 June 2021'
    """
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def day(published: str) -> str:
    """A `<time>` element for an ISO date; whatever else stands there is shown as it is.

    >>> day("2021-06-17")
    '<time datetime="2021-06-17">17 June 2021</time>'
    """
    try:
        when = date.fromisoformat(published)
    except ValueError:
        return shown(published)
    return f'<time datetime="{when.isoformat()}">{in_words(when)}</time>'


def link(url: str, label: str, style: str = "") -> str:
    """`label` as a link that opens `url` in a new tab; the mere label where `url` is no web address.

    `style` is CSS for the link itself, where no style sheet is around.
    """
    if not web_host(url):
        return f"<bdi>{shown(label)}</bdi>"
    styled = f' style="{style}"' if style else ""
    where = f'href="{shown(url)}" target="_blank" rel="noopener noreferrer"'
    return f"<a {where}{styled}><bdi>{shown(label)}</bdi></a>"


def origin(source: str, published: str, url: str, style: str = "") -> str:
    """Source, date and host, as far as they are known, with dots between them; empty where none is.

    >>> origin("The Daily", "June", "")
    '<bdi>The Daily</bdi> <span aria-hidden="true">·</span> June'
    """
    host = web_host(url)
    leads = link(url, host, style) if host else ""
    return dotted(f"<bdi>{shown(source)}</bdi>" if source else "", day(published), leads)


def dotted(*parts: str) -> str:
    """The pieces of HTML that aren't empty, in a row with dots between them."""
    return ' <span aria-hidden="true">·</span> '.join(part for part in parts if part)
