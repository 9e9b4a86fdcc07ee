"""A tree of HTML, or of the main text found in it, as paragraphs with blank lines between."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# HTML's block elements, and the names that trafilatura gives them: head, item, list, quote, row.
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt"),
        *(
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "head",
            "header",
            "hr",
        ),
        *("item", "li", "list", "main", "nav", "ol", "p", "pre", "quote", "row", "section", "summary"),
        *("table", "tr", "ul"),
    }
)
_BREAKS = frozenset({"br", "lb"})
_CELLS = frozenset({"td", "th", "cell"})
_UNSEEN = frozenset({"script", "style", "template", "noscript", "title", "svg", "math", "rt", "rp"})

_PARAGRAPH, _LINE, _CELL = "\x02", "\x03", "\x04"  # characters that no text keeps


def paragraphs(root: "_Element") -> str:
    """The text of `root`: blank lines between blocks, a line end for a break, ` | ` between a row's cells."""
    from lxml.etree import iterwalk

    pieces: list[str] = []
    walk = iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if event == "start" and name in _UNSEEN:
            walk.skip_subtree()
        elif event == "start":
            pieces += [_mark(name), element.text or "" if name else ""]
        elif event == "end" and name in _CELLS:
            pieces.append(_CELL)
        elif event == "end" and name in _BLOCKS:
            pieces.append(_PARAGRAPH)
        if event != "start" and element is not root:
            pieces.append(element.tail or "")
    return _laid_out("".join(pieces))


def _mark(name: str) -> str:
    if name in _BLOCKS:
        return _PARAGRAPH
    return _LINE if name in _BREAKS else ""


def _laid_out(marked: str) -> str:
    """Marked text as it reads: white space collapsed, marks turned into line ends and bars.

    Runs of one mark are shortened before they are looked at beside others, which keeps this linear.
    """
    text = re.sub(r"[^\S ]\s*| \s+", " ", marked)  # single spaces stay: a book has millions
    text = re.sub(rf" ?{_CELL}[ {_CELL}]*", _CELL, text)
    text = re.sub(rf" ?{_LINE}[ {_LINE}]*{_LINE} ?", _PARAGRAPH, text)
    text = re.sub(rf"[ {_CELL}{_LINE}]*{_PARAGRAPH}[ {_CELL}{_LINE}{_PARAGRAPH}]*", "\n\n", text)
    text = re.sub(rf" ?{_LINE} ?", "\n", text)
    return text.strip(f"\n {_CELL}").replace(_CELL, " | ")
