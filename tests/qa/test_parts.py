"""Questions taken apart: what each part is, and what is left whole."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.parts import MOST_PARTS, parts

SOURCES = ("Daily Globe", "The Herald - Life and Style")


def texts(question: str) -> list[str]:
    return [part.text for part in parts(question, SOURCES)]


def test_each_side_of_a_comparison_is_a_part_with_the_source_it_names() -> None:
    found = parts(
        "Does the Daily Globe say that trade fell in spring, while the article from "
        "The Herald - Life and Style praises the food at the border?",
        SOURCES,
    )
    assert [part.sources for part in found] == [{"Daily Globe"}, {"The Herald - Life and Style"}]
    assert "trade" in found[0].terms
    assert not {"globe", "herald", "style"} & {term for part in found for term in part.terms}


def test_a_date_is_never_cut_and_never_a_part_of_its_own() -> None:
    question = (
        "Between the Daily Globe report on the border closure published on October 22, 2020, and the Herald "
        "report on the flood damage published on November 3, 2020, was the mood the same?"
    )
    found = texts(question)
    assert [text for text in found if "October 22, 2020" in text and "November 3, 2020" not in text]
    assert [text for text in found if "November 3, 2020" in text and "October 22, 2020" not in text]


def test_the_two_things_of_before_and_after_are_the_parts() -> None:
    assert texts("Did the Singapore summit happen before the Hanoi summit?") == [
        "the Singapore summit",
        "the Hanoi summit",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Who led the talks in Hanoi?",
        "Why did North Korea close its border, and when will it open again?",
        "Which general who fought in Gaul crossed the river after the vote?",
        "Was he elected before 2010?",
        "",
    ],
)
def test_what_one_article_can_answer_stays_whole(question: str) -> None:
    assert parts(question, SOURCES) == ()


@given(st.lists(st.sampled_from(["and", ",", "while", "trade fell", "the Daily Globe", "2020", "Kim", "?"])))
def test_parts_are_pieces_of_the_question_in_order_and_few(words: list[str]) -> None:
    question = "Did " + " ".join(words)
    found = parts(question, SOURCES)
    assert len(found) == 0 or 2 <= len(found) <= MOST_PARTS
    assert all(question[part.start : part.end] == part.text for part in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
