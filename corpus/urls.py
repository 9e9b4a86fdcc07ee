"""Addresses that articles bring along: which of them lead to the web."""

from urllib.parse import urlsplit


def web_host(url: str) -> str:
    """The host that an http or https address leads to; empty for every other address.

    >>> web_host("https://example.org/a"), web_host("javascript:alert(1)")
    ('example.org', '')
    """
    if any(c.isspace() or c < " " or c in "\\\x7f" for c in url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host if parts.scheme in ("http", "https") else ""
