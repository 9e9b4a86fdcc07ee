"""A run in a few figures, and two runs side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.errors import InputError
from qa.evaluation.bootstrap import Estimate, estimate
from qa.evaluation.run import Judged, Run


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of one measure over the questions of a type; an empty type stands for all."""

    measure: str
    question_type: str
    value: Estimate


@dataclass(frozen=True, slots=True)
class Change:
    """One question's measure in two runs."""

    query_id: str
    question: str
    before: float
    after: float

    @property
    def difference(self) -> float:
        """How much better it got."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure over the questions that both runs have: `difference` is new - old, question by question."""

    measure: str
    before: float
    after: float
    difference: Estimate
    better: tuple[Change, ...]  # what changed most comes first
    worse: tuple[Change, ...]


def figures(run: Run) -> tuple[Figure, ...]:
    """The mean of each measure over all questions, and over each type where the questions have several."""
    groups = {"": run.questions}
    if len(run.question_types) > 1:
        for name in filter(None, run.question_types):
            groups[name] = tuple(judged for judged in run.questions if judged.question_type == name)
    return tuple(
        Figure(measure, name, estimate(values))
        for measure in run.measures
        for name, group in groups.items()
        if (values := [judged.measures[measure] for judged in group if measure in judged.measures])
    )


def compare(old: Run, new: Run) -> tuple[Comparison, ...]:
    """Every measure that both runs have, over their common questions; `InputError` where there is nothing."""
    before = {judged.query_id: judged for judged in old.questions}
    pairs = [(before[q.query_id], q) for q in new.questions if q.query_id in before]
    if not pairs:
        raise InputError("the two runs have no question in common: compare runs of the same data")
    measured = ((name, _changes(name, pairs)) for name in new.measures)
    compared = tuple(_compared(name, changes) for name, changes in measured if changes)
    if not compared:
        raise InputError("the two runs have no measure in common: compare runs of the same data")
    return compared


def _changes(measure: str, pairs: Sequence[tuple[Judged, Judged]]) -> list[Change]:
    return [
        Change(new.query_id, new.question, old.measures[measure], new.measures[measure])
        for old, new in pairs
        if measure in old.measures and measure in new.measures
    ]


def _compared(measure: str, changes: Sequence[Change]) -> Comparison:
    best_first = sorted(changes, key=lambda change: -change.difference)
    return Comparison(
        measure,
        sum(change.before for change in changes) / len(changes),
        sum(change.after for change in changes) / len(changes),
        estimate([change.difference for change in changes]),
        tuple(change for change in best_first if change.difference > 0),
        tuple(change for change in reversed(best_first) if change.difference < 0),
    )
