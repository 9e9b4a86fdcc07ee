"""One published state of a library, ready to be searched: a folder with FAISS and tantivy files.

A generation's folder is written aside, synced to disk and renamed before the database says that its
generation is the published one; after that it never changes. It carries a manifest with its number
and its count of chunks. Whatever doesn't fit, or can't be read, is made anew from the database.
"""

import json
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.aside import written_aside
from index.encoder import Vectors
from index.hit import Filter
from index.local import database
from index.local.columns import Columns, Mask
from index.local.dense import EXACT_UP_TO, DenseIndex, ExactIndex, Places, SignsIndex
from index.local.parts import write_parts
from index.local.sparse import SparseIndex

_COLUMNS, _DENSE, _SPARSE = "columns.npz", "dense.faiss", "sparse"
# So many vectors are read from the database at once.
_AT_ONCE = 20_000
# The filters whose chunks are remembered.
_MOST_MASKS = 32

Kind = TypeVar("Kind", ExactIndex, SignsIndex)


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """The indexes made for the database's state `number`; places in `dense` are those in `columns`."""

    number: int
    columns: Columns
    dense: DenseIndex
    sparse: SparseIndex
    _masks: dict[Filter, Mask | None]

    def search_dense(
        self, connection: sqlite3.Connection, vector: Vectors, k: int, where: Filter
    ) -> list[tuple[int, float]]:
        """Number and cosine of the `k` chunks nearest to `vector` that pass `where`, best first."""
        mask = self._mask(where)
        k = min(k, len(self.columns) if mask is None else int(np.count_nonzero(mask)))
        if k <= 0:
            return []

        def read(places: Places) -> Vectors:
            return database.read_vectors(connection, self.columns.vectors[places], len(vector))

        found = self.dense.search(vector, k, mask, read)
        return [(int(self.columns.numbers[place]), score) for place, score in found]

    def _mask(self, where: Filter) -> Mask | None:
        if where not in self._masks:
            while len(self._masks) >= _MOST_MASKS:
                self._masks.pop(next(iter(self._masks)), None)
            self._masks[where] = self.columns.mask(where)
        return self._masks[where]


def folder_of(library: Path, number: int) -> Path:
    """Where the files of generation `number` lie."""
    return library / "generations" / str(number)


def load(
    connection: sqlite3.Connection, library: Path, number: int, former: Generation | None = None
) -> Generation | None:
    """Generation `number`, which is what `connection` sees; None where its files are missing or don't fit.

    Vectors that `former` holds already are not read again.
    """
    folder = folder_of(library, number)
    chunks = database.count_chunks(connection)
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
        if manifest["generation"] != number or manifest["chunks"] != chunks:
            return None
        columns = Columns.load(folder / _COLUMNS)
        words = SparseIndex(folder / _SPARSE)
        if not len(columns) == len(words) == chunks:
            return None
        if chunks > EXACT_UP_TO:
            dense: DenseIndex = SignsIndex.load(folder / _DENSE)
        else:
            dense = _carried(connection, columns, former, ExactIndex)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):  # faiss reports damage as RuntimeError
        return None
    return Generation(number, columns, dense, words, {}) if len(dense) == chunks else None


def write(connection: sqlite3.Connection, folder: Path, former: Generation | None, number: int) -> None:
    """Write the state that `connection` sees as generation `number` into `folder`, whole or not at all.

    `former` is carried forward where it can be; None makes everything from the database.
    """
    with written_aside(folder) as aside:
        columns, since = Columns.empty(), -1
        if former is not None:
            since = former.number
            columns = former.columns.without(database.removed_since(connection, since))
        columns = columns.extended(database.read_columns(connection, since))
        columns.save(aside / _COLUMNS)
        if len(columns) > EXACT_UP_TO:
            _carried(connection, columns, former, SignsIndex).save(aside / _DENSE)
        before = folder_of(folder.parent.parent, former.number) / _SPARSE if former else None
        write_parts(
            aside / _SPARSE,
            columns.numbers,
            lambda first, last: database.read_texts(connection, first, last),
            before,
        )
        manifest = {"generation": number, "chunks": len(columns)}
        (aside / "manifest.json").write_text(json.dumps(manifest))


def tidy(library: Path, published: int) -> None:
    """Delete what no reader needs: half-written folders, and all generations but the last two published."""
    keep = {str(published), str(published - 1)}
    for folder in (library / "generations").glob("*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _carried(
    connection: sqlite3.Connection, columns: Columns, former: Generation | None, kind: type[Kind]
) -> Kind:
    """The vectors of `columns`: those that `former` holds from there, the others from the database."""
    dimension = database.dimension(connection)
    index, held = kind.empty(dimension), np.zeros(0, np.int64)
    if former is not None and isinstance(former.dense, kind):
        index, held = former.dense, former.columns.numbers
    removed = np.flatnonzero(~np.isin(held, columns.numbers))
    missing = columns.vectors[~np.isin(columns.numbers, held)]
    batches = (missing[start : start + _AT_ONCE] for start in range(0, len(missing), _AT_ONCE))
    return index.changed(removed, (database.read_vectors(connection, ids, dimension) for ids in batches))
