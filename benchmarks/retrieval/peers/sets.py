"""The four data sets of the comparison, each as articles and questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.errors import InputError
from corpus.loaders import Loader
from qa.evaluation.datasets.dataset import read_dataset
from qa.evaluation.question import Question


@dataclass(frozen=True, slots=True)
class Form:
    """Where a set's questions and articles are; only questions whose id begins with `prefix` are asked."""

    data: str
    articles: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Articles, and the questions with a judgement that are asked of them."""

    articles: tuple[Article, ...]
    questions: tuple[Question, ...]


FORMS = {
    "multihoprag": Form("multihoprag"),
    "squad2": Form("squad2/dev.json"),
    "scifact": Form("scifact/qrels/train.tsv"),
    "realtimeqa": Form("realtimeqa/questions.2020-2022.jsonl", "realtimeqa/articles.jsonl.gz", "2022"),
}


def read_set(data: Path, name: str) -> Asked:
    """The set `name` under the folder `data`; `InputError` where something of it is missing or broken."""
    form = FORMS[name]
    dataset = read_dataset(data / form.data)
    place = data / form.articles if form.articles else dataset.articles
    if place is None:
        raise InputError(f"{data / form.data} names no articles: the comparison needs them")
    articles = tuple(_load(place)) if isinstance(place, Path) else place
    questions = (q for q in dataset.questions if q.is_judged and q.query_id.startswith(form.prefix))
    return Asked(articles, tuple(questions))


def _load(path: Path) -> Iterator[Article]:
    with Loader() as loader:
        for item in loader.load(path, path.parent):
            if isinstance(item, Article):
                yield item
