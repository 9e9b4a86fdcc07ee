"""The short answer: laws for any text, and what it makes of sentences like those of the sample articles."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.questions import parse
from qa.short import place_in, short_answer, short_in

WORDS = st.sampled_from(
    ["Trump", "Kim", "met", "in", "Hanoi", "on", "May", "5", "2019", ",", ".", "the", "84%", "[1]", '"', "("]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join))
ASKED = st.sampled_from(
    ["Where did Trump meet Kim?", "When was it?", "How many?", "Who?", "Did they meet?", ""]
)


@given(ASKED, TEXTS)
def test_a_short_answer_is_a_span_of_its_sentence(question: str, sentence: str) -> None:
    found = short_answer(parse(question), sentence)
    if found:
        assert 0 <= found.start < found.end <= len(sentence)
        assert sentence[found.start : found.end] == found.text == found.text.strip()
        assert 0 <= found.sureness <= 1


@given(ASKED, TEXTS)
def test_what_is_given_stands_in_the_quote_and_holds_what_was_asked_for(question: str, quote: str) -> None:
    short = short_in(question, quote)
    assert short in quote
    if short and question in ("When was it?", "How many?"):
        assert re.search(r"\d|May", short)


@pytest.mark.parametrize("question", ["Did Trump meet Kim in Hanoi?", "Was it closed in 2020?"])
def test_a_question_that_asks_whether_has_no_short_answer(question: str) -> None:
    assert short_answer(parse(question), "Trump met Kim in Hanoi in 2019.") is None


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        (
            "How far did Chinese exports fall?",
            "Chinese exports to the North fell 84% from January to May.",
            "84%",
        ),
        ("When was the border closed?", "The border was closed in January 2020.", "January 2020"),
        (
            "How many soldiers were sent to the border?",
            "The army sent 4,000 soldiers to the border.",
            "4,000",
        ),
        ("When did the talks end?", "The ministers parted without a word to the press.", ""),
        ("Why was the border closed?", "The border was closed in January 2020.", ""),
    ],
)
def test_the_words_that_answer_are_given_and_nothing_where_there_are_none(
    question: str, sentence: str, expected: str
) -> None:
    short = short_in(question, sentence)
    assert expected in short
    assert bool(short) == bool(expected)


def test_a_reader_that_is_certain_is_followed() -> None:
    sentence = "The envoy met the ministers of Japan and Sweden in Seoul in 2019."
    told = np.full((2, len(sentence)), -50.0)
    start = sentence.index("Sweden")
    told[0, start] = told[1, start + len("Sweden") - 1] = 50.0
    found = short_answer(parse("Whose minister did the envoy meet?"), sentence, told)
    assert found
    assert found.text == "Sweden"


@given(TEXTS, WORDS)
def test_a_place_holds_the_short_answer_before_the_first_marker(text: str, short: str) -> None:
    start, end = place_in(text, short)
    assert (start, end) == (0, 0) or text[start:end] == short
    assert not re.search(r"\[\d+\]", text[: max(end - 1, 0)])


def test_a_place_may_be_broken_over_lines_but_not_inside_a_word() -> None:
    assert place_in("They met at the Blue\nHouse. [1]", "Blue House") == (16, 26)
    assert place_in("It took 1953 steps, 19 of them uphill. [1]", "19") == (20, 22)
    assert place_in("It took 1953 steps. [1]", "19") == (0, 0)
    assert place_in("They met. [1]", "") == (0, 0)
