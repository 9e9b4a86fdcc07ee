"""Learns qa/selection.json and measures it on held-out articles.

    python -m benchmarks.answers.train SQUAD_DEV.json CLAPNQ_FOLDER --work WORK --report report.json --write

Both data sets are read, neither goes into the project: what is kept are the coefficients and the figures.
Each fold leaves out two of the eight SQuAD articles and a quarter of ClapNQ. WORK holds 0.npz to 3.npz, the
cross-encoders that `benchmarks.comprehension.train` taught without that fold; a library and what was
computed are kept there too.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.answers.examples import Example, clapnq, examples, filled, squad
from benchmarks.answers.figures import figures
from benchmarks.answers.fitting import conditional_logit, logistic, of_right_sign
from benchmarks.answers.remembering import RememberingEncoder, RememberingReader
from index.encoder import Encoder
from index.models import load_encoder
from qa.comprehension.cross_encoder import load_cross_encoder
from qa.features import FEATURES, Matrix, Passage
from qa.questions import parse
from qa.selection import GROUNDS, Coefficients, Reads, Selector, candidates, grounds

FOLDS = 4
RANKING_RIDGE, CONFIDENCE_RIDGE = 3.0, 100.0
# Sentences that ask are too rare in encyclopedias to learn from; in news they tease more than they tell.
HELD = {"asks": -2.0}
# The signs that coefficients have in any domain: where features overlap, the fit to one takes others with
# a wrong sign to even out, and these fail on texts of another sort.
SIGNS = {
    **dict.fromkeys((
        "read", "read_words", "read_chunk", "read_share", "read_any", "cosine", "context_cosine",
        "chunk_cosine", "overlap_plain", "overlap_near", "overlap_chunk",
        "overlap_heading", "phrases", "density", "wanted", "who_fit", "when_fit", "where_fit", "why_fit",
        "quantity_fit", "name_fit", "near_answer", "carries_on", "rank", "share", "share_of_three",
    ), 1),
    **dict.fromkeys((
        "names_missing_around", "numbers_missing", "numbers_missing_around", "numbers_missing_anywhere",
        "degree_missing", "negation_differs", "asks", "open_ended", "short",
    ), -1),
}  # fmt: skip
STORED = Path(__file__).parents[2] / "qa" / "selection.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """An example in numbers: a row of features a sentence, and which rows are right.

    `unsure` rows say the answer's words elsewhere than where the data set has them: neither right nor wrong.
    """

    example: Example
    passages: list[Passage]
    rows: Matrix
    right: NDArray[np.bool_]
    unsure: NDArray[np.bool_]

    @property
    def holds(self) -> bool:
        """Whether the hits hold the answer."""
        return bool(self.right.any())

    def grounds(self, ranking: Matrix) -> Matrix:
        """What the confidence rests on under the coefficients `ranking`."""
        strengths = self.rows @ ranking
        order = np.argsort(-strengths, kind="stable")
        passages = [self.passages[i] for i in order]
        return grounds(parse(self.example.asked.question), passages, self.rows[order], strengths[order])


def measure(found: Iterable[Example], encoder: Encoder, readers: Sequence[Reads]) -> list[Measured]:
    """The examples with the features that the selector computes at run time, read by their fold's reader."""
    selectors = [Selector(encoder, reader) for reader in readers] or [Selector(encoder)] * FOLDS
    measured = []
    for example in found:
        asked, told = example.asked, example.sort == "answerable"
        selector = selectors[example.fold]
        question, found_there = parse(asked.question), candidates(example.hits)
        readings = selector.read(question, found_there)
        kept, rows = selector.features(question, found_there, readings)
        right = np.array(
            [
                told
                and c.hit.chunk.doc_id == asked.doc_id
                and any(c.start < b and a < c.end for a, b in asked.gold)
                for c in kept
            ]
        )
        says = np.array(
            [told and any(a.casefold() in c.text.casefold() for a in asked.answers) for c in kept]
        )
        measured.append(Measured(example, [c.passage for c in kept], rows, right, says & ~right))
    return measured


def balance(measured: Sequence[Measured]) -> Matrix:
    """A weight an example: half of all for those with an answer, a sixth for each sort of those without.

    The sorts: questions written to mislead (SQuAD's impossible ones); those whose topic is missing; those
    whose topic is there and the answer isn't.
    """
    groups = np.array([0 if m.holds else _sort(m.example) for m in measured])
    weights = np.zeros(len(measured))
    for group, share in ((0, 1 / 2), (1, 1 / 6), (2, 1 / 6), (3, 1 / 6)):
        weights[groups == group] = share * len(measured) / max(1, (groups == group).sum())
    return weights


