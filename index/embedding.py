"""From the texts that wait in a batch to what is kept of them: their vectors, and those of their tokens."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from index.encoder import Encoder, Vectors
from index.late import Tokens, passage_tokens
from index.store import Missing


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """What is kept of the text of this key: its vector, shape (dimension,), and its tokens."""

    key: str
    vector: Vectors
    tokens: Tokens


@runtime_checkable
class Spreading(Encoder, Protocol):
    """An encoder that is kept busy only if it may take the next texts before it gives the last vectors."""

    def embed_stream(self, waiting: Iterable[Sequence[Missing]]) -> Iterator[list[Embedded]]:
        """What `embed` gives for each text, in any order, as it comes."""
        ...


def embed(encoder: Encoder, items: Sequence[Missing]) -> list[Embedded]:
    """What is kept of each text."""
    read = encoder.read_documents([item.indexed for item in items])
    return [
        Embedded(item.key, encoded.vector, passage_tokens(item.indexed, item.text, encoded))
        for item, encoded in zip(items, read, strict=True)
    ]


def embed_all(encoder: Encoder, waiting: Iterable[Sequence[Missing]]) -> Iterator[list[Embedded]]:
    """What is kept of each of the texts that wait, some at a time, by one machine or by several."""
    if isinstance(encoder, Spreading):
        yield from encoder.embed_stream(waiting)
        return
    for items in waiting:
        yield embed(encoder, items)
