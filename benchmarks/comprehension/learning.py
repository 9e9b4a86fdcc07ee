"""How the cross-encoder learns: its loss, and its way through the examples."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import torch

from benchmarks.comprehension.lesson import Example
from qa.comprehension.inputs import Row, batch

T = TypeVar("T")

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
_ROUND = 32  # lengths that a batch is filled up to: fewer shapes, fewer kernels to compile
_SORTED_TOGETHER = 20  # batches

Lesson = tuple[Example, Row]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How fast is learned, by batches of how many; the rate rises a while, then falls to `last` of itself."""

    rate: float
    batch: int
    last: float = 0.0

    def rate_at(self, share: float) -> float:
        """The rate when `share` of all is done."""
        return self.rate * min(1.0, (share + 1e-4) / 0.06) * max(self.last, 1 - share)


def loss_of(network: Any, lessons: Sequence[Lesson]) -> Any:
    """Cross-entropy of the right tokens (any of them) to begin and to end with, and of there being none.

    An example that is half sure counts half as answered, half as not.
    """
    rows = [row for _, row in lessons]
    size = -(-max(len(row.ids) for row in rows) // _ROUND) * _ROUND
    given = batch(rows, size)
    arrays = (torch.from_numpy(a).to(DEVICE) for a in (given.ids, given.sides, given.marks, given.mask))
    told = torch.zeros((len(rows), size), dtype=torch.bool)
    right = torch.zeros((len(rows), size, 2), dtype=torch.bool)
    sure = torch.zeros(len(rows))
    for place, (example, row) in enumerate(lessons):
        told[place, row.start : row.start + len(row.spans)] = True
        for begin, end in targets(example, row):
            right[place, begin, 0] = right[place, end, 1] = True
            sure[place] = example.sure
    told, right, sure = told.to(DEVICE), right.to(DEVICE), sure.to(DEVICE)
    with torch.autocast(DEVICE, torch.bfloat16):
        tokens, none = network(*arrays)
    scores = tokens.float().masked_fill(~told[:, :, None], -1e9)
    total: Any = 0.0
    for side in (0, 1):
        neither = none.float()[:, side]
        every = torch.logsumexp(torch.cat([scores[:, :, side], neither[:, None]], dim=1), 1)
        found = torch.logsumexp(scores[:, :, side].masked_fill(~right[:, :, side], -1e9), 1)
        total = total + sure * (every - found) + (1 - sure) * (every - neither)
    return total.mean() / 2


def targets(example: Example, row: Row) -> Iterator[tuple[int, int]]:
    """The first and the last token of each answer; each token of a sentence that holds one is both."""
    for start, end in example.spans:
        inside = [row.start + i for i, (a, b) in enumerate(row.spans) if a < end and b > start]
        if example.whole:
            yield from ((token, token) for token in inside)
        elif inside:
            yield inside[0], inside[-1]


def learn(
    parameters: Sequence[Any],
    epochs: Sequence[Sequence[T]],
    schedule: Schedule,
    loss_of: Callable[[list[T]], Any],
    length_of: Callable[[T], int],
) -> None:
    """Changes `parameters` by AdamW, batch by batch of items of like length; epochs are of about one size."""
    optimizer = torch.optim.AdamW(parameters, lr=schedule.rate, weight_decay=0.01)
    steps = sum(len(items) // schedule.batch for items in epochs)
    step, began = 0, time.monotonic()
    for epoch, items in enumerate(epochs):
        running = torch.zeros((), device=DEVICE)
        for chosen in _batches(items, schedule.batch, length_of):
            for group in optimizer.param_groups:
                group["lr"] = schedule.rate_at(step / steps)
            loss = loss_of(chosen)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            step += 1
            running = 0.98 * running + 0.02 * loss.detach()
            if step % 100 == 0:
                seconds = time.monotonic() - began
                told = f"epoch {epoch} step {step}/{steps} loss {float(running):.3f} {seconds:.0f} s"
                print(told, flush=True)


def _batches(items: Sequence[T], size: int, length_of: Callable[[T], int]) -> Iterator[list[T]]:
    """Items in batches of like length, in an order that tells nothing; what fills none is left out."""
    span = size * _SORTED_TOGETHER
    for start in range(0, len(items), span):
        pool = sorted(items[start : start + span], key=length_of)
        found = [pool[i : i + size] for i in range(0, len(pool), size)]
        random.shuffle(found)
        yield from (one for one in found if len(one) == size)