def _sort(example: Example) -> int:
    if example.sort == "impossible" and example.asked.doc_id.startswith("squad/"):
        return 1
    return 2 if example.sort == "elsewhere" else 3


def fit(measured: Sequence[Measured]) -> Coefficients:
    """Both regressions, the second one over what the first says of folds it didn't see."""
    ranking = fit_ranking(measured)
    bases = np.zeros((len(measured), len(GROUNDS)))
    for part in range(2):
        other = fit_ranking([m for m in measured if m.example.fold % 2 != part])
        for i, m in enumerate(measured):
            if m.example.fold % 2 == part:
                bases[i] = m.grounds(other)
    labels = np.array([float(m.holds) for m in measured])
    weights = balance(measured)

    def learn(used: NDArray[np.bool_]) -> tuple[Matrix, float]:
        return logistic(bases[:, used], labels, weights, CONFIDENCE_RIDGE)

    used = of_right_sign(lambda used: learn(used)[0], _signs(GROUNDS))
    confidence = np.zeros(len(GROUNDS))
    confidence[used], bias = learn(used)
    return Coefficients(ranking, confidence, bias)


def fit_ranking(measured: Sequence[Measured]) -> Matrix:
    """The coefficients of the ranking, from the examples whose hits hold the answer."""
    told = [m for m in measured if m.holds]
    rows = np.concatenate([m.rows[~m.unsure] for m in told])
    right = np.concatenate([m.right[~m.unsure] for m in told]).astype(float)
    sizes = [int((~m.unsure).sum()) for m in told]
    free = np.flatnonzero([name not in HELD for name in FEATURES])
    ranking = np.array([HELD.get(name, 0.0) for name in FEATURES])
    starts = np.cumsum([0, *sizes[:-1]], dtype=np.int64)

    def learn(used: NDArray[np.bool_]) -> Matrix:
        return conditional_logit(rows[:, free[used]], right, starts, RANKING_RIDGE)

    used = of_right_sign(learn, _signs(FEATURES)[free])
    ranking[free[used]] = learn(used)
    return ranking


def _signs(names: Sequence[str]) -> NDArray[np.int64]:
    return np.array([SIGNS.get(name, 0) for name in names], dtype=np.int64)


def cross_validate(measured: Sequence[Measured]) -> tuple[list[Matrix], Matrix]:
    """The strengths of the sentences and the confidence of every example, by fits without its fold."""
    strengths: list[Matrix] = [np.zeros(0)] * len(measured)
    certainty = np.zeros(len(measured))
    for fold in range(FOLDS):
        learned = fit([m for m in measured if m.example.fold != fold])
        for i, m in enumerate(measured):
            if m.example.fold == fold:
                strengths[i] = m.rows @ learned.ranking
                certainty[i] = 1 / (
                    1 + np.exp(-(m.grounds(learned.ranking) @ learned.confidence + learned.bias))
                )
    return strengths, certainty


def stored(learned: Coefficients) -> dict[str, object]:
    """The coefficients as JSON has them."""
    return {
        "ranking": {name: round(float(w), 4) for name, w in zip(FEATURES, learned.ranking, strict=True)},
        "confidence": {name: round(float(w), 4) for name, w in zip(GROUNDS, learned.confidence, strict=True)},
        "bias": round(learned.bias, 4),
    }


def main() -> None:
    """Reads the data sets, learns, measures; writes the coefficients where told to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("squad", type=Path)
    parser.add_argument("clapnq", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="the folder of the cross-encoders")
    parser.add_argument("--report", type=Path, help="where the figures go, as JSON")
    parser.add_argument("--write", action="store_true", help="put the coefficients into qa/selection.json")
    arguments = parser.parse_args()
    work = arguments.work
    encoder = RememberingEncoder(load_encoder(cache=work), work / "vectors.npz")
    articles, asked = squad(arguments.squad)
    more_articles, more_asked = clapnq(arguments.clapnq)
    library = filled([*articles, *more_articles], encoder, work)
    found = list(examples(library, [*asked, *more_asked], FOLDS))
    readers = [RememberingReader(load_cross_encoder(work, work / f"{f}.npz")) for f in range(FOLDS)]
    report, coefficients = {}, {}
    for name, used in (("read", readers), ("unread", [])):
        measured = measure(found, encoder, used)
        report[name] = figures(measured, *cross_validate(measured), balance(measured))
        coefficients[name] = stored(fit(measured))
        print(name, json.dumps(report[name], indent=1), flush=True)
    encoder.save()
    if arguments.report:
        arguments.report.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if arguments.write:
        STORED.write_text(json.dumps({"version": 2, **coefficients}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
