"""SQuAD's form, 1.1 and 2.0: each paragraph becomes an article, relevant for the questions asked of it.

Rajpurkar, Jia and Liang, "Know What You Don't Know: Unanswerable Questions for SQuAD" (ACL 2018).
No passage is the right one for an unanswerable question: only whole answers are judged by these.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article
from corpus.errors import InputError
from qa.evaluation.datasets.questions import unique
from qa.evaluation.datasets.records import Record, unopened
from qa.evaluation.question import Question


def read_squad(path: Path) -> tuple[tuple[Question, ...], tuple[Article, ...]]:
    """The questions of a file and its paragraphs; `InputError` names the place that is wrong.

    A paragraph's doc_id is its article's title and its number there. The same text twice is one article, or
    a question asked of one of them would call the other wrong.
    """
    articles: dict[str, Article] = {}  # by their text
    questions: list[tuple[str, Question]] = []
    numbers = Counter[str]()
    for record in _load(path).list("data", "article"):
        title = " ".join(record.text("title").split())
        for paragraph in record.list("paragraphs", "paragraph"):
            numbers[title] += 1
            text = paragraph.text("context")
            made = Article(f"{title}#{numbers[title]}", title.replace("_", " "), text)
            article = articles.setdefault(text.strip(), made)
            questions += _questions(paragraph, article)
    return unique(questions), tuple(articles.values())


def _load(path: Path) -> Record:
    try:
        value: object = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: not valid JSON ({error}): it should be SQuAD's form") from error
    except OSError as error:
        raise unopened(path, error) from error
    if not isinstance(value, dict):
        raise InputError(f"{path}: not an object with the field data, as SQuAD's form is")
    return Record(str(path), value)


def _questions(paragraph: Record, article: Article) -> Iterator[tuple[str, Question]]:
    for qa in paragraph.list("qas", "question"):
        query_id, asked = qa.text("id"), qa.text("question")
        if qa.fields.get("is_impossible"):
            yield qa.place, Question(query_id, asked, unanswerable=True)
            continue
        answers = dict.fromkeys(answer.text("text") for answer in qa.list("answers", "answer"))
        yield qa.place, Question(query_id, asked, answers=tuple(answers), relevance={article.doc_id: 1})
