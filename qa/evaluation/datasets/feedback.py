"""What readers said of answers (`qa.feedback`), as questions: the helpful answers, and the silences.

The last word on an answer counts. What was not helpful, and not because it should have been silence, has no
judgement; what was withdrawn is no question.
"""

from pathlib import Path
from typing import Any

from qa.evaluation.datasets.questions import question_of
from qa.evaluation.datasets.records import Record, unopened
from qa.evaluation.question import Question
from qa.feedback import read


def is_feedback(path: Path) -> bool:
    """Whether the first line at `path` that is a whole object has a verdict; False where it can't be read."""
    try:
        _, first = next(read(path), (0, {}))
    except OSError:
        return False
    return "verdict" in first and "query_id" in first


def read_feedback(path: Path) -> tuple[Question, ...]:
    """The questions whose answers something was said of; `InputError` names the line that is wrong."""
    last: dict[Any, Record] = {}
    try:
        for number, fields in read(path):
            record = Record(f"{path}:{number}", fields)
            last[record.text("query_id")] = record
    except OSError as error:
        raise unopened(path, error) from error
    return tuple(question_of(one) for one in last.values() if one.text_or_nothing("verdict") != "withdrawn")
