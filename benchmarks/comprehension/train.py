r"""Teaches the cross-encoder to read; measures it on articles it never saw.

    python -m benchmarks.comprehension.prepare --data EVAL --out lessons.json.gz
    python -m benchmarks.comprehension.train cloze --lessons lessons.json.gz --out cloze.npz
    python -m benchmarks.comprehension.train write --lessons lessons.json.gz --held-out 0 --out 0.json.gz
    python -m benchmarks.comprehension.train read --lessons lessons.json.gz --start cloze.npz \
        --written 0.json.gz --held-out 0 --out 0.npz
    python -m benchmarks.comprehension.train read --lessons lessons.json.gz --start cloze.npz \
        --written 0.json.gz 1.json.gz 2.json.gz 3.json.gz --out adapters.npz

First it learns from questions made of sentences, then from questions that a language model wrote (which had
learned it from people's, less what is held out), last from people's own. A GPU is used
where there is one.
"""

import argparse
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import torch

from benchmarks.comprehension.adapters import adapted, learned, restore, save
from benchmarks.comprehension.cloze import cloze_questions, swapped
from benchmarks.comprehension.figures import measured
from benchmarks.comprehension.learning import DEVICE, Schedule, learn, loss_of
from benchmarks.comprehension.lesson import Example, Lessons, read, read_examples, write_examples
from benchmarks.comprehension.tokenizing import with_rows
from benchmarks.comprehension.writer import Writer, examples_of, wanted_of

SEED = 0
DROPOUT = 0.1
CLOZE = Schedule(rate=1e-3, batch=64, last=0.1)
WRITTEN = Schedule(rate=1e-3, batch=64, last=0.1)
PEOPLES = Schedule(rate=6e-4, batch=16)
EPOCHS = 2
#: Of SQuAD's answerable questions so many an epoch are also asked of another passage, and with another name.
ELSEWHERE, SWAPPED = 0.35, 0.3


def epoch_of(known: Lessons, held_out: int | None) -> Iterator[Example]:
    """What one epoch teaches: all questions that aren't held out, some of them again without an answer."""
    for example, elsewhere in zip(known.questions, known.elsewhere, strict=True):
        if example.group == held_out:
            continue
        yield from [example] * (2 if example.whole else 1)
        if elsewhere and random.random() < ELSEWHERE:
            yield random.choice(elsewhere)
        if elsewhere and random.random() < SWAPPED:
            yield from _with_another_name(example)


def _with_another_name(example: Example) -> list[Example]:
    changed = swapped(example.question, example.text, random.Random(random.random()))
    return [Example(changed, example.heading, example.text, group=example.group)] if changed else []


def shuffled(examples: Iterator[Example]) -> list[Example]:
    """The examples in an order that tells nothing."""
    found = list(examples)
    random.shuffle(found)
    return found


def write_questions(known: Lessons, held_out: int | None, count: int, minutes: float) -> list[Example]:
    """Teaches a writer, and what it then wrote."""
    wanted = wanted_of(known.passages, count, held_out)
    writer = Writer()
    writer.learn(known, held_out)
    return examples_of(writer.write(wanted, minutes))


def main() -> None:
    """One of the lessons, its progress and figures on standard output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lesson", choices=("cloze", "write", "read"))
    parser.add_argument(
        "--lessons", type=Path, required=True, help="what benchmarks.comprehension.prepare wrote"
    )
    parser.add_argument("--start", type=Path, help="go on from what this file holds")
    parser.add_argument("--written", type=Path, nargs="*", default=(), help="questions that were written")
    parser.add_argument("--count", type=int, default=30_000, help="so many questions are made or written")
    parser.add_argument("--minutes", type=float, default=60, help="so long is written at most")
    parser.add_argument("--held-out", type=int, help="leave out this fold and measure on it")
    parser.add_argument("--processes", type=int, default=2, help="that make rows of text")
    parser.add_argument("--out", type=Path, required=True, help="where what was learned goes")
    arguments = parser.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)
    known = read(arguments.lessons)
    if arguments.lesson == "write":
        written = write_questions(known, arguments.held_out, arguments.count, arguments.minutes)
        write_examples(written, arguments.out)
        return
    # Rows are made before the device is touched: processes are forked.
    if arguments.lesson == "cloze":
        texts = [passage for passage in known.passages if passage.group is None]
        texts = texts[:1200] * 4 + texts[1200:]  # abstracts of science are many
        lessons = [with_rows(cloze_questions(texts, arguments.count, SEED), arguments.processes)]
        stages = [(CLOZE, lessons)]
    else:
        epochs = [shuffled(epoch_of(known, arguments.held_out)) for _ in range(EPOCHS)]
        stages = [(PEOPLES, [with_rows(epoch, arguments.processes) for epoch in epochs])]
        if arguments.written:
            written = shuffled(example for path in arguments.written for example in read_examples(path))
            stages.insert(0, (WRITTEN, [with_rows(written, arguments.processes)] * EPOCHS))
    network = adapted(DROPOUT).float().to(DEVICE)
    if arguments.start:
        restore(network, arguments.start)
    parameters = list(learned(network).values())
    unseen = [example for example in known.questions if example.group == arguments.held_out]
    for schedule, lessons in stages:
        network.train()
        learn(parameters, lessons, schedule, partial(loss_of, network), lambda lesson: len(lesson[1].ids))
        save(network, arguments.out)
        if unseen:
            print(arguments.out.name, measured(network, unseen), flush=True)


if __name__ == "__main__":
    main()
