"""What the scores of a passage's tokens amount to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa.comprehension.reading import MOST_TOKENS, UNREAD, Reading

SPANS = ((0, 3), (4, 8), (9, 12), (13, 20))
SCORES = st.lists(st.floats(-20, 20, width=32), min_size=4, max_size=4).map(
    lambda values: np.array(values, np.float32)
)


def test_the_log_odds_of_a_stretch_sum_over_its_tokens() -> None:
    reading = Reading(np.log([1.0, 2.0, 3.0, 4.0]), np.log([4.0, 3.0, 2.0, 1.0]), 0.5, SPANS)
    assert reading.within(0, 8) == pytest.approx(np.log(1 + 2) + np.log(4 + 3) - 0.5)


def test_the_likeliest_words_begin_before_they_end() -> None:
    begin, end = np.array([-9.0, 0, 5, 0], np.float32), np.array([9.0, 0, 0, 2], np.float32)
    assert Reading(begin, end, 1.0, SPANS).words_within(0, 20) == ((9, 20), 5 + 2 - 1)


def test_what_has_no_token_was_not_read() -> None:
    reading = Reading(np.zeros(4, np.float32), np.zeros(4, np.float32), 0.0, SPANS)
    assert reading.within(30, 40) == UNREAD
    assert reading.words_within(30, 40) == ((30, 30), UNREAD)


@given(SCORES, SCORES, st.integers(0, 19), st.integers(1, 20))
def test_the_likeliest_words_lie_within_and_are_no_likelier_than_all(
    begin: np.ndarray, end: np.ndarray, start: int, size: int
) -> None:
    reading = Reading(begin, end, 0.0, SPANS)
    (a, b), odds = reading.words_within(start, start + size)
    assert odds <= reading.within(start, start + size) + 1e-3
    if odds > UNREAD:
        touched = [span for span in SPANS if span[0] < start + size and span[1] > start]
        assert touched[0][0] <= a < b <= touched[-1][1]


@given(arrays(np.float32, 60, elements=st.floats(-9, 9, width=32)))
def test_no_answer_is_longer_than_the_limit(scores: np.ndarray) -> None:
    spans = tuple((2 * i, 2 * i + 1) for i in range(60))
    (a, b), _ = Reading(scores, scores[::-1], 0.0, spans).words_within(0, 200)
    assert (b - a) <= 2 * MOST_TOKENS
