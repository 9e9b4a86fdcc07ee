"""The rows of examples, each made once."""

from collections.abc import Sequence
from functools import cache, lru_cache

from benchmarks.comprehension.examples import Example
from qa.comprehension.inputs import Row, load_tokenizer, row


def rows_of(examples: Sequence[Example]) -> list[Row]:
    """One row an example, as the cross-encoder gets it at run time."""
    return [_row(example.question, example.heading, example.text) for example in examples]


@lru_cache(maxsize=20_000)
def _row(question: str, heading: str, text: str) -> Row:
    return row(_tokenizer(), question, heading, text)


_tokenizer = cache(load_tokenizer)
