"""The formulas of confidence against brute force, and against arithmetic that can be redone by hand."""

import math
from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluation.answers.confidence import aurc, auroc, bins, calibration_error, refused_at, risks

# Few different values, so that there are ties.
CONFIDENCE = st.integers(0, 8).map(lambda n: n / 8)
CONFIDENCES = st.lists(CONFIDENCE, min_size=1, max_size=9)
OUTCOMES = st.lists(st.tuples(CONFIDENCE, st.booleans()), min_size=1, max_size=9)


@given(CONFIDENCES, CONFIDENCES)
@settings(deadline=None)
def test_auroc_is_the_share_of_pairs_in_order_with_ties_as_halves(
    positive: list[float], negative: list[float]
) -> None:
    won = [1.0 if p > n else 0.5 if p == n else 0.0 for p, n in product(positive, negative)]
    assert auroc(np.array(positive), np.array(negative)) == pytest.approx(sum(won) / len(won))


def test_nothing_is_told_of_confidence_without_both_kinds_of_questions() -> None:
    some, none = np.array([0.5]), np.array([])
    assert all(map(math.isnan, (auroc(some, none), auroc(none, some), refused_at(0.95, none, some))))


def test_risks_by_hand() -> None:
    # From the most confident on: right, wrong, right, wrong.
    found = risks(np.array([0.2, 0.9, 0.7, 0.4]), np.array([False, True, False, True]))
    assert found.tolist() == [0, 1 / 2, 1 / 3, 2 / 4]
    assert aurc(np.array([0.2, 0.9, 0.7, 0.4]), np.array([False, True, False, True])) == pytest.approx(
        (0 + 1 / 2 + 1 / 3 + 2 / 4) / 4
    )


@given(st.lists(st.tuples(CONFIDENCE, st.booleans()), min_size=1, max_size=5))
@settings(deadline=None)
def test_risks_are_the_mean_over_all_orders_of_equal_confidence(outcomes: list[tuple[float, bool]]) -> None:
    confidence, right = (np.array(column) for column in zip(*outcomes, strict=True))
    orders = [order for order in permutations(outcomes) if all(a[0] >= b[0] for a, b in pairwise(order))]
    sizes = np.arange(1, len(outcomes) + 1)
    each = [np.cumsum([not came_true for _, came_true in order]) / sizes for order in orders]
    assert risks(confidence, right) == pytest.approx(np.mean(each, axis=0))


@given(OUTCOMES)
@settings(deadline=None)
def test_the_last_risk_is_that_of_answering_everything(outcomes: list[tuple[float, bool]]) -> None:
    confidence, right = (np.array(column) for column in zip(*outcomes, strict=True))
    assert risks(confidence, right)[-1] == pytest.approx(1 - right.mean())


@given(OUTCOMES)
@settings(deadline=None)
def test_no_order_has_a_smaller_area_than_right_before_wrong(outcomes: list[tuple[float, bool]]) -> None:
    confidence, right = (np.array(column) for column in zip(*outcomes, strict=True))
    assert aurc(right.astype(float), right) <= aurc(confidence, right) + 1e-12
    assert aurc(confidence, right) <= aurc(1 - right.astype(float), right) + 1e-12


@given(OUTCOMES)
@settings(deadline=None)
def test_bins_hold_every_question_once(outcomes: list[tuple[float, bool]]) -> None:
    confidence, true = (np.array(column) for column in zip(*outcomes, strict=True))
    found = bins(confidence, true)
    assert sum(each.count for each in found) == len(outcomes)
    assert sum(each.count * each.confidence for each in found) == pytest.approx(confidence.sum())
    assert sum(each.count * each.share for each in found) == pytest.approx(true.sum())


def test_a_calibration_error_by_hand() -> None:
    # Four at .9 of which three come true, one at .25 that does: (4·|.9−.75| + 1·|.25−1|) / 5.
    confidence = np.array([0.9, 0.9, 0.9, 0.9, 0.25])
    true = np.array([True, True, True, False, True])
    assert calibration_error(confidence, true) == pytest.approx((4 * 0.15 + 0.75) / 5)


@given(st.integers(1, 100), CONFIDENCES, CONFIDENCES)
@settings(deadline=None)
def test_what_is_refused_is_most_at_any_threshold_that_keeps_enough(
    percent: int, answerable: list[float], unanswerable: list[float]
) -> None:
    thresholds = [t for t in answerable if 100 * sum(a >= t for a in answerable) >= percent * len(answerable)]
    most = max(sum(u < t for u in unanswerable) for t in thresholds) / len(unanswerable)
    assert refused_at(percent / 100, np.array(answerable), np.array(unanswerable)) == pytest.approx(most)
