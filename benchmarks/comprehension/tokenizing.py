"""The rows of examples, each made once."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from benchmarks.comprehension.examples import Example
from index.models import default_model_path
from qa.comprehension.inputs import Row, row


def rows_of(examples: Sequence[Example]) -> list[Row]:
    """One row an example, as the cross-encoder gets it at run time."""
    return [_row(example.question, example.heading, example.text) for example in examples]


@lru_cache(maxsize=20_000)
def _row(question: str, heading: str, text: str) -> Row:
    return row(_tokenizer(), question, heading, text)


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(default_model_path() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
