"""Whoever searches: what is asked, how deep, and how it is judged."""

from collections.abc import Sequence

import pytest

from corpus.errors import InputError
from index.hit import Hit
from index.sync import Progress
from qa.evaluation.question import Fact, Question
from qa.evaluation.run import About, Ranked
from qa.evaluation.runner import evaluate
from tests.qa.evaluation.made import hit

ABOUT = About("toy", "fixed")


class Shelf:
    """A search that gives the same passages for every query, and remembers what it was asked for."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.hits = hits
        self.asked: list[tuple[int, int]] = []

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """The first `k` passages."""
        self.asked.append((len(queries), k))
        return [list(self.hits[:k]) for _ in queries]


def measures(hits: Sequence[Hit], question: Question, k: int = 10) -> dict[str, float]:
    about = About("toy", "fixed", k)
    return dict(evaluate(Shelf(hits).search, [question], about).questions[0].measures)


def test_each_judgement_gives_its_own_measures() -> None:
    hits = [hit(1, "a", "Rain."), hit(2, "a", "The dam broke on Sunday."), hit(3, "b", "Nobody was hurt.")]
    question = Question(
        "q",
        "When did the dam break?",
        answers=("Sunday",),
        evidence=(Fact("a", "The dam broke"), Fact("c", "It was old.")),
        relevance={"b": 1},
    )
    assert measures(hits, question) == {
        "article-recall@1": 0.0,
        "article-recall@5": 1.0,
        "article-recall@10": 1.0,
        "article-MRR@10": 1 / 2,  # a, then b
        "article-nDCG@10": pytest.approx(0.6309, abs=1e-4),  # 1 / log2(3)
        "fact-hits@4": 1.0,
        "fact-hits@10": 1.0,
        "fact-MRR@10": 1 / 2,
        "fact-recall@4": 1 / 2,
        "fact-recall@10": 1 / 2,
        "answer@1": 0.0,
        "answer@5": 1.0,
        "answer@10": 1.0,
    }


def test_evidence_alone_ranks_no_articles() -> None:
    found = measures([hit(1, "a")], Question("q", "Who?", evidence=(Fact("a", "x"),)))
    assert {name.split("-")[0] for name in found} == {"fact"}


def test_a_deeper_search_adds_its_depth_to_the_measures() -> None:
    hits = [hit(n, f"d{n}") for n in range(1, 40)]
    found = measures(hits, Question("q", "Who?", relevance={"d30": 1}), k=30)
    assert (found["article-recall@10"], found["article-recall@30"]) == (0.0, 1.0)


def test_it_searches_deeper_until_there_are_enough_articles() -> None:
    # Forty passages of one article stand before those of the others.
    shelf = Shelf([hit(n, "long") for n in range(1, 41)] + [hit(40 + n, f"d{n}") for n in range(1, 20)])
    question = Question("q", "Who?", relevance={"d9": 1})
    found = evaluate(shelf.search, [question], ABOUT).questions[0]
    assert shelf.asked == [(1, 10), (1, 40), (1, 160)]
    assert found.measures["article-recall@10"] == 1.0  # long, d1, … d9
    assert len(found.hits) == 10


def test_it_searches_no_deeper_than_needed() -> None:
    shelf = Shelf([hit(n, "long") for n in range(1, 41)])
    evaluate(shelf.search, [Question("q", "Who?", relevance={"long": 1})], ABOUT)
    evaluate(shelf.search, [Question("q", "Who?", answers=("Ann",))], ABOUT)
    assert shelf.asked == [(1, 10), (1, 10)]


def test_it_gives_up_where_there_is_nothing_deeper() -> None:
    shelf = Shelf([hit(n, "long") for n in range(1, 8)])
    evaluate(shelf.search, [Question("q", "Who?", relevance={"gone": 1})], ABOUT)
    assert shelf.asked == [(1, 10)]
    endless = Shelf([hit(n, "long") for n in range(1, 2_000)])
    evaluate(endless.search, [Question("q", "Who?", relevance={"gone": 1})], ABOUT)
    assert [k for _, k in endless.asked] == [10, 40, 160, 640, 1_000]


def test_what_a_deeper_search_finds_stands_after_what_was_found() -> None:
    def search(queries: Sequence[str], k: int) -> list[list[Hit]]:
        first = [hit(n, "a") for n in range(1, 11)]
        return [first if k == 10 else [hit(1, "b"), hit(2, "c"), *first] for _ in queries]

    found = evaluate(search, [Question("q", "Who?", relevance={"a": 1, "b": 1})], ABOUT).questions[0]
    assert found.measures["article-recall@1"] == 1 / 2
    assert found.measures["article-MRR@10"] == 1.0


def test_questions_are_asked_in_batches_and_progress_is_told() -> None:
    shelf, told = Shelf([hit(1, "a")]), list[Progress]()
    questions = [Question(str(n), "Who?", answers=("Ann",)) for n in range(70)]
    run = evaluate(shelf.search, questions, ABOUT, told.append)
    assert shelf.asked == [(32, 10), (32, 10), (6, 10)]
    assert [(p.stage, p.done, p.total) for p in told] == [("searching", n, 70) for n in (32, 64, 70)]
    assert [judged.query_id for judged in run.questions] == [str(n) for n in range(70)]
    assert run.questions[0].hits == (Ranked("a#1", 1.0),)


def test_questions_without_a_judgement_are_not_asked() -> None:
    shelf = Shelf([hit(1, "a")])
    run = evaluate(shelf.search, [Question("0", "Who?"), Question("1", "Who?", answers=("Ann",))], ABOUT)
    assert [judged.query_id for judged in run.questions] == ["1"]
    assert shelf.asked == [(1, 10)]


def test_what_can_not_be_measured_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to judge by"):
        evaluate(Shelf([]).search, [Question("0", "Who?")], ABOUT)
    with pytest.raises(InputError, match="k is 5"):
        evaluate(Shelf([]).search, [Question("0", "Who?", answers=("Ann",))], About("toy", "fixed", 5))


def test_an_answer_of_which_nothing_is_left_judges_nothing() -> None:
    question = Question("q", "Who?", answers=("The",), relevance={"a": 1})
    assert not any(name.startswith("answer") for name in measures([hit(1, "a")], question))
