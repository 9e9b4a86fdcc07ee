"""What is reported of held-out examples: how well sentences are ranked, and answers told from none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.answers.examples import Example
from benchmarks.answers.fitting import auc
from qa.features import Matrix

Report = dict[str, dict[str, float]]


class Judged(Protocol):
    """An example whose sentences are right, unsure or wrong."""

    @property
    def example(self) -> Example:
        """The question and its hits."""
        ...

    @property
    def right(self) -> NDArray[np.bool_]:
        """The sentences where the data set has the answer."""
        ...

    @property
    def unsure(self) -> NDArray[np.bool_]:
        """Other sentences that say the answer's words."""
        ...


@dataclass(frozen=True, slots=True)
class Table:
    """Every example by column: its sort, whether the hits hold the answer, and what was made of it."""

    sorts: NDArray[np.str_]
    holds: NDArray[np.bool_]
    first: NDArray[np.bool_]
    among_three: NDArray[np.bool_]
    certainty: Matrix
    weights: Matrix


def figures(
    measured: Sequence[Judged], strengths: Sequence[Matrix], certainty: Matrix, weights: Matrix
) -> Report:
    """Every figure, rounded, by what it is about."""
    table = Table(
        np.array([f"{m.example.asked.doc_id.split('/')[0]} {m.example.sort}" for m in measured]),
        np.array([m.right.any() for m in measured]),
        np.array([_right(m, s, 1) for m, s in zip(measured, strengths, strict=True)]),
        np.array([_right(m, s, 3) for m, s in zip(measured, strengths, strict=True)]),
        certainty,
        weights,
    )
    report = {f"{name}: answerable questions": _ranking(table, name) for name in ("squad", "clapnq")}
    report["AUC against the answerable ones of the same data set"] = _separation(table)
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        report[f"threshold {threshold}"] = _at(threshold, table)
    report["share with an answer, by confidence"] = {
        f"{low / 10:.1f}": _weighted(table.holds, weights, (certainty * 10).astype(int) == low)
        for low in range(10)
    }
    return report


def _ranking(table: Table, name: str) -> dict[str, float]:
    asked = table.sorts == f"{name} answerable"
    return {
        "count": float(asked.sum()),
        "answer among the sentences weighed": _mean(table.holds[asked]),
        "best sentence says the answer": _mean(table.first[asked]),
        "one of the best three does": _mean(table.among_three[asked]),
    }


def _separation(table: Table) -> dict[str, float]:
    found = {}
    for sort in sorted(set(table.sorts.tolist())):
        name, kind = sort.split()
        if kind != "answerable":
            positive = table.certainty[table.sorts == f"{name} answerable"]
            found[sort] = round(auc(positive, table.certainty[table.sorts == sort]), 3)
    return found


def _at(threshold: float, table: Table) -> dict[str, float]:
    answered = table.certainty >= threshold
    yes, no = (
        _weighted(answered, table.weights, table.holds),
        _weighted(~answered, table.weights, ~table.holds),
    )
    right = table.first & table.holds
    plain = table.sorts != "squad impossible"
    return {
        "balanced accuracy": round((yes + no) / 2, 3),
        "first sentence right, of those answered": _weighted(right, table.weights, answered),
        "the same without misleading questions": _weighted(right, table.weights, answered & plain),
        **{
            f"answered of {sort}": _mean(answered[table.sorts == sort])
            for sort in sorted(set(table.sorts.tolist()))
        },
    }


def _right(item: Judged, strengths: Matrix, k: int) -> bool:
    best = np.argsort(-strengths, kind="stable")[:k]
    return bool((item.right | item.unsure)[best].any())


def _mean(values: NDArray[np.bool_]) -> float:
    return round(float(values.mean()), 3)


def _weighted(values: NDArray[np.bool_], weights: Matrix, where: NDArray[np.bool_]) -> float:
    total = float(weights[where].sum())
    return round(float((weights * values)[where].sum()) / total, 3) if total else 0.0
