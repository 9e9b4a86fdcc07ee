"""ClapNQ's form: clapnq_*.jsonl of questions, each with a passage and the sentences in it that answer.

Rosenthal et al., "CLAPNQ: Cohesive Long-form Answers from Passages in Natural Questions for RAG systems"
(TACL 2025). Each passage becomes an article; the selected sentences are evidence in it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article
from qa.evaluation.datasets.questions import unique
from qa.evaluation.datasets.records import Record, read_records
from qa.evaluation.question import Fact, Question

_FILES = "clapnq_*.jsonl"
_BEFORE = re.compile(r" (?=[,.;:?!%)\]”]|n't\b|'(?:s|re|ve|ll|d|m)\b)")
_BEHIND = re.compile(r"(?<=[(\[“$]) ")
_HYPHEN = re.compile(r"(?<=\w) - (?=\w)")


def is_clapnq(folder: Path) -> bool:
    """Whether `folder` holds questions in ClapNQ's form."""
    return any(folder.glob(_FILES))


def read_clapnq(folder: Path) -> tuple[tuple[Question, ...], tuple[Article, ...]]:
    """The questions of all files in `folder` and their passages; `InputError` names the place that is wrong.

    A passage's doc_id is that of the first question asked of it. The same text twice is one article.
    """
    articles: dict[str, Article] = {}  # by their text
    questions: list[tuple[str, Question]] = []
    for path in sorted(folder.glob(_FILES)):
        for record in read_records(path):
            passage = next(record.list("passages", "passage"), None)
            if passage is None:
                raise record.wrong("passages", "a list of at least one passage")
            text = " ".join(filter(None, map(joined, passage.texts("sentences"))))
            made = Article(record.text("id"), passage.text("title"), text)
            article = articles.setdefault(text, made)
            questions.append((record.place, _question(record, article)))
    return unique(questions), tuple(articles.values())


def joined(text: str) -> str:
    """`text` as it is usually written, where its words and marks stand apart by spaces.

    >>> joined("The bridge ( opened in 1931 ) wo n't close , the `` Herald '' said .")
    "The bridge (opened in 1931) won't close, the “Herald” said."
    """
    text = text.replace("``", "“").replace("''", "”")
    return _HYPHEN.sub("-", _BEHIND.sub("", _BEFORE.sub("", text))).strip()


def _question(record: Record, article: Article) -> Question:
    facts = tuple(Fact(article.doc_id, sentence) for sentence in dict.fromkeys(_selected(record)))
    return Question(
        record.text("id"),
        record.text("input"),
        evidence=facts,
        relevance={article.doc_id: 1} if facts else {},
        unanswerable=not facts,
    )


def _selected(record: Record) -> Iterator[str]:
    """The sentences of the passage that annotators chose."""
    for output in record.list("output", "output"):
        yield from filter(None, map(joined, output.texts("selected_sentences")))
