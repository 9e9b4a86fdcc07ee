"""Undoing the wrapping of lines: pages of printed lines become paragraphs.

A PDF knows lines, not paragraphs. A paragraph ends where a line stops clearly short of the usual width and
ends a sentence, or is a heading above a line that begins anew. A page's end ends none by itself.
"""

import re
from collections import Counter
from itertools import pairwise

SHORT = 0.75  # of the usual line length: a line below it stops before the margin
HEADING = 0.6  # of the usual line length: one below it that ends no sentence may be a heading

_ENDS_SENTENCE = re.compile(r"[.!?:…。！？][\"'”’»)\]]*$")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–\s]*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–\s]*", re.IGNORECASE)
_COMPOUND = re.compile(r"\w{1,40}-\w{1,40}")
_LAST_WORD = re.compile(r"\w+-$")
_FIRST_WORD = re.compile(r"\w{1,40}")
_WIDE = "\u2e80"  # the first of the scripts that put no space between words


def unwrap(pages: list[str]) -> str:
    r"""The text of `pages` with a blank line between paragraphs and none within.

    >>> unwrap(["The envoys met in the capital on Mon-\nday. They talked for two hours."])
    'The envoys met in the capital on Monday. They talked for two hours.'
    """
    lines = without_running_lines([[line.strip() for line in page.strip().split("\n")] for page in pages])
    width = _usual_width(lines)
    compounds = {compound for line in lines for compound in _COMPOUND.findall(line)}
    pieces = []
    for line, following in pairwise([*lines, ""]):
        end = not line or not following or _ends_paragraph(line, following, width)
        pieces.append(f"{line}\n\n" if end else _leading_on(line, following, compounds))
    return re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip()


def without_running_lines(pages: list[list[str]]) -> list[str]:
    """The lines of all pages but page numbers, and headers and footers that most pages share.

    >>> without_running_lines([["The Daily", "It rained.", "- 1 -"]])
    ['The Daily', 'It rained.']
    """
    shared: Counter[str] = Counter()
    for page in pages:
        shared.update({_without_digits(line) for line in (page[0], page[-1])})
    running = {line for line, count in shared.items() if line and count >= 3 and count > len(pages) / 2}

    def runs(line: str) -> bool:
        return bool(_PAGE_NUMBER.fullmatch(line)) or _without_digits(line) in running

    kept = []
    for page in pages:
        start = 1 if len(page) > 1 and runs(page[0]) else 0
        end = len(page) - 1 if len(page) > start + 1 and runs(page[-1]) else len(page)
        kept += page[start:end]
    return kept


def _without_digits(line: str) -> str:
    return re.sub(r"\d+", "", line).strip()


def _usual_width(lines: list[str]) -> int:
    """The length that four of five lines stay within."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[len(lengths) * 4 // 5] if lengths else 0


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if following[0].islower():
        return False
    if _ENDS_SENTENCE.search(line):
        return len(line) < SHORT * width
    return len(line) < HEADING * width and not line.endswith((",", ";", "-"))


def _leading_on(line: str, following: str, compounds: set[str]) -> str:
    """`line` ready for `following`: a broken word made whole, else a space where one belongs."""
    if line.endswith("\u00ad"):
        return line[:-1]
    if line.endswith("-") and not line.endswith((" -", "--")):
        broken, rest = _LAST_WORD.search(line[-50:]), _FIRST_WORD.match(following)
        one_word = broken and rest and following[0].islower() and broken[0] + rest[0] not in compounds
        return line[:-1] if one_word else line
    return line if line[-1] >= _WIDE and following[0] >= _WIDE else f"{line} "
