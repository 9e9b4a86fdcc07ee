"""Bootstrap intervals against theory and against a second implementation."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation import bootstrap
from qa.evaluation.bootstrap import Indices, estimate, estimate_of

VALUES = st.lists(st.floats(-1, 1), min_size=1, max_size=40)


@given(VALUES)
def test_an_interval_lies_within_the_values_and_is_the_same_each_time(values: list[float]) -> None:
    found = estimate(values)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found.mean == pytest.approx(sum(values) / len(values))
    assert found.count == len(values)
    assert estimate(values) == found


@given(VALUES)
def test_the_interval_of_the_opposite_is_the_opposite(values: list[float]) -> None:
    found, opposite = estimate(values), estimate([-value for value in values])
    assert (opposite.low, opposite.high) == pytest.approx((-found.high, -found.low))


def test_of_a_hundred_coins_it_is_what_the_binomial_says() -> None:
    found = estimate([1.0] * 36 + [0.0] * 64)
    error = 1.96 * math.sqrt(0.36 * 0.64 / 100)
    assert (found.low, found.high) == pytest.approx((0.36 - error, 0.36 + error), abs=0.02)


def test_it_agrees_with_scipy() -> None:
    values = np.random.default_rng(4).beta(0.4, 0.6, 300)
    theirs = scipy.stats.bootstrap(
        (values,), np.mean, method="percentile", n_resamples=20_000, rng=np.random.default_rng(5)
    ).confidence_interval
    ours = estimate(values.tolist())
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_drawing_in_small_portions_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [n / 50 for n in range(50)]
    whole = estimate(values)
    monkeypatch.setattr(bootstrap, "_AT_ONCE", 7_000)
    assert estimate(values) == whole


def test_of_another_statistic_it_agrees_with_scipy() -> None:
    values = np.random.default_rng(6).beta(0.4, 0.6, 300)
    theirs = scipy.stats.bootstrap(
        (values,), np.median, method="percentile", n_resamples=20_000, rng=np.random.default_rng(7)
    ).confidence_interval
    ours = estimate_of(lambda drawn: float(np.median(values[drawn])), 300)
    assert ours.mean == np.median(values)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.02)


def test_draws_that_have_no_statistic_are_left_out() -> None:
    def of_the_first(drawn: Indices) -> float:
        return 1.0 if 0 in drawn else math.nan

    found = estimate_of(of_the_first, 2)
    assert (found.mean, found.low, found.high) == (1.0, 1.0, 1.0)
