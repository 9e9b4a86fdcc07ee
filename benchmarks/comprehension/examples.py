"""What the cross-encoder learns from: questions with a passage and where in it the answer stands."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.answers.examples import Asked, clapnq, fold_of, squad, titles_of, topic
from benchmarks.comprehension.lesson import Example, Span
from corpus.article import Article
from qa.words import stems

_LONGEST = 1100  # characters of an unlabelled passage
#: Another passage to look in vain in is one of the few that share most words with the question.
_NEAREST = 4


def labelled(squad_file: Path, clapnq_folder: Path, folds: int) -> tuple[list[Example], list[list[Example]]]:
    """Every question of both data sets with its own passage; for each, passages that don't answer it.

    Only SQuAD's answerable ones have such passages, the nearest first.
    """
    articles, questions = squad(squad_file)
    more, more_questions = clapnq(clapnq_folder)
    known = {article.doc_id: article for article in (*articles, *more)}
    titles = titles_of(questions)
    examples = [
        _example(asked, known[asked.doc_id], fold_of(asked, titles, folds))
        for asked in (*questions, *more_questions)
    ]
    groups = {example.text: example.group for example in examples}
    nearest = _Nearest(articles, groups)
    elsewhere = [
        nearest.to(example, asked) if asked.answers else []
        for example, asked in zip(examples, (*questions, *more_questions), strict=True)
    ]
    return examples, elsewhere


def _example(asked: Asked, article: Article, group: int) -> Example:
    whole = topic(asked) == asked.doc_id  # ClapNQ marks sentences
    return Example(asked.question, article.title, article.text, asked.gold, whole, group)


class _Nearest:
    """Finds passages that share rare words with a question and don't hold its answer."""

    def __init__(self, articles: Sequence[Article], groups: Mapping[str, int]) -> None:
        self._articles = [article for article in articles if article.text in groups]
        self._groups = groups
        self._stems = [stems(article.text) for article in self._articles]
        self._counts = Counter(stem for found in self._stems for stem in found)

    def to(self, example: Example, asked: Asked) -> list[Example]:
        words = stems(example.question)
        weights = {stem: 1 / self._counts[stem] for stem in words if stem in self._counts}
        scored = [
            (sum(weights[stem] for stem in words & found) + 0.2 * (article.title == example.heading), place)
            for place, (article, found) in enumerate(zip(self._articles, self._stems, strict=True))
            if self._groups[article.text] == example.group and not _says(article.text, asked.answers)
        ]
        best = [self._articles[place] for _, place in sorted(scored, reverse=True)[:_NEAREST]]
        return [replace(example, heading=a.title, text=a.text, spans=()) for a in best]


def _says(text: str, answers: Sequence[str]) -> bool:
    return any(answer.casefold() in text.casefold() for answer in answers)


def plausible(squad_file: Path) -> dict[tuple[str, str], tuple[Span, ...]]:
    """What seems to answer SQuAD's unanswerable questions, by question and paragraph."""
    return {
        (question["question"], paragraph["context"].rstrip()): tuple(
            {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in question["plausible_answers"]}
        )
        for entry in json.loads(squad_file.read_text(encoding="utf-8"))["data"]
        for paragraph in entry["paragraphs"]
        for question in paragraph["qas"]
        if question["is_impossible"]
    }


def unlabelled(conversations: Path, abstracts: Path) -> list[tuple[str, str]]:
    """Headings and passages to make questions of: the contexts of MTRAG and SciFact's abstracts."""
    return list(dict.fromkeys([*_contexts(conversations), *_abstracts(abstracts)]))


def _contexts(path: Path) -> Iterator[tuple[str, str]]:
    for record in _records(path):
        for context in record["contexts"]:
            text = " ".join(context["text"].split())
            if len(text) >= 200:
                yield context.get("title") or "", text[:_LONGEST]


def _abstracts(path: Path) -> Iterator[tuple[str, str]]:
    for record in _records(path):
        yield record["title"], " ".join(record["text"].split())[:_LONGEST]


def _records(path: Path) -> Iterator[Any]:  # what JSON gives
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
