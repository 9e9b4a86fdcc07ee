"""What is sent to Milvus, in pieces that fit into its messages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

# A message to Milvus may have 64 MB; the fewer bytes at once, the less a try again costs.
_BYTES, _ROWS = 4_000_000, 1_000
_KEYS = 500

Row = Mapping[str, Any]
"""A row as Milvus has it: numbers, strings and lists of numbers, by the names of fields."""


def slices(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The values, so many at once as fit into a condition."""
    return (values[start : start + _KEYS] for start in range(0, len(values), _KEYS))


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows, so many at once as fit into a message."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        weight = sum(4 * len(v) if isinstance(v, (str, list)) else 8 for v in row.values())
        if batch and (size + weight > _BYTES or len(batch) == _ROWS):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += weight
    if batch:
        yield batch


def quoted(values: Iterable[str]) -> str:
    """A list of strings as Milvus reads it in a condition.

    >>> quoted(["a", "b"])
    "['a', 'b']"
    """
    return "[" + ", ".join(f"'{value}'" for value in values) + "]"
