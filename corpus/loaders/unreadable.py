"""The one way a reader says no: a reason, and the line it is about."""

import re

from corpus.errors import FootnoteError


class Unreadable(FootnoteError):
    """A file, or one line of it, can't be read; it becomes a `Failure` and never leaves this package."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def one_line(message: object, limit: int = 160) -> str:
    r"""`message` without its line ends and control characters, cut at `limit` characters.

    >>> one_line("first\nsecond")
    'first second'
    """
    words = " ".join("".join(c if c.isprintable() else " " for c in str(message)[: 4 * limit]).split())
    return words if len(words) <= limit else words[: limit - 1] + "…"


def complaint(error: Exception) -> str:
    """What a parser says is wrong, without the addresses in memory that differ from one run to the next.

    >>> complaint(ValueError("no object at 0x7f3a50"))
    'damaged: ValueError no object at …'
    """
    words = re.sub(r"\b(?:0x[0-9a-f]+|\d{9,})\b", "…", one_line(error))
    return f"damaged: {type(error).__name__} {words}".strip()
