"""How sure a mean is: bootstrap intervals."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]

RESAMPLES = 2_000
_LEVEL = 0.95
_SEED = 20_210_617
_AT_ONCE = 4_000_000  # numbers drawn at a time, so that memory stays small


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of `count` values, or another statistic of them, and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float
    count: int


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of `values`, one a question, with its percentile bootstrap interval; `values` isn't empty.

    Efron, "Bootstrap Methods: Another Look at the Jackknife" (Annals of Statistics 1979); questions are drawn
    with replacement, as Sakai, "Evaluating Evaluation Metrics based on the Bootstrap" (SIGIR 2006) does
    for retrieval. Given differences of pairs it is the paired bootstrap. The draws are the same each time.

    >>> estimate([1.0, 1.0, 1.0])
    Estimate(mean=1.0, low=1.0, high=1.0, count=3)
    """
    sample = np.asarray(values, dtype=np.float64)
    draw = np.random.default_rng(_SEED)
    rows = max(1, _AT_ONCE // len(sample))
    means = np.concatenate(
        [
            sample[draw.integers(0, len(sample), (min(rows, RESAMPLES - start), len(sample)))].mean(axis=1)
            for start in range(0, RESAMPLES, rows)
        ]
    )
    return Estimate(float(sample.mean()), *_ends(means), len(sample))


def estimate_of(statistic: Callable[[Indices], float], count: int) -> Estimate:
    """`statistic` of the questions 0 to `count` - 1, in place of a mean, with the same kind of interval.

    It is given the places of the questions drawn, and may be NaN of some draws, which are left out, but not
    of all questions as they are.

    >>> estimate_of(lambda drawn: float(len(drawn)), 3)
    Estimate(mean=3.0, low=3.0, high=3.0, count=3)
    """
    draw = np.random.default_rng(_SEED)
    drawn = (statistic(draw.integers(0, count, count)) for _ in range(RESAMPLES))
    values = [value for value in drawn if not math.isnan(value)]
    whole = statistic(np.arange(count))
    return Estimate(whole, *_ends(np.array(values or [whole])), count)


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return float(low), float(high)
