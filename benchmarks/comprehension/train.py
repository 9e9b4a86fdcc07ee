"""Teaches the cross-encoder to read; measures it on articles it never saw.

    python -m benchmarks.comprehension.train cloze --data EVAL --out cloze.npz
    python -m benchmarks.comprehension.train questions --data EVAL --start cloze.npz --held-out 3 --out 3.npz
    python -m benchmarks.comprehension.train questions --data EVAL --start cloze.npz --out adapters.npz

The first teaches on questions made from sentences, the second on people's. EVAL holds the folders squad2,
clapnq, mtrag and scifact; nothing of them is kept but what was learned. One processor core, no accelerator.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from benchmarks.comprehension.adapters import adapted, learned, restore, save
from benchmarks.comprehension.cloze import cloze_questions, swapped
from benchmarks.comprehension.examples import Example, Lessons, lessons, unlabelled
from benchmarks.comprehension.figures import measured
from benchmarks.comprehension.tokenizing import rows_of
from qa.comprehension.inputs import Row, batch

FOLDS, SEED, BATCH = 4, 0, 16
DROPOUT = 0.1
#: Of SQuAD's answerable questions so many an epoch are also asked of another passage, and with another name.
ELSEWHERE, SWAPPED = 0.35, 0.3
_ROUND = 32  # lengths that a batch is filled up to: fewer shapes, fewer kernels to compile
_SORTED_TOGETHER = 20  # batches


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast is learned; the rate falls to `last` of itself."""

    examples: int
    rate: float
    epochs: int = 1
    last: float = 0.0


CLOZE = Schedule(examples=9000, rate=1e-3, last=0.1)
EPOCHS, RATE = 2, 8e-4


def loss_of(network: Any, examples: Sequence[Example], rows: Sequence[Row]) -> Any:
    """Cross-entropy of the right tokens (any of them) to begin and to end with, or of there being none."""
    size = -(-max(len(row.ids) for row in rows) // _ROUND) * _ROUND
    given = batch(rows, size)
    arrays = map(torch.from_numpy, (given.ids, given.sides, given.marks, given.mask))
    with torch.autocast("cpu", torch.bfloat16):
        tokens, none = network(*arrays)
    told = torch.zeros((len(rows), size), dtype=torch.bool)
    right = torch.zeros((len(rows), size, 2), dtype=torch.bool)
    for place, (example, row) in enumerate(zip(examples, rows, strict=True)):
        told[place, row.start : row.start + len(row.spans)] = True
        for begin, end in targets(example, row):
            right[place, begin, 0] = right[place, end, 1] = True
    scores = tokens.float().masked_fill(~told[:, :, None], -1e9)
    unanswered = ~right[:, :, 0].any(dim=1, keepdim=True)
    total: Any = 0.0
    for side in (0, 1):
        every = torch.cat([scores[:, :, side], none.float()[:, side, None]], dim=1)
        good = torch.cat([right[:, :, side], unanswered], dim=1)
        total = total + torch.logsumexp(every, 1) - torch.logsumexp(every.masked_fill(~good, -1e9), 1)
    return total.mean() / 2


def targets(example: Example, row: Row) -> Iterator[tuple[int, int]]:
    """The first and the last token of each answer; each token of a sentence that holds one is both."""
    for start, end in example.spans:
        inside = [row.start + i for i, (a, b) in enumerate(row.spans) if a < end and b > start]
        if example.whole:
            yield from ((token, token) for token in inside)
        elif inside:
            yield inside[0], inside[-1]


def learn(network: Any, epochs: Iterator[list[Example]], schedule: Schedule) -> None:
    """Changes `network` by AdamW, batch by batch."""
    parameters = list(learned(network).values())
    optimizer = torch.optim.AdamW(parameters, lr=schedule.rate, weight_decay=0.01)
    steps = schedule.epochs * schedule.examples // BATCH
    step, began = 0, time.monotonic()
    for epoch, examples in enumerate(epochs):
        network.train()
        running = 0.0
        for chosen in _batches(examples):
            for group in optimizer.param_groups:
                group["lr"] = schedule.rate * _pace(step, steps, schedule.last)
            loss = loss_of(network, chosen, rows_of(chosen))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            step += 1
            running = 0.95 * running + 0.05 * loss.item() if step % 50 else loss.item()
            if step % 25 == 0:
                print(
                    f"epoch {epoch} step {step}/{steps} loss {running:.3f} {time.monotonic() - began:.0f} s",
                    flush=True,
                )


def _pace(step: int, steps: int, last: float) -> float:
    return min(1.0, step / (0.06 * steps)) * max(last, 1 - step / steps)


def _batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    """The examples in batches of like length, in an order that tells nothing."""
    span = BATCH * _SORTED_TOGETHER
    for start in range(0, len(examples), span):
        pool = sorted(examples[start : start + span], key=lambda example: len(example.text))
        found = [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
        random.shuffle(found)
        yield from (one for one in found if len(one) == BATCH)


def epochs_of(known: Lessons, held_out: int | None) -> Iterator[list[Example]]:
    """What each epoch teaches: all questions that aren't held out, some of them again without an answer."""
    for _ in range(EPOCHS):
        chosen: list[Example] = []
        for example, elsewhere in zip(known.examples, known.elsewhere, strict=True):
            if example.group == held_out:
                continue
            chosen += [example] * (2 if example.whole else 1)
            if elsewhere and random.random() < ELSEWHERE:
                chosen.append(random.choice(elsewhere))
            if elsewhere and random.random() < SWAPPED:
                chosen += _with_another_name(example)
        random.shuffle(chosen)
        yield chosen


def _with_another_name(example: Example) -> list[Example]:
    changed = swapped(example.question, example.text, random.Random(random.random()))
    return [Example(changed, example.heading, example.text, group=example.group)] if changed else []


def main() -> None:
    """One of the two lessons, its progress and figures on standard output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lesson", choices=("cloze", "questions"))
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--start", type=Path, help="go on from what this file holds")
    parser.add_argument("--held-out", type=int, help=f"leave out this fold (of {FOLDS}) and measure on it")
    parser.add_argument("--out", type=Path, required=True, help="where what was learned goes")
    arguments = parser.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    network = adapted(DROPOUT)
    if arguments.start:
        restore(network, arguments.start)
    if arguments.lesson == "cloze":
        passages = unlabelled(
            arguments.data / "clapnq",
            arguments.data / "mtrag" / "mtragun-human" / "generation_tasks" / "reference.jsonl",
            arguments.data / "scifact" / "corpus.jsonl",
        )
        learn(network, iter([cloze_questions(passages, CLOZE.examples, SEED)]), CLOZE)
    else:
        known = lessons(arguments.data / "squad2" / "dev.json", arguments.data / "clapnq", FOLDS)
        epochs = list(epochs_of(known, arguments.held_out))
        schedule = Schedule(examples=len(epochs[0]), rate=RATE, epochs=EPOCHS)
        learn(network, iter(epochs), schedule)
        unseen = [example for example in known.examples if example.group == arguments.held_out]
        print(measured(network, unseen))
    save(network, arguments.out)


if __name__ == "__main__":
    main()
