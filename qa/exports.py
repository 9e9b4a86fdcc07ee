"""A conversation as a file to keep: Markdown with footnotes, or JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.article import Article
from corpus.markup import in_words
from corpus.urls import web_host
from qa.answer import Answer, Citation, Turn
from qa.jsonable import answer_json
from qa.telling import closest, paragraphs, pieces

FORMS = ("md", "json")

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$&{}])")
# At the head of a line these would begin a list, a heading or a rule.
_HEAD = re.compile(r"^(?:(\d+)(?=[.)]))?([-+=.)])")
_SPACE = re.compile(r"\s+")
_UNNAMEABLE = re.compile(r"[^\w]+")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class File:
    """A file that was made: its name, its text, and the kind that browsers know it by."""

    name: str
    text: str
    kind: str


def exported(name: str, turns: Sequence[Turn], form: str, day: date) -> File:
    """The conversation called `name` as a file of one of the `FORMS`, exported on `day`."""
    stem = _UNNAMEABLE.sub("-", name.casefold())[:_LONGEST_NAME].strip("-_") or "conversation"
    if form == "json":
        return File(f"{stem}.json", conversation_json(name, turns, day), "application/json")
    return File(f"{stem}.md", conversation_markdown(name, turns, day), "text/markdown")


def conversation_json(name: str, turns: Sequence[Turn], day: date) -> str:
    """The conversation as JSON: its name, the day, and each answer as the other ways to ask give it."""
    answers = [answer_json(turn.answer) for turn in turns]
    told = {"name": name, "exported": day.isoformat(), "answers": answers}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def conversation_markdown(name: str, turns: Sequence[Turn], day: date) -> str:
    r"""The conversation as Markdown: a heading a question, a footnote a quote, numbered through.

    What stands in it shows letter for letter: whatever has a meaning in Markdown is escaped.

    >>> print(conversation_markdown("Tea", [], date(2021, 6, 17)))
    # Tea
    <BLANKLINE>
    *Exported from Footnote on 17 June 2021.*
    <BLANKLINE>
    """
    parts = [f"# {escaped(name)}", f"*Exported from Footnote on {in_words(day)}.*"]
    notes: list[str] = []
    for turn in turns:
        first = len(notes)
        parts += [f"## {escaped(turn.question)}", *_body(turn.answer, first)]
        notes += [_footnote(first + citation.number, citation) for citation in turn.answer.citations]
    return "\n\n".join([*parts, *notes]) + "\n"


def escaped(text: str) -> str:
    r"""`text` on one line, so that Markdown shows it as it stands.

    >>> escaped("- costs *about* $5")
    '\\- costs \\*about\\* \\$5'
    """
    return _HEAD.sub(r"\1\\\2", _inside(text.strip()))


def _inside(text: str) -> str:
    """The same for what stands within a line; white space at its ends stays, as one space."""
    return _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", text))


def _body(answer: Answer, first: int) -> list[str]:
    """The paragraphs of an answer, its marks as footnotes from `first` + 1, and what is to be said of it."""
    known = {citation.number for citation in answer.citations}
    parts = [_with_footnotes(text, known, first) for text in paragraphs(answer.text)]
    if passages := closest(answer):
        parts += ["Closest passages:", "\n".join(f"- {_reference(hit.article)}" for hit in passages)]
    return parts + [f"> {escaped(note)}" for note in answer.notes]


def _with_footnotes(text: str, known: set[int], first: int) -> str:
    """A paragraph in which each mark of a citation is a footnote."""
    parts: list[str] = []
    for piece in pieces(text, known):
        said = _inside(piece.text) if parts else escaped(piece.text)
        parts.append(f"{said}[^{first + piece.mark}]" if piece.mark else said)
    return "".join(parts)


def _footnote(number: int, citation: Citation) -> str:
    place = f"{escaped(citation.doc_id)}, characters {citation.start:,}–{citation.end:,}"
    return f"[^{number}]: “{_inside(citation.cited_text)}” {_reference(citation)} ({place})"


def _reference(to: Citation | Article) -> str:
    """Title, source and date; the title leads to the article where its address is one of the web."""
    title = escaped(to.title or to.doc_id)
    if web_host(to.url):
        title = f"[{title}](<{to.url.replace('<', '%3C').replace('>', '%3E')}>)"
    return ", ".join([title, *(escaped(part) for part in (to.source, to.published) if part)])
