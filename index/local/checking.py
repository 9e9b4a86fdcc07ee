"""Is a library sound? Everything in it is held against everything else, and what doesn't fit is told."""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from corpus.errors import LibraryError, LibraryMismatch
from index.encoder import Encoder
from index.hit import Filter
from index.local import database, generation
from index.local.columns import Columns
from index.local.connecting import connect, told, transaction
from index.local.dense import EXACT_UP_TO, SignsIndex, signs
from index.local.generation import COLUMNS, DENSE, SPARSE, Manifest
from index.local.place import DATABASE, UPLOADS, holding
from index.local.sparse import SparseIndex
from index.local.status import check_exists
from index.local.wholeness import judged
from index.sums import check_sums
from index.sync import OnProgress, Progress

Row = tuple[int, int, str, str]
"""As `database.read_columns` gives it."""

Kind = Literal["database", "article", "search", "encoder", "leftover", "feedback"]

REPAIR = "footnote check --repair"
PATIENCE = 2.0
_SAMPLE = 32
_AT_ONCE = 20_000
# Vectors of the same text made on another processor, in 8-bit integers or not, agree so far.
_ALIKE = 0.97


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what it means, and what cures it."""

    kind: Kind
    what: str
    cure: str


def check(
    library: Path, encoder: Encoder | None = None, on_progress: OnProgress | None = None
) -> list[Finding]:
    """What is wrong with the library in the folder `library`; nothing where it is sound.

    With an `encoder`, the one that made it, a sample of its texts is embedded anew. No sync may write
    meanwhile: `LibraryBusy` names the one that does; `MissingLibrary` where there is none, `LibraryMismatch`
    where another version made it.
    """
    check_exists(library)
    with steady(library):
        try:
            connection = connect(library / DATABASE)
        except LibraryError as error:
            return [_unreadable(error)]
        try:
            with told(library / DATABASE), transaction(connection):
                return list(_all_findings(connection, library, encoder, on_progress))
        except LibraryMismatch:
            raise  # of another version: nothing for this one to mend
        except LibraryError as error:
            return [_unreadable(error)]
        finally:
            connection.close()


def _unreadable(error: LibraryError) -> Finding:
    what, _, cure = str(error).rpartition(": ")
    return Finding("database", what, cure.removeprefix("run "))


def steady(library: Path) -> AbstractContextManager[None]:
    """While it lasts no sync changes the library; where nobody can write, that needs no lock."""
    return holding(library, PATIENCE) if os.access(library, os.W_OK) else nullcontext()


def _all_findings(
    connection: sqlite3.Connection, library: Path, encoder: Encoder | None, on_progress: OnProgress | None
) -> Iterator[Finding]:
    complaints = [row for (row,) in connection.execute("PRAGMA integrity_check(20)") if row != "ok"]
    if complaints:
        first = complaints[0].partition("\n")[2] or complaints[0]
        yield Finding(
            "database", f"SQLite finds {len(complaints)} faults in {DATABASE}, such as: {first}", REPAIR
        )
        return
    path = library / DATABASE
    meta = database.read_meta(connection, path)
    database.check_format(meta, path)
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        yield Finding(
            "database", f"{len(orphans):,} rows belong to nothing, the first in {orphans[0][0]}", REPAIR
        )
    whole = True
    for finding in _articles(connection, int(meta["dimension"]), on_progress):
        whole = False
        yield finding
    if whole:  # the search files are made anew with what is taken out otherwise
        yield from _search_files(connection, library, int(meta["generation"]))
    yield from _leftovers(library, int(meta["generation"]))
    if encoder is not None and whole and encoder.name == meta["encoder"]:
        yield from _embedded_anew(connection, encoder)


def _articles(
    connection: sqlite3.Connection, dimension: int, on_progress: OnProgress | None
) -> Iterator[Finding]:
    (total,) = connection.execute("SELECT count(*) FROM article").fetchone()
    started = time.monotonic()
    for done, found in enumerate(judged(connection, dimension), 1):
        if found.fault:
            cure = f"{REPAIR} takes it out, then footnote index brings it back"
            yield Finding("article", f"{found.doc_id}: {found.fault}", cure)
        if on_progress and (done % 100 == 0 or done == total):
            on_progress(Progress("checking", done, total, time.monotonic() - started))


def _search_files(connection: sqlite3.Connection, library: Path, number: int) -> Iterator[Finding]:
    rows = database.read_columns(connection, -1)
    if not rows and not number:
        return
    folder = generation.folder_of(library, number)
    try:
        manifest = Manifest.read(folder)
        if (manifest.number, manifest.chunks) != (number, len(rows)):
            told = f"{manifest.chunks:,} chunks of generation {manifest.number}"
            yield _unfit(f"{folder} is made for {told}, the database has {len(rows):,} of {number}")
            return
        check_sums(folder, manifest.files)
        columns = Columns.load(folder / COLUMNS)
        words = SparseIndex(folder / SPARSE)
        dense = SignsIndex.load(folder / DENSE) if len(rows) > EXACT_UP_TO else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        yield _unfit(f"the search files in {folder} are missing or damaged: {error}")
        return
    yield from _fitting(connection, rows, columns, words, dense)


def _fitting(
    connection: sqlite3.Connection,
    rows: Sequence[Row],
    columns: Columns,
    words: SparseIndex,
    dense: SignsIndex | None,
) -> Iterator[Finding]:
    """Whether the search files say the same as the `rows` of the database."""
    expected = Columns.empty().extended(rows)
    if not _same(columns, expected):
        yield _unfit("the table of chunks for filters is not that of the database")
    if len(words) != len(rows):
        yield _unfit(f"the words of {len(words):,} chunks can be searched, the database has {len(rows):,}")
    for number, *_ in _sample(rows):
        ((_, text, _, _),) = database.read_texts(connection, number, number)
        hits = words.search(text, 200, Filter())
        if len(hits) < 200 and text.strip() and hits and number not in {found for found, _ in hits}:
            yield _unfit(f"chunk {number} is not found by its own words")
    if dense is not None:
        kept, dimension = dense.rows(), database.dimension(connection)
        for start in range(0, len(rows), _AT_ONCE):
            ids = expected.vectors[start : start + _AT_ONCE]
            made = signs(database.read_vectors(connection, ids, dimension))
            if not np.array_equal(kept[start : start + _AT_ONCE], made):
                yield _unfit("the signs for the search by meaning are not those of the vectors")
                return


def _sample(rows: Sequence[Row]) -> list[Row]:
    """Some of the rows, evenly spread; all where there are few."""
    places = np.unique(np.linspace(0, max(len(rows) - 1, 0), min(_SAMPLE, len(rows))).astype(int))
    return [rows[place] for place in places]


def _same(one: Columns, other: Columns) -> bool:
    if len(one) != len(other):
        return False
    plain = all(
        np.array_equal(one.rows[name], other.rows[name]) for name in ("number", "vector", "published")
    )
    return plain and [one.names[i] for i in one.rows["source"]] == [
        other.names[i] for i in other.rows["source"]
    ]


def _unfit(what: str) -> Finding:
    return Finding("search", what, f"{REPAIR}, or any search, makes them anew")


def half_uploads(library: Path) -> list[Path]:
    """What is left of uploads that were cut off before they were acknowledged."""
    return list((library / UPLOADS).glob(".*.part"))


def _leftovers(library: Path, number: int) -> Iterator[Finding]:
    for path in sorted([*generation.leftovers(library, number), *half_uploads(library)]):
        yield Finding("leftover", f"{path} is left of something that was cut off", f"{REPAIR} deletes it")


def _embedded_anew(connection: sqlite3.Connection, encoder: Encoder) -> Iterator[Finding]:
    rows = _sample(database.read_columns(connection, -1))
    if not rows:
        return
    texts = [next(database.read_texts(connection, number, number))[1] for number, *_ in rows]
    kept = database.read_vectors(connection, np.array([vector for _, vector, *_ in rows]), encoder.dimension)
    made = np.stack([read.vector for read in encoder.read_documents(texts)])
    different = int((np.einsum("ij,ij->i", kept, made) < _ALIKE).sum())
    if different:
        yield Finding(
            "encoder",
            f"{different} of {len(rows)} texts, embedded anew by {encoder.name}, give other vectors",
            "delete the compiled model (the folder footnote in ~/.cache) and check again; if that doesn't "
            "help, index into a new library (--library DIR)",
        )
