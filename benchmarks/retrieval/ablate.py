"""What each part of the ranking is worth: it is left out, and everything is measured again.

    python -m benchmarks.retrieval.ablate --data ../eval --libraries .footnote-eval \
        --out benchmarks/retrieval/results.json

The weights of the other parts stay as they are. The first rows are the whole ranking, its two plain
halves, and their sum without anything else.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.report import dated, write
from benchmarks.retrieval.fit import SHOWN, arguments_of, judgements, load, measured
from benchmarks.retrieval.parts import Parts
from index.ranking import LATE, WEIGHTS
from qa.evaluation.bootstrap import estimate

CLAUSES = ("sparse clause", "late clause", "late clause sentence")


def variants() -> dict[str, dict[str, float]]:
    """The weights of every row of the table, by its name."""
    halves = {"dense": 0.35, "sparse": 0.65}
    rows = {
        "whole": dict(WEIGHTS),
        "dense alone": {"dense": 1.0},
        "sparse alone": {"sparse": 1.0},
        "dense and sparse": halves,
        "late interaction alone": {"dense": 1e-6, "sparse": 1e-6, "late": 0.5, "late sentence": 0.5},
        "without late interaction": _without(*LATE),
        "without clauses": _without(*CLAUSES),
        "without sources and dates": _without("source", "date"),
    }
    return rows | {f"without {name}": _without(name) for name in WEIGHTS}


def _without(*names: str) -> dict[str, float]:
    return {name: weight for name, weight in WEIGHTS.items() if name not in names}


def _shown(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(figures[name], 4) for name in SHOWN if name in figures}


def _intervals(parts: Sequence[Parts]) -> dict[str, list[float]]:
    """The 95 % intervals of the whole ranking, by measure."""
    judged = judgements(parts, WEIGHTS)
    found = {name: estimate([one[name] for one in judged]) for name in SHOWN if name in judged[0]}
    return {name: [round(value.low, 4), round(value.high, 4)] for name, value in found.items()}


def main() -> None:
    """Measures every variant on every set and writes the report."""
    parser = arguments_of(__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the figures go, as JSON")
    arguments = parser.parse_args()
    sets: dict[str, dict[str, object]] = {}
    for name, parts in load(arguments.data, arguments.libraries, arguments.limit):
        rows = {title: _shown(measured(parts, weights)) for title, weights in variants().items()}
        sets[name] = {"questions": len(parts), "rows": rows, "intervals": _intervals(parts)}
        for title, figures in rows.items():
            print(f"{name:12} {title:28}", "  ".join(f"{k} {v:.3f}" for k, v in figures.items()), flush=True)
    write(dated({"weights": dict(WEIGHTS), "sets": sets}), arguments.out)


if __name__ == "__main__":
    main()
