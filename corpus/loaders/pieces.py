"""Values without end: what would take many times its own size in memory is refused before it is parsed."""

import re

from corpus.loaders.unreadable import Unreadable

MOST_PIECES = 3_000_000  # of JSON, each of which may take a hundred bytes and more
MOST_FIELDS = 1_000_000  # of a line of a table
LONGEST_HEADER = 1_000_000  # characters

_SIGNS = "{[:,"
_PIECE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{\[:,]', re.DOTALL)


def check_pieces(text: str) -> None:
    """`Unreadable` where `text`, which is JSON, has more values and names than fit into memory."""
    if len(text) <= MOST_PIECES or sum(map(text.count, _SIGNS)) <= MOST_PIECES:
        return
    pieces = 0
    for found in _PIECE.finditer(text):  # without those that stand in a text
        pieces += found[0] in _SIGNS
        if pieces > MOST_PIECES:
            raise Unreadable(f"more than {MOST_PIECES:,} values in one piece of JSON: save it as .jsonl")


def bounded(line: str, delimiter: str, number: int) -> str:
    """`line` of a table; `Unreadable` where it has more fields than any table."""
    if line.count(delimiter) > MOST_FIELDS:
        raise Unreadable(f"a line of more than {MOST_FIELDS:,} fields", number)
    return line
