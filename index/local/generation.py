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

from index.aside import written_aside
from index.local import database, sparse
from index.local.dense import DenseIndex
from index.local.sparse import SparseIndex

# BM25's statistics count removed chunks until a tantivy index is made anew. Up to this many chunks that
# takes about a second, so it is done at every removal and an edited library ranks exactly as a fresh one;
# above it, once the removed ones are more than a fiftieth.
_REBUILD_BELOW = 25_000
_REBUILD_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Generation:
    """The two indexes made for the database's state `number`."""

    number: int
    dense: DenseIndex
    sparse: SparseIndex


def folder_of(library: Path, number: int) -> Path:
    """Where the files of generation `number` lie."""
    return library / "generations" / str(number)


def load(library: Path, number: int, chunks: int) -> Generation | None:
    """Generation `number` from its files; None where they are missing, damaged or not of `chunks` chunks."""
    folder = folder_of(library, number)
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
        if manifest["generation"] != number or manifest["chunks"] != chunks:
            return None
        dense = DenseIndex.load(folder / "dense.faiss")
        words = SparseIndex(folder / "sparse")
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):  # faiss reports damage as RuntimeError
        return None
    return Generation(number, dense, words) if len(dense) == len(words) == chunks else None


def write(connection: sqlite3.Connection, folder: Path, previous: Generation | None, number: int) -> None:
    """Write the state that `connection` sees as generation `number` into `folder`, whole or not at all.

    `previous` is carried forward where it can be; None makes everything from the database.
    """
    with written_aside(folder) as aside:
        chunks = _write_dense(connection, aside, previous)
        _write_sparse(connection, aside, previous, folder.parent)
        manifest = {"generation": number, "chunks": chunks}
        (aside / "manifest.json").write_text(json.dumps(manifest))


def tidy(library: Path, published: int) -> None:
    """Delete what no reader needs: half-written folders, and all generations but the last two published."""
    keep = {str(published), str(published - 1)}
    for folder in (library / "generations").glob("*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _write_dense(connection: sqlite3.Connection, aside: Path, previous: Generation | None) -> int:
    dimension = int(dict(connection.execute("SELECT name, value FROM meta"))["dimension"])
    dense, since = DenseIndex.empty(dimension), -1
    if previous is not None:
        dense, since = previous.dense.copy(), previous.number
        dense.remove(database.removed_since(connection, since))
    dense.add(*database.read_vectors(connection, since, dimension))
    dense.save(aside / "dense.faiss")
    return len(dense)


def _write_sparse(
    connection: sqlite3.Connection, aside: Path, previous: Generation | None, generations: Path
) -> None:
    removed = database.removed_since(connection, previous.number) if previous else []
    source = generations / str(previous.number) / "sparse" if previous else None
    if previous is None or source is None or not source.is_dir() or _worth_rebuilding(previous, removed):
        SparseIndex(aside / "sparse").update([], database.read_texts(connection, -1))
        return
    sparse.clone(source, aside / "sparse")
    added = database.read_texts(connection, previous.number)
    SparseIndex(aside / "sparse").update(removed, added)


def _worth_rebuilding(previous: Generation, removed: list[int]) -> bool:
    if not removed:
        return False
    stale = len(removed) + previous.sparse.deleted
    return len(previous.sparse) <= _REBUILD_BELOW or stale > _REBUILD_SHARE * len(previous.sparse)
