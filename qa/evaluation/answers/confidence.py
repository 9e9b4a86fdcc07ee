"""What a confidence is worth: formulas over the confidence of each question and how it turned out."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: how many, their mean confidence, and the share for which it came true."""

    count: int
    confidence: float
    share: float


def auroc(positive: Floats, negative: Floats) -> float:
    """The probability that one of `positive` is above one of `negative`, ties counting half.

    The area under the ROC curve, by ranks: Hanley and McNeil, "The Meaning and Use of the Area under a
    Receiver Operating Characteristic (ROC) Curve" (Radiology 1982). NaN where either is empty.

    >>> auroc(np.array([0.9, 0.5]), np.array([0.5, 0.1]))  # (1 + 1 + ½ + 1) of 4 pairs
    0.875
    """
    if not len(positive) or not len(negative):
        return math.nan
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    not_above = np.searchsorted(ordered, positive, side="right")
    return float((below + not_above).mean() / 2 / len(negative))


def risks(confidence: Floats, right: Bools) -> Floats:
    """The share of wrong ones among the 1, 2, … n most confident, shape (n,): the risk–coverage curve.

    Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks" (NeurIPS 2017). Where several
    have the same confidence, what would be expected if they stood in random order.

    >>> risks(np.array([0.9, 0.8, 0.1]), np.array([True, False, True])).round(2).tolist()
    [0.0, 0.5, 0.33]
    """
    levels, place = np.unique(-confidence, return_inverse=True)
    counts = np.bincount(place, minlength=len(levels))
    wrong = np.bincount(place, weights=~right, minlength=len(levels))
    each = np.repeat(wrong / np.maximum(counts, 1), counts)
    return np.asarray(np.cumsum(each) / np.arange(1, len(each) + 1), dtype=np.float64)


def aurc(confidence: Floats, right: Bools) -> float:
    """The area under the risk–coverage curve, from 0 (best) to 1: the mean of `risks`; NaN without any.

    As Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers"
    (ICLR 2019), reduce the curve to a figure.

    >>> round(aurc(np.array([0.9, 0.8, 0.1]), np.array([True, False, True])), 3)  # (0 + 1/2 + 1/3) / 3
    0.278
    """
    return float(risks(confidence, right).mean()) if len(confidence) else math.nan


def bins(confidence: Floats, true: Bools) -> tuple[Bin, ...]:
    """The questions in ten bins of confidence of equal width, empty ones left out; 1 belongs to the last.

    >>> bins(np.array([0.625, 0.625, 1.0]), np.array([True, False, True]))
    (Bin(count=2, confidence=0.625, share=0.5), Bin(count=1, confidence=1.0, share=1.0))
    """
    place = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    members = (place == number for number in np.unique(place))
    return tuple(
        Bin(int(inside.sum()), float(confidence[inside].mean()), float(true[inside].mean()))
        for inside in members
    )


def calibration_error(confidence: Floats, true: Bools) -> float:
    """How far confidence is from what came true, from 0 (best) to 1: the mean over `bins`; NaN where none.

    Expected calibration error: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities
    Using Bayesian Binning" (AAAI 2015).

    >>> round(calibration_error(np.array([0.61, 0.69, 1.0]), np.array([True, False, True])), 3)  # .15 · 2/3
    0.1
    """
    if not len(confidence):
        return math.nan
    gaps = (found.count * abs(found.confidence - found.share) for found in bins(confidence, true))
    return sum(gaps) / len(confidence)


def refused_at(share: float, answerable: Floats, unanswerable: Floats) -> float:
    """The share of `unanswerable` below the highest threshold that `share` of `answerable` reach.

    NaN where either is empty.

    >>> refused_at(0.5, np.array([0.9, 0.7, 0.2]), np.array([0.8, 0.5]))  # two of three reach 0.7
    0.5
    """
    if not len(answerable) or not len(unanswerable):
        return math.nan
    answered = math.ceil(share * len(answerable) - 1e-9)
    threshold = np.sort(answerable)[len(answerable) - answered] if answered else math.inf
    return float((unanswerable < threshold).mean())
