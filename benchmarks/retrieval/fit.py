"""Fits the weights of `index/ranking.py`, one set for all data: prints them, and how each set fares.

    python -m benchmarks.retrieval.fit --data ../eval --libraries .footnote-eval

Listwise softmax (Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", ICML
2007) over the candidates of each question, every set with the same weight in the loss. RealTime QA is
not learned from: it shows how the weights carry over.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.retrieval.parts import Parts, collect
from benchmarks.retrieval.peers.sets import FORMS, read_set
from index.ranking import WEIGHTS
from qa.assemble import open_library
from qa.evaluation.judging import articles_of, judge
from qa.evaluation.question import spread
from qa.settings import Settings

LEARNED_FROM = ("multihoprag", "squad2", "scifact")
ROUNDS, STEPS, PENALTY = 2, 300, 1e-3
SHOWN = (
    "article-recall@1",
    "article-recall@5",
    "article-nDCG@10",
    "fact-hits@10",
    "fact-hits@4",
    "fact-MRR@10",
    "answer@10",
)


def fitted(sets: Sequence[Sequence[Parts]], names: Sequence[str]) -> dict[str, float]:
    """Weights for the parts `names`, none below 0, that sum to 1; the pool follows what was found so far."""
    weights: dict[str, float] = dict(WEIGHTS)
    for _ in range(ROUNDS):
        weights = _descend([_stacked(parts, names, weights) for parts in sets], names)
    return weights


def judgements(parts: Sequence[Parts], weights: Mapping[str, float]) -> list[dict[str, float]]:
    """Every measure of every question when its candidates are ranked by `weights`."""
    judged = []
    for item in parts:
        hits = [item.found.hits[place] for place in item.places(weights)]
        judged.append(judge(item.asked, hits[:10], articles_of(hits), 10))
    return judged


def measured(parts: Sequence[Parts], weights: Mapping[str, float]) -> dict[str, float]:
    """The mean of every measure when candidates are ranked by `weights`."""
    judged = judgements(parts, weights)
    return {name: float(np.mean([one[name] for one in judged])) for name in judged[0]}


def _stacked(
    parts: Sequence[Parts], names: Sequence[str], weights: Mapping[str, float]
) -> tuple[np.ndarray, np.ndarray]:
    found = [(item.matrix(names, weights), item.pool_right(weights)) for item in parts]
    found = [(matrix, right) for matrix, right in found if right.any()]
    width = max(len(right) for _, right in found)
    values = np.zeros((len(found), width, len(names)), np.float32)
    marks = np.full((len(found), width), -1, np.int8)  # -1: no candidate
    for row, (matrix, right) in enumerate(found):
        values[row, : len(matrix)], marks[row, : len(right)] = matrix, right
    return values, marks


def _descend(sets: Sequence[tuple[np.ndarray, np.ndarray]], names: Sequence[str]) -> dict[str, float]:
    import torch

    weights = torch.full((len(names),), 3.0, requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=0.1)
    data = [(torch.from_numpy(values), torch.from_numpy(marks)) for values, marks in sets]
    for _ in range(STEPS):
        loss = PENALTY * weights.pow(2).sum()
        for values, marks in data:
            scores = (values @ weights.clamp(min=0)).masked_fill(marks < 0, -1e9)
            chances = torch.log_softmax(scores, dim=1).masked_fill(marks < 1, -1e9)
            loss = loss - torch.logsumexp(chances, dim=1).mean()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    positive = weights.detach().clamp(min=0)
    return {name: float(value) for name, value in zip(names, positive / positive.sum(), strict=True)}


def load(data: Path, libraries: Path, limit: int) -> Iterator[tuple[str, list[Parts]]]:
    """The parts of every set whose library `footnote eval` has filled, under the set's name."""
    for name in FORMS:
        if (libraries / name).is_dir():
            library = open_library(Settings(library=str(libraries / name)), create=False)
            yield name, list(collect(library, spread(read_set(data, name).questions, limit)))
            library.close()


def arguments_of(description: str | None) -> argparse.ArgumentParser:
    """A parser of what every measurement over the four libraries needs to know."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the evaluation sets")
    parser.add_argument(
        "--libraries", type=Path, required=True, help="the folder with a library for each set"
    )
    parser.add_argument("--limit", type=int, default=10**6, help="only so many questions of each set")
    return parser


def main() -> None:
    """Fits, and prints weights and figures before and after."""
    arguments = arguments_of(__doc__).parse_args()
    sets = dict(load(arguments.data, arguments.libraries, arguments.limit))
    found = fitted([sets[name] for name in LEARNED_FROM if name in sets], list(WEIGHTS))
    for title, weights in (("so far", WEIGHTS), ("fitted", found)):
        print(title, {name: round(value, 3) for name, value in weights.items()})
        for name, parts in sets.items():
            figures = measured(parts, weights)
            print("  ", name, {key: round(figures[key], 4) for key in SHOWN if key in figures})


if __name__ == "__main__":
    main()
