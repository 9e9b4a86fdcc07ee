"""MTRAG's form: JSON lines of tasks, each a conversation whose last turn is asked, with the passages for it.

Katsis et al., "MTRAG: A Multi-Turn Conversational Benchmark for Evaluating Retrieval-Augmented Generation
Systems" (TACL 2025). The passages of all tasks are the articles, those of a task the relevant ones. The
reference answers are free text, and nothing here is judged by them.
"""

from collections.abc import Sequence
from pathlib import Path

from corpus.article import Article
from corpus.errors import InputError
from qa.evaluation.datasets.questions import unique
from qa.evaluation.datasets.records import Record, read_records
from qa.evaluation.question import Exchange, Question

_FIELDS = frozenset(("task_id", "input", "contexts"))


def is_mtrag(path: Path) -> bool:
    """Whether the file at `path` begins with a task in MTRAG's form; False where it can't be read."""
    try:
        first = next(read_records(path), None)
    except InputError:
        return False
    return first is not None and first.fields.keys() >= _FIELDS


def read_mtrag(path: Path) -> tuple[tuple[Question, ...], tuple[Article, ...]]:
    """The last turns of a file with what was said before, and all its passages; `InputError` names the place.

    The type of a question is its answerability (answerable, partial, unanswerable, underspecified). The same
    text twice is one article.
    """
    articles: dict[str, Article] = {}  # by their text
    questions: list[tuple[str, Question]] = []
    for record in read_records(path):
        relevant = []
        for context in record.list("contexts", "context"):
            text = context.text("text").strip()
            made = Article(context.text("document_id"), context.text_or_nothing("title"), text)
            relevant.append(articles.setdefault(text, made).doc_id)
        questions.append((record.place, _question(record, relevant)))
    return unique(questions), tuple(articles.values())


def _question(record: Record, relevant: Sequence[str]) -> Question:
    turns = [(turn.text("speaker"), turn.text("text", blank=True)) for turn in record.list("input", "turn")]
    if not turns or turns[-1][0] != "user":
        raise record.wrong("input", "turns of which the last is the user's")
    kind = " ".join(record.texts("answerability")).lower()
    return Question(
        record.text("task_id"),
        turns[-1][1],
        kind,
        relevance=dict.fromkeys(relevant, 1),
        unanswerable=kind == "unanswerable",
        history=_history(turns[:-1]),
    )


def _history(turns: Sequence[tuple[str, str]]) -> tuple[Exchange, ...]:
    """The user's turns, each with what the other speaker said before the next one."""
    exchanges: list[Exchange] = []
    for speaker, text in turns:
        if speaker == "user":
            exchanges.append(Exchange(text))
        elif exchanges:
            last = exchanges.pop()
            exchanges.append(Exchange(last.question, f"{last.answer} {text}".strip()))
    return tuple(exchanges)
