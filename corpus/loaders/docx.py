"""Word documents: paragraphs and tables in their order."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from corpus.loaders.archive import open_archive
from corpus.loaders.draft import Draft
from corpus.loaders.plain import readable

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}

# What python-docx fills in by itself says nothing of the article.
_NO_TITLE, _NO_AUTHOR, _NO_DATE = "Word Document", "python-docx", datetime(2013, 12, 23, 23, 15)


def read_docx(data: bytes, name: str) -> Draft:
    """The article in a Word document: its text, and the title, author and date that its properties name."""
    open_archive(data).close()
    import docx

    document = docx.Document(io.BytesIO(data))
    known = document.core_properties
    created = known.created.replace(tzinfo=None) if known.created else None
    return Draft(
        text="\n\n".join(text for block in _blocks(document.element.body) if (text := block.strip())),
        title=(known.title if known.title != _NO_TITLE else "") or readable(name),
        author=known.author if known.author != _NO_AUTHOR else "",
        published=created if created and created != _NO_DATE else "",
    )


def _blocks(parent: "_Element") -> Iterator[str]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield _text(child)
        elif child.tag == f"{_W}tbl":
            yield "\n".join(filter(None, map(_row, child.iterchildren(f"{_W}tr"))))
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):  # fields to fill in, and insertions
            yield from _blocks(child)


def _row(row: "_Element") -> str:
    cells = (
        " ".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p"))
        for cell in row.iterchildren(f"{_W}tc")
    )
    return " | ".join(text for cell in cells if (text := " ".join(cell.split())))


def _text(paragraph: "_Element") -> str:
    """The text of a paragraph, links and insertions with it, deletions and second versions without."""
    pieces = []
    for run in paragraph.iter(f"{_W}r"):
        if not any(parent.tag == _FALLBACK for parent in run.iterancestors()):
            pieces += [
                child.text or "" if child.tag == f"{_W}t" else _SIGNS.get(child.tag, "") for child in run
            ]
    return "".join(pieces)
