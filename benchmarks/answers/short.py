"""Learns qa/short.json, the short answer's coefficients, and measures it on held-out articles.

    python -m benchmarks.answers.short SQUAD_DEV.json --work WORK --report short.json --write

The data set is read, nothing of it goes into the project: what is kept are the coefficients and the
figures. Each question comes with the sentence that holds its answer; each fold leaves out two articles. WORK
holds 0.npz to 3.npz, the cross-encoders that `benchmarks.comprehension.train` taught without that fold.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.answers.fitting import logistic
from corpus.sentences import sentence_spans
from qa.comprehension.cross_encoder import load_cross_encoder
from qa.questions import KINDS, Question, parse
from qa.selection import Reads
from qa.short import GROUNDS, SURE, Coefficients, by_token, chosen
from qa.span_features import FEATURES, Matrix, span_features
from qa.spans import Places, spans, tokens

RIGHT = 0.6
"""The F1 by words with the right answer from which a short answer counts as right."""
RANKING_RIDGE, SURENESS_RIDGE = 3.0, 1.0
SEED = 7
# Of the spans that share less than half with the answer a fifth is learned from: they are many and alike.
KEPT = 0.2
FOLDS = 4
STORED = Path(__file__).parents[2] / "qa" / "short.json"
Rows = NDArray[np.float32]
Report = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the sentence that answers it, and the answers that people gave.

    The sentence stands at `start` in the passage `text` under `heading`.
    """

    question: str
    sentence: str
    answers: tuple[str, ...]
    fold: int
    heading: str
    text: str
    start: int


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The spans of a sentence in numbers: features (n, len(FEATURES)), and `right` (n,), each span's F1."""

    asked: Asked
    question: Question
    texts: tuple[str, ...]
    first: Places
    last: Places
    rows: Rows
    right: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What was chosen for a question of a fold that the choice wasn't learned from.

    `right` is its F1, `basis` what its sureness rests on; "", 0 and None where no span can do.
    """

    measured: Measured
    text: str = ""
    right: float = 0.0
    basis: Matrix | None = None


def read(path: Path) -> Iterator[Asked]:
    """The answerable questions of a SQuAD 2.0 file, each with the sentence of its first answer."""
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    titles = sorted(entry["title"] for entry in data)
    for entry in data:
        fold, heading = titles.index(entry["title"]) % FOLDS, entry["title"].replace("_", " ")
        for paragraph in entry["paragraphs"]:
            text = paragraph["context"]
            sentences = sentence_spans(text)
            for asked in paragraph["qas"]:
                answers = asked["answers"]
                for start, end in sentences if answers else ():
                    if start <= answers[0]["answer_start"] < end:
                        said = tuple(dict.fromkeys(answer["text"] for answer in answers))
                        sentence = text[start:end].rstrip()
                        yield Asked(asked["question"], sentence, said, fold, heading, text, start)


def measure(asked: Asked, readers: Sequence[Reads]) -> Measured | None:
    """`asked` in numbers, read by its fold's reader if there is one; None where no span is like an answer."""
    question, found = parse(asked.question), tokens(asked.sentence)
    first, last = spans(found)
    texts = tuple(asked.sentence[found[i].start : found[j].end] for i, j in zip(first, last, strict=True))
    right = np.array([max(f1(text, answer) for answer in asked.answers) for text in texts])
    if not right.any():
        return None
    told = None
    if readers:
        (reading,) = readers[asked.fold].read(asked.question, [(asked.heading, asked.text)])
        told = by_token(reading.characters(asked.start, asked.start + len(asked.sentence)), found)
    rows = span_features(question, found, first, last, told).astype(np.float32)
    return Measured(asked, question, texts, first, last, rows, right)


def f1(one: str, other: str) -> float:
    """The F1 of two texts by words, articles left out (Rajpurkar et al. 2016).

    >>> f1("the Hanoi summit", "Hanoi"), f1("Hanoi", "Hanoi")
    (0.6666666666666666, 1.0)
    """
    a, b = _words(one), _words(other)
    shared = sum((Counter(a) & Counter(b)).values())
    return 2 * shared / (len(a) + len(b)) if shared else 0.0


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.lower()) if word not in ("a", "an", "the")]


def fit_ranking(measured: Sequence[Measured]) -> Matrix:
    """The coefficients under which right spans are likeliest: a conditional logit (McFadden 1974).

    What is right counts by the square of its F1, so that a span close to the answer is learned from too.
    """
    dice = np.random.default_rng(SEED)
    kept = [(m.right >= 0.5) | (dice.random(len(m.right)) < KEPT) for m in measured]
    rows = np.concatenate([m.rows[k] for m, k in zip(measured, kept, strict=True)])
    right = np.concatenate([m.right[k] ** 2 for m, k in zip(measured, kept, strict=True)])
    sizes = [int(k.sum()) for k in kept]
    spread = rows.std(axis=0) + 1e-6
    loss = partial(_loss, (rows / spread).astype(np.float32), right.astype(np.float32), sizes)
    learned = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.where(rows.any(axis=0), learned.x / spread, 0.0)


def _loss(rows: Rows, right: Rows, sizes: Sequence[int], beta: Matrix) -> tuple[float, Matrix]:
    """The negative log likelihood of what is right, with its ridge, and its gradient."""
    starts = np.cumsum([0, *sizes[:-1]])
    strengths = rows @ beta.astype(np.float32)
    strengths -= np.repeat(np.maximum.reduceat(strengths, starts), sizes)
    weights = np.exp(strengths) + 1e-12
    every, good = np.add.reduceat(weights, starts), np.add.reduceat(weights * right, starts) + 1e-12
    slope = rows.T @ (weights / np.repeat(every, sizes) - weights * right / np.repeat(good, sizes))
    loss = float(np.log(every / good).sum(dtype=np.float64) + RANKING_RIDGE / 2 * beta @ beta)
    return loss, slope.astype(np.float64) + RANKING_RIDGE * beta


