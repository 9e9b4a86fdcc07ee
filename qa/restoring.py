"""Conversations that come back from outside, where they were kept as JSON, and how true they still are."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from corpus.article import Article, Chunk
from corpus.errors import InputError
from index.hit import Hit
from qa.answer import Answer, Citation, Turn

LONGEST = 1000
"""A conversation of more exchanges than this is not taken."""

_GONE = "the article of [{}] has left the library since this was answered"
_CHANGED = "[{}] is not in its article any more, which has changed since this was answered"
_REMARK = re.compile("|".join(re.escape(form).replace(r"\{\}", r"\d+") for form in (_GONE, _CHANGED)))

_Place = Annotated[int, Field(ge=0)]
_Share = Annotated[float, Field(ge=0, le=1)]
_Number = Annotated[float, Field(allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class _HitRecord:
    """A hit as `qa.jsonable.hit_json` writes it."""

    rank: int
    score: _Number
    doc_id: str
    chunk_id: str
    title: str
    source: str
    published: str
    url: str
    start: _Place
    end: _Place
    text: str

    def hit(self) -> Hit:
        chunk = Chunk(self.chunk_id, self.doc_id, self.start, self.end, self.text)
        about = {"source": self.source, "published": self.published, "url": self.url}
        return Hit(self.rank, self.score, chunk, Article(self.doc_id, self.title, "", **about))


@dataclass(frozen=True, slots=True)
class _AnswerRecord:
    """An answer as `qa.jsonable.answer_json` writes it."""

    question: str
    text: str
    short: str
    abstained: bool
    confidence: _Share
    checked_question: str
    citations: tuple[Citation, ...]
    notes: tuple[str, ...]
    hits: tuple[_HitRecord, ...]

    def answer(self) -> Answer:
        return Answer(
            self.question,
            self.text,
            self.citations,
            tuple(record.hit() for record in self.hits),
            abstained=self.abstained,
            confidence=self.confidence,
            checked_question=self.checked_question,
            notes=self.notes,
            short=self.short,
        )


_RECORDS: TypeAdapter[tuple[_AnswerRecord, ...]] = TypeAdapter(
    Annotated[tuple[_AnswerRecord, ...], Field(max_length=LONGEST)]
)


def restored(answers: object, article_of: Callable[[str], Article | None]) -> tuple[Turn, ...]:
    """The turns of a conversation, given its answers as `qa.jsonable.answer_json` writes them.

    Each quote is held against its article as it is now: one that has moved is given its new place, and a
    note says which are there no more. `InputError` for what is no such conversation.
    """
    try:
        records = _RECORDS.validate_python(answers)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise InputError(f"this is no conversation that was kept: {where}: {first['msg']}") from error
    return tuple(_turn(record.answer(), article_of) for record in records)


def _turn(answer: Answer, article_of: Callable[[str], Article | None]) -> Turn:
    if [citation.number for citation in answer.citations] != list(range(1, len(answer.citations) + 1)):
        raise InputError("this is no conversation that was kept: its citations aren't numbered from 1")
    held = [_held(citation, article_of(citation.doc_id)) for citation in answer.citations]
    notes = [note for note in answer.notes if not _REMARK.fullmatch(note)]
    notes += [remark for _, remark in held if remark]
    citations = tuple(citation for citation, _ in held)
    return Turn(answer.question, replace(answer, citations=citations, notes=tuple(notes)))


def _held(citation: Citation, article: Article | None) -> tuple[Citation, str]:
    """A citation with its place in the article as it is now, and a remark where it has none."""
    if article is None:
        return citation, _GONE.format(citation.number)
    quote = citation.cited_text
    if article.text[citation.start : citation.end] == quote:
        return citation, ""
    start = article.text.find(quote) if quote else -1
    if start < 0:
        return citation, _CHANGED.format(citation.number)
    return replace(citation, start=start, end=start + len(quote)), ""


def named(turns: Sequence[Turn], name: str = "") -> str:
    """What a conversation is called: its `name`, or its first question where it was given none."""
    first = turns[0].question if turns else ""
    return " ".join((name.strip() or first).split()) or "Conversation"
