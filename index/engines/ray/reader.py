"""What runs on the machines of a Ray cluster: an encoder, loaded once by each actor, and what it makes.

Rows come and go as tables of Arrow: texts and numbers in them as bytes, since half of a character may be in a
text, and vectors differ in length.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from corpus.errors import ModelError, require
from index.embedding import Embedded, embed
from index.encoder import Encoded
from index.late import Tokens
from index.models import cache_folder, load_encoder
from index.store import Missing

Rows = Any
"""A table of Arrow."""

Columns = Mapping[str, Sequence[Any]]
_NUMBERS = "<f4"


class Reader:
    """An actor's encoder."""

    def __init__(self, model: str, name: str) -> None:
        """Load `model`; `ModelError` where what this machine has of that is not the encoder `name`."""
        self.encoder = load_encoder(model, cache=cache_folder())
        if self.encoder.name != name:
            raise ModelError(unlike(self.encoder.name, name))


class PassageReader(Reader):
    """Makes of texts that wait what is kept of them."""

    def __call__(self, rows: Rows) -> Rows:
        """A row of `rows_of_embedded` for each of `rows_of_missing`."""
        items = [Missing(k, _text(i), _text(t)) for k, i, t in _each(rows, "key", "indexed", "text")]
        made = embed(self.encoder, items)
        return table(
            key=[each.key for each in made],
            vector=[_bytes(each.vector) for each in made],
            tokens=[each.tokens.to_bytes() for each in made],
        )


class TextReader(Reader):
    """Makes of texts all that an encoder gives."""

    def __call__(self, rows: Rows) -> Rows:
        """A row of `encoded_of` for each numbered text."""
        numbers, texts = zip(*_each(rows, "number", "text"), strict=True)
        read = self.encoder.read_documents([*map(_text, texts)])
        return table(
            number=numbers,
            vector=[_bytes(each.vector) for each in read],
            tokens=[_bytes(each.tokens) for each in read],
            spans=[each.spans.astype("<i4").tobytes() for each in read],
        )


def missing_rows(items: Sequence[Missing]) -> Rows:
    """What a `PassageReader` reads."""
    return table(
        key=[item.key for item in items],
        indexed=[_utf8(item.indexed) for item in items],
        text=[_utf8(item.text) for item in items],
    )


def text_rows(texts: Sequence[str], first: int) -> Rows:
    """What a `TextReader` reads, numbered from `first`."""
    return table(number=range(first, first + len(texts)), text=[*map(_utf8, texts)])


def embedded_of(rows: Rows, dimension: int) -> list[Embedded]:
    """What a `PassageReader` made."""
    return [
        Embedded(key, _numbers(vector), Tokens.from_bytes(tokens, dimension))
        for key, vector, tokens in _each(rows, "key", "vector", "tokens")
    ]


def encoded_of(rows: Rows, dimension: int) -> list[tuple[int, Encoded]]:
    """What a `TextReader` made, with the numbers of the texts."""
    return [
        (
            number,
            Encoded(
                _numbers(vector),
                _numbers(tokens).reshape(-1, dimension),
                np.frombuffer(spans, "<i4").reshape(-1, 2),
            ),
        )
        for number, vector, tokens, spans in _each(rows, "number", "vector", "tokens", "spans")
    ]


def unlike(there: str, here: str) -> str:
    """What to say of a machine whose encoder is another."""
    return (
        f"a machine has the encoder {there}, and here it is {here}: put the same model and the same Footnote "
        "on both"
    )


def table(**columns: Sequence[Any]) -> Rows:
    """The columns as Arrow has them."""
    make: Callable[[Columns], Rows] = require("pyarrow", "ray").table
    return make(columns)


def _each(rows: Rows, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(rows[name].to_pylist() for name in names), strict=True))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _bytes(vectors: Any) -> bytes:
    return np.asarray(vectors, _NUMBERS).tobytes()


def _numbers(data: bytes) -> Any:
    return np.frombuffer(data, _NUMBERS)
