"""Asks the questions of a data set and judges what is found, whoever searches."""

import time
from collections.abc import Callable, Sequence

from corpus.errors import InputError
from index.hit import Hit
from index.sync import OnProgress, Progress
from qa.evaluation.judging import DEPTH, articles_of, judge
from qa.evaluation.question import Question
from qa.evaluation.run import About, Judged, Ranked, Run

# The `k` best passages for each of the queries: `Library.search_many`, or another system made to look so.
Search = Callable[[Sequence[str], int], Sequence[Sequence[Hit]]]

_AT_ONCE = 32
# How far down it is searched for enough different articles, and in what steps.
_DEEPEST = 1_000
_DEEPER = 4


def check(questions: Sequence[Question], k: int) -> None:
    """`InputError` where `questions` can't be evaluated by searches for `k` passages."""
    if not any(question.is_judged for question in questions):
        raise InputError("no question has answers, evidence or doc_ids: there is nothing to judge by")
    if not DEPTH <= k <= _DEEPEST:
        raise InputError(f"k is {k}: the measures look at {DEPTH} passages, so give {DEPTH} to {_DEEPEST:,}")


def evaluate(
    search: Search, questions: Sequence[Question], about: About, on_progress: OnProgress | None = None
) -> Run:
    """How `search` fares with those of `questions` that have a judgement; `InputError` where none has.

    Passages are judged as a search for `about.k` gives them. Where these hold fewer than `about.k` different
    articles and a relevant one is missing, the search is repeated deeper, and articles that only it finds
    stand after the others.
    """
    check(questions, about.k)
    judged = [question for question in questions if question.is_judged]
    report = on_progress or (lambda progress: None)
    started, done = time.monotonic(), []
    for start in range(0, len(judged), _AT_ONCE):
        done += _asked(search, judged[start : start + _AT_ONCE], about.k)
        report(Progress("searching", len(done), len(judged), time.monotonic() - started))
    return Run(about, tuple(done))


def _asked(search: Search, questions: Sequence[Question], k: int) -> list[Judged]:
    found = search([question.question for question in questions], k)
    rankings = _article_rankings(search, questions, found, k)
    return [
        Judged(
            question.query_id,
            question.question,
            question.question_type,
            judge(question, hits, articles, k),
            tuple(Ranked(hit.chunk.chunk_id, hit.score) for hit in hits),
        )
        for question, hits, articles in zip(questions, found, rankings, strict=True)
    ]


def _article_rankings(
    search: Search, questions: Sequence[Question], found: Sequence[Sequence[Hit]], k: int
) -> list[list[str]]:
    """The first `k` articles for each question, or as many as it takes to have all relevant ones."""
    rankings = [articles_of(hits) for hits in found]
    depth, full = k, [len(hits) >= k for hits in found]
    while depth < _DEEPEST:
        short = [
            n
            for n, question in enumerate(questions)
            if full[n] and len(rankings[n]) < k and question.relevant - set(rankings[n])
        ]
        if not short:
            break
        depth = min(_DEEPER * depth, _DEEPEST)
        deeper = search([questions[n].question for n in short], depth)
        for n, hits in zip(short, deeper, strict=True):
            rankings[n] = list(dict.fromkeys([*rankings[n], *articles_of(hits)]))
            full[n] = len(hits) >= depth
    return [ranking[:k] for ranking in rankings]
