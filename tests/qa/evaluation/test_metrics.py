"""The measures against ranx, and against arithmetic that can be redone by hand."""

import math
import os
import re
import string
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.metrics import answer_rank, fact_ranks, ndcg, normalised, recall, reciprocal_rank

# ranx compiles itself for half a minute unless it is told, before it is imported, to run as plain Python.
os.environ["NUMBA_DISABLE_JIT"] = "1"
import ranx

DOCS = [f"d{n}" for n in range(14)]
GRADES = st.dictionaries(st.sampled_from(DOCS), st.integers(0, 3), min_size=1).filter(
    lambda g: any(g.values())
)
RANKINGS = st.lists(st.sampled_from(DOCS), min_size=1, unique=True)
K = st.integers(1, 12)


def by_ranx(ranking: Sequence[str], grades: Mapping[str, int], measure: str) -> float:
    run = {doc_id: float(len(ranking) - n) for n, doc_id in enumerate(ranking)}
    return float(ranx.evaluate(ranx.Qrels({"q": dict(grades)}), ranx.Run({"q": run}), measure))


@given(RANKINGS, GRADES, K)
def test_recall_is_that_of_ranx(ranking: list[str], grades: dict[str, int], k: int) -> None:
    relevant = {doc_id for doc_id, grade in grades.items() if grade > 0}
    assert recall(ranking, relevant, k) == pytest.approx(by_ranx(ranking, grades, f"recall@{k}"))


@given(RANKINGS, GRADES, K)
def test_reciprocal_rank_is_that_of_ranx(ranking: list[str], grades: dict[str, int], k: int) -> None:
    relevant = {doc_id for doc_id, grade in grades.items() if grade > 0}
    assert reciprocal_rank(ranking, relevant, k) == pytest.approx(by_ranx(ranking, grades, f"mrr@{k}"))


@given(RANKINGS, GRADES, K)
def test_ndcg_is_that_of_ranx_with_the_gain_of_trec_eval(
    ranking: list[str], grades: dict[str, int], k: int
) -> None:
    assert ndcg(ranking, grades, k) == pytest.approx(by_ranx(ranking, grades, f"ndcg@{k}"))


def test_ndcg_by_hand() -> None:
    # Found at ranks 2 and 3 with grades 3 and 1; best would be 3, 2, 1 at ranks 1 to 3.
    found = 3 / math.log2(3) + 1 / math.log2(4)
    best = 3 / math.log2(2) + 2 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(["x", "a", "c"], {"a": 3, "b": 2, "c": 1, "x": 0}, 10) == pytest.approx(found / best)


def test_the_best_possible_ndcg_is_cut_at_k_too() -> None:
    assert ndcg(["a", "b"], {"a": 1, "b": 1, "c": 1}, 2) == 1.0


@given(st.lists(st.text(max_size=30), max_size=6), st.text(alphabet="ab c\n.", min_size=1, max_size=8))
def test_a_fact_is_found_wherever_its_spaces_and_newlines_stand(texts: list[str], fact: str) -> None:
    assert fact_ranks([*texts, f"…{' '.join(fact)}\n…"], [fact])[0] > 0


def test_a_fact_counts_where_it_stands_first_and_each_fact_for_itself() -> None:
    texts = ["Rain fell.", "Rain fell. The dam broke.", "The dam\nbroke."]
    assert fact_ranks(texts, ["The dam broke.", "Rain fell.", "the dam broke."]) == [2, 1, 0]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The  Quick, brown\tfox!", "quick brown fox"),
        ("An apple a day", "apple day"),
        ("the U.S. and $5.00", "us and 500"),
        ("“Kyiv’s” mayor", "kyivs mayor"),
        ("snake_case", "snakecase"),
        ("The the an a", ""),
    ],
)
def test_text_is_normalised_as_by_the_script_of_squad(text: str, plain: str) -> None:
    assert normalised(text) == plain


@given(st.text(alphabet=string.printable, max_size=60))
def test_on_plain_text_normalising_agrees_with_the_steps_that_squad_lists(text: str) -> None:
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    assert normalised(text) == " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


@pytest.mark.parametrize(
    ("answers", "rank"),
    [
        (["Kim"], 2),  # not Kimchi
        (["kim jong un"], 2),
        (["the Kim", "Moon"], 2),
        (["Jong Kim"], 0),  # tokens in order
        (["cabbage"], 1),
        (["the"], 0),  # nothing left of it
        ([], 0),
    ],
)
def test_an_answer_is_found_as_whole_tokens(answers: list[str], rank: int) -> None:
    assert answer_rank(["Kimchi is made of cabbage.", "Kim Jong-Un, or Kim Jong Un, left."], answers) == rank
