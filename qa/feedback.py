"""What readers say of answers: a line of JSON each in the library's folder, which `footnote eval` reads.

A line has the fields of a question of `qa.evaluation`, so far as the reader's word is a judgement: what was
helpful is right, also a silence, and what should have been silence has no answer.
"""

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from filelock import FileLock, Timeout

from corpus.errors import InputError, LibraryBusy, LibraryError
from index.local.place import FEEDBACK, FEEDBACK_LOCK
from qa.answer import Answer, Turn
from qa.jsonable import answer_json

_log = logging.getLogger(__name__)

VERDICTS = ("helpful", "unhelpful", "withdrawn")
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "wrong": "The answer is wrong",
        "unsupported": "The quote does not support it",
        "incomplete": "Something is missing",
        "unanswerable": "It should have said that the articles don't tell",
        "answerable": "The articles do tell",
    }
)
"""Why an answer was not helpful; `reasons_for` tells which of them can be said of what."""

_OF_ANSWER = ("text", "abstained", "confidence", "checked_question", "citations")

LONGEST_COMMENT = 2_000
MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Feedback:
    """One of `VERDICTS`, with one of `REASONS` where there is one, and a comment of one's own."""

    verdict: str
    reason: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise InputError(f"the verdict {self.verdict!r} is none: it is one of {', '.join(VERDICTS)}")
        if self.reason and self.reason not in REASONS:
            raise InputError(f"the reason {self.reason!r} is none: it is one of {', '.join(REASONS)}")
        if self.reason and self.verdict != "unhelpful":
            raise InputError(
                f"the reason {self.reason!r} was given with {self.verdict!r}: only unhelpful has one"
            )
        if len(self.comment) > LONGEST_COMMENT:
            raise InputError(
                f"the comment has {len(self.comment):,} characters, the limit is {LONGEST_COMMENT:,}: shorten"
            )


def keep(folder: Path, feedback: Feedback, turns: Sequence[Turn], today: date) -> None:
    """Put what was said of the last of `turns` behind what is in `folder` already, safe on disk.

    `today` is the day as of which it was answered. `InputError` for a reason that doesn't fit the answer,
    `LibraryError` where it can't be written.
    """
    _check(feedback, turns[-1].answer)
    line = json.dumps(_record(feedback, turns, today), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    path = folder / FEEDBACK
    try:
        folder.mkdir(parents=True, exist_ok=True)  # a library in Milvus has none until it is needed
        with FileLock(folder / FEEDBACK_LOCK, timeout=10), path.open("ab+") as file:
            if file.tell() + len(line) > MOST_BYTES:
                raise LibraryError(f"{path} is full ({MOST_BYTES:,} bytes): move it elsewhere")
            # What a crash left unfinished stays a line by itself.
            file.write(line if _ends_a_line(file) else b"\n" + line)
            file.flush()
            os.fsync(file.fileno())
    except Timeout as error:
        raise LibraryBusy(f"{path} is being written by another process: try again") from error
    except OSError as error:
        raise LibraryError(f"can't write to {path}: {error.strerror or error}") from error


def read(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line's number, from 1, and object, in order; what is no object, such as half a line, is told of.

    `OSError` where the file can't be read.
    """
    for number, value in _lines(path):
        if value is None:
            _log.warning("%s:%d is no whole line, and is left out: it was never acknowledged", path, number)
        else:
            yield number, value


def torn(path: Path) -> list[int]:
    """The numbers of the lines that are no whole ones: what a crash cut off; `OSError` as for `read`."""
    return [number for number, value in _lines(path) if value is None]


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Each line that isn't blank: its number and object, None where it is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            value = None
            with suppress(ValueError, RecursionError):
                value = json.loads(line)
            if line.strip():
                yield number, value if isinstance(value, dict) else None


def reasons_for(*, silence: bool) -> tuple[str, ...]:
    """Those of `REASONS` that can be given of a silence, or of an answer.

    >>> reasons_for(silence=True)
    ('wrong', 'answerable')
    """
    told_of_answers_only = {"unsupported", "incomplete", "unanswerable"}
    unfit = told_of_answers_only if silence else {"answerable"}
    return tuple(reason for reason in REASONS if reason not in unfit)


def _check(feedback: Feedback, answer: Answer) -> None:
    if feedback.reason and feedback.reason not in reasons_for(silence=answer.abstained):
        of = "a silence" if answer.abstained else "an answer"
        raise InputError(f"the reason {feedback.reason!r} can't be given of {of}: choose another")


def _ends_a_line(file: Any) -> bool:
    size: int = file.seek(0, os.SEEK_END)
    if not size:
        return True
    file.seek(size - 1)
    last: bytes = file.read(1)
    return last == b"\n"


def _record(feedback: Feedback, turns: Sequence[Turn], today: date) -> dict[str, Any]:
    *before, turn = turns
    answer = answer_json(turn.answer)
    told = {
        "query_id": _query_id(turns),
        "question": turn.question,
        **asdict(feedback),
        **_judgement(feedback, turn.answer),
        "date": today.isoformat(),
        **{name: answer[name] for name in _OF_ANSWER},
        "said_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if before:
        told["history"] = [{"question": each.question, "answer": each.answer.text} for each in before]
    return told


def _query_id(turns: Sequence[Turn]) -> str:
    """The same for the same answer to the same conversation, so that one may change one's mind."""
    said = json.dumps([[turn.question, turn.answer.text] for turn in turns])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _judgement(feedback: Feedback, answer: Answer) -> dict[str, Any]:
    """What is known of the right answer, in the fields of a question to evaluate by."""
    right = feedback.verdict == "helpful"
    if (right and answer.abstained) or feedback.reason == "unanswerable":
        return {"answers": []}
    if not right:
        return {}
    told: dict[str, Any] = {
        "evidence": [{"doc_id": quote.doc_id, "fact": quote.cited_text} for quote in answer.citations],
        "doc_ids": sorted({quote.doc_id for quote in answer.citations}),
    }
    return told | ({"answer": answer.short} if answer.short else {})
