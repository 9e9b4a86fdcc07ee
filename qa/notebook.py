"""What notebooks show of an answer: its marks lead to the quotes below it, each marked in its passage."""

from collections.abc import Callable
from hashlib import sha256

from corpus.markup import origin, shown
from index.notebook import PLAIN, RULE, heading, hit_row, note, passage, row, rows, sheet
from qa.answer import Answer, Citation
from qa.page.passage import excerpt
from qa.telling import Piece, closest, others, remarks, told

_QUESTION = "margin:0 0 .4em;font-weight:600"
_PARAGRAPH = "margin:0 0 .5em;font-size:1.125em;white-space:pre-line"
_REFUSAL = "margin:0 0 .5em;padding-left:.75em;border-left:3px solid rgba(128,128,128,.6);font-style:italic"
_ABOVE = "margin:.9em 0 .35em;font-weight:600;font-size:.875em"
_MARK = "margin-left:.1em;font-size:.7em;line-height:0;vertical-align:super"
_LINK = "color:inherit;text-decoration:none;font-weight:600"
_LIT = "background:rgba(250,190,0,.3);color:inherit"
_FOLDED = f"padding:.6em 0 0;border-top:{RULE}"
_SUMMARY = "cursor:pointer;font-size:.875em"


def answer_html(answer: Answer) -> str:
    """The question, the answer and what it rests on; of a refusal, the passages that come closest."""
    name = _name(answer)
    asked = f'<p dir="auto" style="{_QUESTION}">{shown(answer.question)}</p>'
    notes = "".join(note(shown(remark)) for remark in remarks(answer))
    tell = _refusal if answer.abstained else _sourced
    said, grounds = tell(answer, name)
    return sheet(asked + said + notes + grounds)


def _name(answer: Answer) -> str:
    """What the ids in the HTML of `answer` begin with: the same each time, another for each answer."""
    told_of = repr((answer.question, answer.checked_question, answer.text, answer.citations))
    return f"fn-{sha256(told_of.encode('utf-8', 'replace')).hexdigest()[:10]}"


def _refusal(answer: Answer, _: str) -> tuple[str, str]:
    """A refusal, and the closest passages."""
    said = f'<p dir="auto" style="{_REFUSAL}">{shown(answer.text)}</p>'
    passages = closest(answer)
    if not passages:
        return said, note("No passage comes close.")
    return said, _above("Closest passages") + rows(map(hit_row, passages))


def _sourced(answer: Answer, name: str) -> tuple[str, str]:
    """An answer's paragraphs, and its sources, below them folded what else was found."""
    html = _in_html(answer, name)
    said = "".join(
        f'<p dir="auto" style="{_PARAGRAPH}">{"".join(map(html, paragraph))}</p>'
        for paragraph in told(answer)
    )
    sources = rows(_source(answer, citation, name) for citation in answer.citations)
    return said, _above("Sources") + sources + _folded(answer)


def _in_html(answer: Answer, name: str) -> Callable[[Piece], str]:
    """What makes HTML of each piece of the answer, in their order: the first mark of a number has an id."""
    titles = {citation.number: citation.title or citation.doc_id for citation in answer.citations}
    seen: set[int] = set()

    def html(piece: Piece) -> str:
        said = f"<strong>{shown(piece.text)}</strong>" if piece.short else shown(piece.text)
        if not piece.mark:
            return said
        n, anchor = piece.mark, "" if piece.mark in seen else f' id="{name}-mark-{piece.mark}"'
        seen.add(n)
        to = f'href="#{name}-{n}" aria-label="{shown(f"Source {n}: {titles[n]}")}"'
        return f'{said}<sup{anchor} style="{_MARK}"><a {to} style="{_LINK}">[{n}]</a></sup>'

    return html


def _source(answer: Answer, citation: Citation, name: str) -> str:
    n = citation.number
    back = f'<a href="#{name}-mark-{n}" aria-label="Back to mark {n} in the answer" style="{_LINK}">{n}</a>'
    about = heading(citation.title or citation.doc_id, citation.url)
    line = note(origin(citation.source, citation.published, citation.url, PLAIN))
    return row(back, about + line + passage(_quote_in_place(answer, citation)), f"{name}-{n}")


def _quote_in_place(answer: Answer, citation: Citation) -> str:
    """The quote marked within its paragraph, as far as that is in a passage found; else the mere quote."""
    mark = f'<mark style="{_LIT}">{shown(citation.cited_text)}</mark>'
    for hit in answer.hits:
        chunk = hit.chunk
        start, end = citation.start - chunk.start, citation.end - chunk.start
        if chunk.doc_id == citation.doc_id and start >= 0 and chunk.text[start:end] == citation.cited_text:
            before, after = excerpt(chunk.text, start, end)
            return shown(before) + mark + shown(after)
    return mark


def _folded(answer: Answer) -> str:
    found = others(answer)
    if not found:
        return ""
    summary = f'<summary style="{_SUMMARY}">Other passages found: {len(found)}</summary>'
    return f'<details style="{_FOLDED}">{summary}{rows(map(hit_row, found))}</details>'


def _above(words: str) -> str:
    return f'<p style="{_ABOVE}">{words}</p>'
