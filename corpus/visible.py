"""Text made safe to print: what would move a terminal's cursor or turn its line around is shown instead."""

import re

# Control characters but for line ends and tabs, halves of characters, and overrides of the writing direction.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")


def visible(text: str) -> str:
    r"""`text` with control characters written out, as `\x1b`; what is printable stays as it is.

    >>> visible("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def visible_line(text: str) -> str:
    r"""`visible` text on one line: line ends and tabs are written out too.

    >>> visible_line("a\nb")
    'a\\nb'
    """
    return (
        visible(text)
        .replace("\n", "\\n")
        .replace("\t", "\\t")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def brief(value: object) -> str:
    """`value` as a message names it: its repr, cut at some 60 characters.

    >>> brief("yesterday"), len(brief("why " * 9_000))
    ("'yesterday'", 60)
    """
    try:
        shown = repr(value)
    except ValueError:  # a number of more digits than Python writes
        shown = "a number of thousands of digits"
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
