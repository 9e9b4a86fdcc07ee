"""What runs on the machines of a Ray cluster: an encoder, loaded once by each actor, and what it makes.

Rows come and go as tables of Arrow: texts and numbers in them as bytes, since half of a character may be in a
text, and a passage may have any number of tokens.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from corpus.errors import ModelError, require
from index.embedding import Embedded, embed
from index.late import Tokens
from index.models import cache_folder, load_encoder
from index.store import Missing

Rows = Any
"""A table of Arrow."""

_NUMBERS = "<f4"


class Reader:
    """An actor: a model of its own, and what it makes of the texts it is given."""

    def __init__(self, model: str, name: str) -> None:
        """Load `model`; `ModelError` where what this machine has of that is not the encoder `name`."""
        self._encoder = load_encoder(model, cache=cache_folder())
        if self._encoder.name != name:
            raise ModelError(unlike(self._encoder.name, name))

    def __call__(self, rows: Rows) -> Rows:
        """What is kept of each text in `rows`, which `missing_rows` made."""
        items = [Missing(k, _text(i), _text(t)) for k, i, t in _each(rows, "key", "indexed", "text")]
        made = embed(self._encoder, items)
        return _table(
            key=[each.key for each in made],
            vector=[np.asarray(each.vector, _NUMBERS).tobytes() for each in made],
            tokens=[each.tokens.to_bytes() for each in made],
        )


def missing_rows(items: Sequence[Missing]) -> Rows:
    """What a `Reader` reads."""
    return _table(
        key=[item.key for item in items],
        indexed=[_utf8(item.indexed) for item in items],
        text=[_utf8(item.text) for item in items],
    )


def embedded_of(rows: Rows, dimension: int) -> list[Embedded]:
    """What a `Reader` made."""
    return [
        Embedded(key, np.frombuffer(vector, _NUMBERS), Tokens.from_bytes(tokens, dimension))
        for key, vector, tokens in _each(rows, "key", "vector", "tokens")
    ]


def unlike(there: str, here: str) -> str:
    """What to say of a machine whose encoder is another."""
    return (
        f"a machine has the encoder {there}, and here it is {here}: put the same model and the same Footnote "
        "on both"
    )


def _table(**columns: Sequence[Any]) -> Rows:
    make: Callable[[Mapping[str, Sequence[Any]]], Rows] = require("pyarrow", "ray").table
    return make(columns)


def _each(rows: Rows, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(rows[name].to_pylist() for name in names), strict=True))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
