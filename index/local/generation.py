"""One published state of a library, ready to be searched: a folder with FAISS and tantivy files.

A generation's folder is written aside, synced to disk and renamed before the database says that its
generation is the published one; after that it never changes. It carries a manifest with its number,
its count of chunks and the checksums of its files. Whatever doesn't fit, or can't be read, is made anew from
the database.
"""

import json
import shutil
import sqlite3
from contextlib import suppress
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
from index.local.place import GENERATIONS
from index.local.sparse import SparseIndex
from index.sums import Seen, Sums, check_sums, read_sums, take_sums

COLUMNS, DENSE, SPARSE = "columns.npz", "dense.faiss", "sparse"
_MANIFEST = "manifest.json"
# So many vectors are read from the database at once.
_AT_ONCE = 20_000
# The filters whose chunks are remembered.
_MOST_MASKS = 32

Kind = TypeVar("Kind", ExactIndex, SignsIndex)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the files of generation `number` were made for, and their sums."""

    number: int
    chunks: int
    files: Sums

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """That of the generation in `folder`; `OSError`, `ValueError`, `KeyError` or `TypeError` if not."""
        kept = json.loads((folder / _MANIFEST).read_text())
        return cls(int(kept["generation"]), int(kept["chunks"]), read_sums(kept["files"]))

    def write(self, folder: Path) -> None:
        """Put it into `folder`."""
        kept = {"generation": self.number, "chunks": self.chunks, "files": dict(self.files)}
        (folder / _MANIFEST).write_text(json.dumps(kept))


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """The indexes made for the database's state `number`; places in `dense` are those in `columns`."""

    number: int
    columns: Columns
    dense: DenseIndex
    sparse: SparseIndex
    seen: Seen
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
    return library / GENERATIONS / str(number)


def load(
    connection: sqlite3.Connection, library: Path, number: int, former: Generation | None = None
) -> Generation | None:
    """Generation `number`, which is what `connection` sees; None where its files are missing or don't fit.

    Vectors that `former` holds already are not read again.
    """
    folder = folder_of(library, number)
    chunks = database.count_chunks(connection)
    try:
        manifest = Manifest.read(folder)
        if (manifest.number, manifest.chunks) != (number, chunks):
            return None
        seen = check_sums(folder, manifest.files, former.seen if former else frozenset())
        columns = Columns.load(folder / COLUMNS)
        words = SparseIndex(folder / SPARSE)
        if not len(columns) == len(words) == chunks:
            return None
        if chunks > EXACT_UP_TO:
            dense: DenseIndex = SignsIndex.load(folder / DENSE)
        else:
            dense = _carried(connection, columns, former, ExactIndex)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):  # the last is faiss's
        return None
    return Generation(number, columns, dense, words, seen, {}) if len(dense) == chunks else None


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
        columns.save(aside / COLUMNS)
        if len(columns) > EXACT_UP_TO:
            _carried(connection, columns, former, SignsIndex).save(aside / DENSE)
        before = folder_of(folder.parent.parent, former.number) if former else None
        write_parts(
            aside / SPARSE,
            columns.numbers,
            lambda first, last: database.read_texts(connection, first, last),
            before / SPARSE if before else None,
        )
        Manifest(number, len(columns), take_sums(aside, before, _known_sums(before))).write(aside)


def make(connection: sqlite3.Connection, library: Path, number: int) -> Generation:
    """Generation `number`, made below `library` from the database alone; `OSError` without room."""
    write(connection, folder_of(library, number), None, number)
    made = load(connection, library, number)
    if made is None:
        raise OSError(f"what was written to {folder_of(library, number)} can't be read back")
    return made


def _known_sums(folder: Path | None) -> Sums:
    if folder is not None:
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            return Manifest.read(folder).files
    return {}


def highest(library: Path) -> int:
    """The highest number of a generation that has a folder; 0 where none has."""
    names = (path.name for path in (library / GENERATIONS).glob("*"))
    return max((int(name) for name in names if name.isdecimal()), default=0)


def leftovers(library: Path, published: int) -> list[Path]:
    """What no reader needs: half-written folders, and all generations but the last two published."""
    keep = {str(published), str(published - 1)}
    return [folder for folder in (library / GENERATIONS).glob("*") if folder.name not in keep]


def tidy(library: Path, published: int) -> None:
    """Delete what no reader needs."""
    for folder in leftovers(library, published):
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
