"""Figures that belong to a run as a whole and to no question alone: what confidence is worth, and time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.answers.confidence import Floats, aurc, auroc, calibration_error, refused_at
from qa.evaluation.bootstrap import Indices, estimate_of
from qa.evaluation.figures import Comparison, Figure
from qa.evaluation.run import Run, Told

# At this share of the answerable answered, it is counted how much of the unanswerable is refused.
ANSWERED = 0.95


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The columns of several `Told`, each of shape (n,): 1 for true, 0 for false, NaN for unknown."""

    answerable: Floats
    held: Floats
    right: Floats
    confidence: Floats
    seconds: Floats
    first_seconds: Floats

    def at(self, chosen: Indices | NDArray[np.bool_]) -> "Outcomes":
        """Those at the `chosen` places."""
        return Outcomes(
            self.answerable[chosen],
            self.held[chosen],
            self.right[chosen],
            self.confidence[chosen],
            self.seconds[chosen],
            self.first_seconds[chosen],
        )


def outcomes(told: Sequence[Told]) -> Outcomes:
    """The columns of `told`."""

    def column(values: Sequence[float | None]) -> Floats:
        return np.array([math.nan if value is None else value for value in values], dtype=np.float64)

    return Outcomes(
        column([each.answerable for each in told]),
        column([each.held for each in told]),
        column([each.right for each in told]),
        column([each.confidence for each in told]),
        column([each.seconds for each in told]),
        column([each.first_seconds for each in told]),
    )


Statistic = Callable[[Outcomes], float]


def separation(found: Outcomes) -> float:
    """`auroc` of the confidence in what has an answer against the confidence in what has none."""
    return auroc(found.confidence[found.answerable == 1], found.confidence[found.answerable == 0])


def refused(found: Outcomes) -> float:
    """`refused_at` the threshold that 95 % of what has an answer reaches."""
    chances = found.confidence[found.answerable == 1], found.confidence[found.answerable == 0]
    return refused_at(ANSWERED, *chances)


def risk_area(found: Outcomes) -> float:
    """`aurc`, where an answer to what has none is wrong."""
    judged = found.at(~np.isnan(found.right))
    return aurc(judged.confidence, judged.right == 1)


def miscalibration(found: Outcomes) -> float:
    """`calibration_error` of the confidence that the passages hold an answer."""
    judged = found.at(~np.isnan(found.answerable))
    return calibration_error(judged.confidence, judged.held == 1)


# Those of the first kind are taken for each type of unanswerable question too.
_SEPARATING: dict[str, Statistic] = {"confidence-AUROC": separation, "confidence-refused@95": refused}
_OVERALL: dict[str, Statistic] = {
    "confidence-AURC": risk_area,
    "confidence-ECE": miscalibration,
    "seconds-median": lambda found: float(np.median(found.seconds)),
    "seconds-p95": lambda found: float(np.quantile(found.seconds, 0.95)),
    "seconds-first-median": lambda found: float(np.median(found.first_seconds)),
    "seconds-first-p95": lambda found: float(np.quantile(found.first_seconds, 0.95)),
}
MEASURES = {**_SEPARATING, **_OVERALL}


def totals(run: Run) -> tuple[Figure, ...]:
    """Every figure of a run of answers that isn't a mean over its questions; none of other runs."""
    told = [(judged.question_type, judged.told) for judged in run.questions if judged.told]
    if not told:
        return ()
    found = outcomes([each for _, each in told])
    figures = [_figure(name, "", statistic, found) for name, statistic in MEASURES.items()]
    types = sorted({kind for kind, each in told if each.answerable is False and kind})
    for kind in types if len(types) > 1 else ():
        inside = np.array([each.answerable is True or name == kind for name, each in told])
        figures += [_figure(name, kind, each, found.at(inside)) for name, each in _SEPARATING.items()]
    return tuple(figure for figure in figures if not math.isnan(figure.value.mean))


def compare_totals(old: Run, new: Run) -> tuple[Comparison, ...]:
    """Every such figure in both runs, over the questions that both have answers to."""
    before = {judged.query_id: judged.told for judged in old.questions if judged.told}
    pairs = [(before[q.query_id], q.told) for q in new.questions if q.told and q.query_id in before]
    if not pairs:
        return ()
    was, now = outcomes([a for a, _ in pairs]), outcomes([b for _, b in pairs])
    compared = (_compared(name, statistic, was, now) for name, statistic in MEASURES.items())
    return tuple(each for each in compared if not math.isnan(each.difference.mean))


def _figure(name: str, kind: str, statistic: Statistic, found: Outcomes) -> Figure:
    return Figure(name, kind, estimate_of(lambda drawn: statistic(found.at(drawn)), len(found.confidence)))


def _compared(name: str, statistic: Statistic, was: Outcomes, now: Outcomes) -> Comparison:
    def difference(drawn: Indices) -> float:
        return statistic(now.at(drawn)) - statistic(was.at(drawn))

    value = estimate_of(difference, len(was.confidence))
    return Comparison(name, statistic(was), statistic(now), value, (), ())
