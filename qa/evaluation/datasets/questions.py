"""The project's own form of questions: JSON lines of query_id, question and any judgements.

The judgements: `answers` (texts), `evidence` (a list of {doc_id, fact}), `doc_ids` (relevant articles) and
`answer`, what a whole answer should say in short, Yes and No among it. An empty list of `answers` without
evidence, or the type null_query of MultiHop-RAG, says that there is no answer. `question_type` groups them.

A question of a conversation has a `history`, the questions asked before it (texts, or objects of question and
answer where the answer is given too), and may have a `standalone`. A `date` is the day on which it is asked:
"last week" is told from it.

Other fields are passed over, as is evidence that is one plain text: such a text explains, and stands in no
article word for word. A blank question, such as weekly quizzes have, isn't asked.
"""

from collections.abc import Iterable
from pathlib import Path

from corpus.dates import iso_date
from corpus.errors import InputError
from qa.evaluation.datasets.records import Record, read_records
from qa.evaluation.question import Exchange, Fact, Question

_WITHOUT_ANSWER = "null_query"


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a .jsonl or .jsonl.gz file; `InputError` names the line that is wrong."""
    return unique((record.place, question_of(record)) for record in read_records(path))


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


def question_of(record: Record) -> Question:
    """The question that a line is; `InputError` names the field that is wrong."""
    kind = record.text_or_nothing("question_type")
    return Question(
        query_id=record.text("query_id"),
        question=record.text("question", blank=True),
        question_type=kind,
        answers=record.texts("answers"),
        evidence=_evidence(record),
        relevance=dict.fromkeys(record.texts("doc_ids"), 1),
        expected=record.text_or_nothing("answer"),
        unanswerable=kind == _WITHOUT_ANSWER or _has_no_answer(record),
        history=_history(record),
        standalone=record.text_or_nothing("standalone"),
        date=_date(record),
    )


def _date(record: Record) -> str:
    day = iso_date(record.text_or_nothing("date"))
    if not day and record.text_or_nothing("date"):
        raise record.wrong("date", "the day on which it is asked, as YYYY-MM-DD")
    return day


def _has_no_answer(record: Record) -> bool:
    return record.fields.get("answers") == [] and not record.fields.get("evidence")


def _history(record: Record) -> tuple[Exchange, ...]:
    value = record.fields.get("history")
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(Exchange(question) for question in record.texts("history"))
    exchanges = record.list("history", "exchange")
    return tuple(Exchange(each.text("question"), each.text_or_nothing("answer")) for each in exchanges)


def _evidence(record: Record) -> tuple[Fact, ...]:
    if record.fields.get("evidence") is None or isinstance(record.fields["evidence"], str):
        return ()
    facts = record.list("evidence", "evidence")
    return tuple(Fact(fact.text_or_nothing("doc_id"), fact.text("fact")) for fact in facts)
