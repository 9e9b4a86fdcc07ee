"""Which part of an article stands around a quote: its paragraph, cut where that runs long."""

import re

ROOM = 320
"""How many characters of the paragraph are shown on each side of a quote."""

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_START = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=\S)")
_WORD_START = re.compile(r"\s+(?=\S)")


def around(text: str, start: int, end: int, room: int = ROOM) -> tuple[int, int]:
    r"""The span of `text` to show around `text[start:end]`, in characters.

    It reaches to the ends of the paragraph, and at most `room` characters beyond the quote on either
    side; where it must cut, it cuts between sentences, or else between words.

    >>> around("One.\n\nTwo is here. Three.", 6, 18)
    (6, 25)
    """
    return start - _kept_before(text, start, room), end + _kept_after(text, end, room)


def excerpt(text: str, start: int, end: int) -> tuple[str, str]:
    """What `around` shows before and behind `text[start:end]`, with "…" where the paragraph goes on."""
    first, last = around(text, start, end)
    opening = "… " if _cut_at(text[:first].rstrip(" \t")[-1:]) else ""
    closing = " …" if _cut_at(text[last : last + 80].lstrip(" \t")[:1]) else ""
    return opening + text[first:start], text[end:last] + closing


def _cut_at(neighbour: str) -> bool:
    """Whether the paragraph goes on beyond an end of what is shown, given the next character there."""
    return neighbour not in ("", "\n")


def _kept_before(text: str, start: int, room: int) -> int:
    window = text[max(0, start - room) : start]
    breaks = list(_PARAGRAPH_BREAK.finditer(window))
    if breaks:
        return len(window) - breaks[-1].end()
    if start <= room:
        return len(window)
    cut = _SENTENCE_START.search(window, 0, room // 2) or _WORD_START.search(window)
    return len(window) - cut.end() if cut else 0


def _kept_after(text: str, end: int, room: int) -> int:
    window = text[end : end + room]
    if found := _PARAGRAPH_BREAK.search(window):
        return found.start()
    if end + room >= len(text):
        return len(window)
    cuts = list(_SENTENCE_START.finditer(window, room // 2)) or list(_WORD_START.finditer(window))
    return cuts[-1].start() if cuts else 0


def shortened(text: str, limit: int) -> str:
    """`text`, or its first words up to `limit` characters and an ellipsis where it is longer.

    >>> shortened("one two three", 9)
    'one two…'
    """
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit // 2, limit)
    return text[: cut if cut > 0 else limit].rstrip() + "…"
