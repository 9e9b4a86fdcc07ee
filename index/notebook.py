"""What notebooks show of hits: HTML that stands by itself, light or dark, wide or narrow.

Every style is on its element, nothing is loaded and nothing runs; colours are those of the text around
or let what lies below shine through.
"""

from collections.abc import Iterable, Sequence

from corpus.markup import dotted, link, origin, shown
from index.hit import Hit

MOST = 50
"""So many hits are shown; of the others only how many they are."""

PLAIN = "color:inherit"
RULE = "1px solid rgba(128,128,128,.35)"
_SHEET = "max-width:46rem;line-height:1.5;overflow-wrap:anywhere"
_ROWS = "list-style:none;margin:0;padding:0"
_ROW = f"display:flex;gap:.75em;margin:0;padding:.6em 0;border-top:{RULE}"
_LABEL = "flex:none;min-width:1.2em;font-weight:600"
_BODY = "flex:1;min-width:0"
_TITLE = "margin:0;font-weight:600"
_NOTE = "margin:0;font-size:.875em;opacity:.8"
_PASSAGE = "margin:.3em 0 0;padding:0;border:0;color:inherit;white-space:pre-line"


def hits_html(hits: Sequence[Hit]) -> str:
    """The hits by rank: where each is from, its score and its passage, letter for letter."""
    if not hits:
        return sheet(note("No passage found."))
    more = note(f"… and {len(hits) - MOST:,} more") if len(hits) > MOST else ""
    return sheet(rows(map(hit_row, hits[:MOST])) + more)


def hit_row(hit: Hit) -> str:
    """One hit as a row, its rank on the left."""
    article = hit.article
    line = dotted(origin(article.source, article.published, article.url, PLAIN), f"score {hit.score:.3f}")
    about = heading(article.title or article.doc_id, article.url) + note(line)
    return row(str(hit.rank), about + passage(shown(hit.chunk.text)))


def sheet(body: str) -> str:
    """The frame of all that is shown; its classes tell MathJax that "$5 to $10" is no formula."""
    return f'<div class="tex2jax_ignore mathjax_ignore" style="{_SHEET}">{body}</div>'


def rows(each: Iterable[str]) -> str:
    """Rows below each other, as a list."""
    return f'<ol style="{_ROWS}">{"".join(each)}</ol>'


def row(label: str, body: str, anchor: str = "") -> str:
    """A row with a label on the left; `anchor`, if there is one, is where links can lead."""
    place = f' id="{anchor}"' if anchor else ""
    beside = f'<span style="{_LABEL}">{label}</span><div style="{_BODY}">{body}</div>'
    return f'<li{place} style="{_ROW}">{beside}</li>'


def heading(title: str, url: str) -> str:
    """An article's title; no heading element, which would become one of the notebook's own."""
    return f'<p style="{_TITLE}">{link(url, title, PLAIN)}</p>'


def note(html: str) -> str:
    """A line that is less than the text."""
    return f'<p style="{_NOTE}">{html}</p>' if html else ""


def passage(html: str) -> str:
    """Words of an article, whichever way they run."""
    return f'<blockquote dir="auto" style="{_PASSAGE}">{html}</blockquote>'
