"""The one way a reader says no: a reason, and the line it is about."""

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
