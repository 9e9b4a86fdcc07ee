"""What the cross-encoder makes of passages that it never saw, each with its question."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from benchmarks.answers.fitting import auc
from benchmarks.comprehension.learning import DEVICE
from benchmarks.comprehension.lesson import Example
from corpus.sentences import sentence_spans
from qa.comprehension.cross_encoder import CrossEncoder
from qa.comprehension.inputs import Batch
from qa.comprehension.reading import Reading, Scores
from qa.words import words


def reader(network: Any) -> CrossEncoder:
    """A cross-encoder that runs a network in training."""

    def run(rows: Batch) -> tuple[Scores, Scores]:
        arrays = (torch.from_numpy(a).to(DEVICE) for a in (rows.ids, rows.sides, rows.marks, rows.mask))
        with torch.no_grad(), torch.autocast(DEVICE, torch.bfloat16):
            tokens, none = network(*arrays)
        return tokens.float().cpu().numpy(), none.float().cpu().numpy()

    network.eval()
    return CrossEncoder(run)


def measured(network: Any, examples: Sequence[Example]) -> dict[str, float]:
    """By data set: how well answerable questions are told from others, and where the answer is found."""
    model = reader(network)
    found: dict[str, float] = {}
    for name, whole in (("squad", False), ("clapnq", True)):
        chosen = [example for example in examples if example.whole == whole]
        if chosen:
            readings = [model.read(e.question, [(e.heading, e.text)])[0] for e in chosen]
            found |= {f"{name} {key}": value for key, value in _figures(chosen, readings).items()}
    return {key: round(value, 3) for key, value in found.items()}


def _figures(examples: Sequence[Example], readings: Sequence[Reading]) -> dict[str, float]:
    answered = np.array([bool(example.spans) for example in examples])
    certain = np.array([r.within(0, len(e.text)) for e, r in zip(examples, readings, strict=True)])
    told = [(e, r) for e, r in zip(examples, readings, strict=True) if e.spans]
    found = {
        "AUROC": auc(certain[answered], certain[~answered]),
        "best sentence": float(np.mean([_sentence_right(e, r) for e, r in told])),
    }
    if not examples[0].whole:
        found["F1 of the words"] = float(np.mean([_overlap(e, r) for e, r in told]))
    return found


def _sentence_right(example: Example, reading: Reading) -> bool:
    start, end = max(sentence_spans(example.text), key=lambda span: reading.within(*span))
    return any(start < b and a < end for a, b in example.spans)


def _overlap(example: Example, reading: Reading) -> float:
    """F1 of the stems of the likeliest words and the answer's (Rajpurkar et al. 2016)."""
    (start, end), _ = reading.words_within(0, len(example.text))
    ours = Counter(word.stem for word in words(example.text[start:end]))
    theirs = [Counter(word.stem for word in words(example.text[a:b])) for a, b in example.spans]
    return max(2 * (ours & gold).total() / max(1, ours.total() + gold.total()) for gold in theirs)