def fit_sureness(given: Sequence[Given]) -> tuple[Matrix, float]:
    """The coefficients and the bias that tell right choices from wrong ones."""
    basis = np.stack([g.basis for g in given if g.basis is not None])
    labels = np.array([float(g.right >= RIGHT) for g in given if g.basis is not None])
    used = basis.std(axis=0) > 0
    sureness = np.zeros(len(GROUNDS))
    sureness[used], bias = logistic(basis[:, used], labels, np.ones(len(labels)), SURENESS_RIDGE)
    return sureness, bias


def choose(measured: Measured, ranking: Matrix) -> Given:
    """The span of `measured` under the coefficients `ranking`."""
    picked = chosen(measured.question, measured.rows.astype(float), ranking, measured.first, measured.last)
    if picked is None:
        return Given(measured)
    best, basis = picked
    return Given(measured, measured.texts[best], float(measured.right[best]), basis)


def cross_validate(measured: Sequence[Measured]) -> list[Given]:
    """The choice for every question, by coefficients learned without its article."""
    given: list[Given] = []
    for fold in sorted({m.asked.fold for m in measured}):
        ranking = fit_ranking([m for m in measured if m.asked.fold != fold])
        given += [choose(m, ranking) for m in measured if m.asked.fold == fold]
    return given


def sureness(given: Sequence[Given]) -> Matrix:
    """How sure each choice is, shape (n,), as learned from the other articles."""
    sure = np.zeros(len(given))
    folds = np.array([g.measured.asked.fold for g in given])
    for fold in set(folds.tolist()):
        learned, bias = fit_sureness([g for g in given if g.measured.asked.fold != fold])
        for i in np.flatnonzero(folds == fold).tolist():
            basis = given[i].basis
            sure[i] = 0.0 if basis is None else 1 / (1 + np.exp(-(basis @ learned + bias)))
    return sure


def figures(given: Sequence[Given], sure: Matrix) -> Report:
    """What is reported: how often a short answer is given, and how often it is right."""
    right = np.array([g.right for g in given])
    kinds = np.array([g.measured.question.kind for g in given])
    everything = np.ones(len(given), dtype=np.bool_)
    report = {"all": _at(right, everything, everything)}
    for threshold in (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8):
        report[f"sureness from {threshold}"] = _at(right, sure >= threshold, everything)
    for kind in KINDS:
        report[f"{kind}, from {SURE}"] = _at(right, sure >= SURE, kinds == kind)
    tenths = (sure * 10).astype(int)
    report["right, by sureness"] = {
        f"{low / 10:.1f}": round(float((right[tenths == low] >= RIGHT).mean()), 3)
        for low in sorted(set(tenths.tolist()))
    }
    return report


def _at(right: Matrix, given: NDArray[np.bool_], asked: NDArray[np.bool_]) -> dict[str, float]:
    told = right[given & asked]
    if not len(told):
        return {"questions": float(asked.sum()), "given": 0.0}
    return {
        "questions": float(asked.sum()),
        "given": round(len(told) / float(asked.sum()), 3),
        "right, of those given": round(float((told >= RIGHT).mean()), 3),
        "exact, of those given": round(float((told > 0.999).mean()), 3),
        "F1, of those given": round(float(told.mean()), 3),
    }


def stored(learned: Coefficients) -> dict[str, object]:
    """The coefficients as JSON has them."""
    ranking = {n: round(float(w), 4) for n, w in zip(FEATURES, learned.ranking, strict=True) if w}
    weights = {n: round(float(w), 4) for n, w in zip(GROUNDS, learned.sureness, strict=True)}
    return {"ranking": ranking, "sureness": weights, "bias": round(learned.bias, 4)}


def main() -> None:
    """Reads the data set, learns, measures; writes the coefficients where told to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("squad", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="the folder of the cross-encoders")
    parser.add_argument("--report", type=Path, help="where the figures go, as JSON")
    parser.add_argument("--wrong", type=int, default=0, help="print so many wrong ones that were given")
    parser.add_argument("--write", action="store_true", help="put the coefficients into qa/short.json")
    arguments = parser.parse_args()
    readers = [load_cross_encoder(arguments.work, arguments.work / f"{f}.npz") for f in range(FOLDS)]
    report, coefficients = {}, {}
    for name, used in (("read", readers), ("unread", [])):
        measured = [m for asked in read(arguments.squad) if (m := measure(asked, used))]
        given = cross_validate(measured)
        sure = sureness(given)
        report[name] = figures(given, sure)
        coefficients[name] = stored(Coefficients(fit_ranking(measured), *fit_sureness(given)))
        print(name, json.dumps(report[name], indent=1), flush=True)
        show_wrong(given, sure, arguments.wrong)
    if arguments.report:
        arguments.report.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if arguments.write:
        kept = {"version": 2, "seed": SEED, **coefficients}
        STORED.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def show_wrong(given: Sequence[Given], sure: Matrix, count: int) -> None:
    """Prints up to `count` of the wrong choices that would be given, evenly spread."""
    wrong = [(g, s) for g, s in zip(given, sure, strict=True) if s >= SURE and g.right < RIGHT]
    for item, certainty in wrong[:: max(1, len(wrong) // max(1, count))][:count]:
        asked = item.measured.asked
        print(
            f"\n{certainty:.2f} {asked.question}\n{asked.sentence}\n{item.text} | {' | '.join(asked.answers)}"
        )


if __name__ == "__main__":
    main()
