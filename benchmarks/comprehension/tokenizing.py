"""The rows of examples, by several processes at once."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

from benchmarks.comprehension.learning import Lesson
from benchmarks.comprehension.lesson import Example
from qa.comprehension.inputs import Row, load_tokenizer, row


def with_rows(examples: Sequence[Example], processes: int) -> list[Lesson]:
    """Each example with its row, as the cross-encoder gets it at run time."""
    if processes < 2:
        return [(example, _row(example)) for example in examples]
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        return list(zip(examples, pool.map(_row, examples, chunksize=200), strict=True))


def _row(example: Example) -> Row:
    return row(_tokenizer(), example.question, example.heading, example.text)


_tokenizer = cache(load_tokenizer)
