"""What every chunk is found by besides its text and vector, as a table: a filter is a comparison of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.hit import Filter

Mask = NDArray[np.bool_]
Row = tuple[int, int, str, str]
"""Number, number of the vector, source and date of a chunk."""

_ROW = np.dtype([("number", "<i8"), ("vector", "<i8"), ("source", "<i4"), ("published", "<i4")])


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """All chunks of a library in the order of their numbers.

    `rows` has shape (chunks,) and four fields; a source is its place in `names`, a date is as `day` has it.
    """

    rows: NDArray[np.void]
    names: tuple[str, ...]

    @classmethod
    def empty(cls) -> "Columns":
        """Those of no chunk."""
        return cls(np.zeros(0, _ROW), ())

    @classmethod
    def load(cls, path: Path) -> "Columns":
        """What `save` wrote to `path`; `OSError`, `ValueError` or `KeyError` where it is damaged."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                return cls(kept["rows"], tuple(bytes(kept["names"]).decode().split("\0"))[:-1])
        except BadZipFile as error:
            raise ValueError(f"{path} is damaged: {error}") from error

    def save(self, path: Path) -> None:
        """Write the columns to `path`."""
        names = "".join(f"{name}\0" for name in self.names).encode()
        with path.open("wb") as file:
            np.savez(file, rows=self.rows, names=np.frombuffer(names, np.uint8))

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The chunks' numbers, ascending."""
        return self.rows["number"]

    @property
    def vectors(self) -> NDArray[np.int64]:
        """The numbers of the chunks' vectors."""
        return self.rows["vector"]

    def without(self, removed: Sequence[int]) -> "Columns":
        """Those of all chunks but these numbers; unknown numbers are passed over."""
        return Columns(self.rows[~np.isin(self.numbers, np.asarray(removed, np.int64))], self.names)

    def extended(self, rows: Iterable[Row]) -> "Columns":
        """Those with more chunks, whose numbers are higher than all before."""
        places = {name: place for place, name in enumerate(self.names)}
        added = [
            (number, vector, places.setdefault(source, len(places)), day(published))
            for number, vector, source, published in rows
        ]
        return Columns(np.concatenate([self.rows, np.array(added, _ROW)]), tuple(places))

    def mask(self, where: Filter) -> Mask | None:
        """Which chunks pass `where`, shape (chunks,); None where all do."""
        if not where:
            return None
        passing = np.ones(len(self), np.bool_)
        if where.sources:
            wanted = {name.casefold() for name in where.sources}
            named = np.array([name.casefold() in wanted for name in self.names], np.bool_)
            passing &= named[self.rows["source"]]
        if where.since or where.until:
            passing &= self.rows["published"] >= max(day(where.since), 1)
        if where.until:
            passing &= self.rows["published"] <= day(where.until)
        return passing


def day(date: str) -> int:
    """An ISO date as a number that sorts alike, 0 for none.

    >>> day("2021-06-17"), day("")
    (20210617, 0)
    """
    digits = date.replace("-", "")
    return int(digits[:8].ljust(8, "0")) if digits.isdecimal() and digits.isascii() else 0
