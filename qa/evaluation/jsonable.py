"""A run's figures and a comparison as plain dictionaries: what `--json` prints."""

from collections.abc import Sequence
from dataclasses import asdict

from qa.evaluation.figures import Comparison, Figure
from qa.evaluation.run import Run
from qa.jsonable import Json


def run_json(run: Run, figures: Sequence[Figure], notes: Sequence[str]) -> Json:
    """What was done, and every mean with its interval; an empty question_type stands for all questions."""
    return {
        **asdict(run.about),
        "questions": len(run.questions),
        "figures": [
            {"measure": figure.measure, "question_type": figure.question_type, **asdict(figure.value)}
            for figure in figures
        ],
        "notes": list(notes),
    }


def comparison_json(compared: Sequence[Comparison], chosen: Comparison) -> Json:
    """Every measure before and after, and all questions whose `chosen` measure changed."""
    return {
        "measures": [
            {
                "measure": each.measure,
                "before": each.before,
                "after": each.after,
                "difference": asdict(each.difference),
                "better": len(each.better),
                "worse": len(each.worse),
            }
            for each in compared
        ],
        "listed": chosen.measure,
        "better": [asdict(change) for change in chosen.better],
        "worse": [asdict(change) for change in chosen.worse],
    }
