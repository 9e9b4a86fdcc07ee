"""The project's own form of questions: JSON lines of query_id, question and any judgements.

The judgements: `answers` (texts), `evidence` (a list of {doc_id, fact}) and `doc_ids` (relevant articles);
`question_type` groups them. Other fields are passed over, as is evidence that is one plain text: such a text
explains, and stands in no article word for word. A blank question, such as weekly quizzes have, isn't asked.
"""

from collections.abc import Iterable
from pathlib import Path

from corpus.errors import InputError
from qa.evaluation.datasets.records import Record, read_records
from qa.evaluation.question import Fact, Question


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a .jsonl or .jsonl.gz file; `InputError` names the line that is wrong."""
    return unique((record.place, _question(record)) for record in read_records(path))


def unique(questions: Iterable[tuple[str, Question]]) -> tuple[Question, ...]:
    """The questions without their places; `InputError` names the place where a query_id comes again."""
    first: dict[str, tuple[str, Question]] = {}
    for place, question in questions:
        if question.query_id in first:
            earlier = first[question.query_id][0]
            raise InputError(
                f"{place}: query_id {question.query_id!r} is taken already by {earlier}: give another"
            )
        first[question.query_id] = (place, question)
    return tuple(question for _, question in first.values())


def _question(record: Record) -> Question:
    return Question(
        query_id=record.text("query_id"),
        question=record.text("question", blank=True),
        question_type=record.text_or_nothing("question_type"),
        answers=record.texts("answers"),
        evidence=_evidence(record),
        relevance=dict.fromkeys(record.texts("doc_ids"), 1),
    )


def _evidence(record: Record) -> tuple[Fact, ...]:
    if record.fields.get("evidence") is None or isinstance(record.fields["evidence"], str):
        return ()
    facts = record.list("evidence", "evidence")
    return tuple(Fact(fact.text_or_nothing("doc_id"), fact.text("fact")) for fact in facts)
