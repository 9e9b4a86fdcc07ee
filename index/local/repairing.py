"""Mending a library: what is derived is made anew, what isn't whole is taken out, and nothing is thrown away.

A database that is damaged is read row by row into a new one and kept beside it. What was taken out is not
remembered as read, so that the next sync reads and embeds it again.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.errors import LibraryError
from index.aside import sync_to_disk
from index.local import database, generation, salvage
from index.local.checking import PATIENCE, Finding, half_uploads
from index.local.connecting import connect, transaction
from index.local.place import DATABASE, aside_name, holding
from index.local.wholeness import judged, vector_fault
from index.sync import OnProgress, Progress

_FORGET = (
    "DELETE FROM file WHERE EXISTS (SELECT 1 FROM json_each(file.doc_ids) "
    "WHERE value NOT IN (SELECT doc_id FROM article))"
)
_LOST = (
    "SELECT DISTINCT value FROM file, json_each(file.doc_ids) WHERE value NOT IN (SELECT doc_id FROM article)"
)
_LISTED = 20


def repair(
    library: Path,
    findings: Sequence[Finding],
    made_by: tuple[str, int],
    on_progress: OnProgress | None = None,
) -> list[str]:
    """Mend what `index.local.checking.check` found; gives a line for each thing that was done.

    `made_by` names the encoder and its dimension, for where the database can't tell any more. `LibraryError`
    where there is no room.
    """
    kinds = {finding.kind for finding in findings}
    done: list[str] = []
    with holding(library, PATIENCE):
        try:
            if kinds & {"database", "article"}:
                done += _renewed(library, made_by, on_progress)
            if kinds & {"database", "article", "search"}:
                done.append(_search_files(library))
            if "leftover" in kinds:
                done += _tidied(library)
        except OSError as error:
            raise LibraryError(
                f"can't repair {library}: {error.strerror or error}; make room and repair again"
            ) from error
        except sqlite3.DatabaseError as error:
            raise LibraryError(f"can't repair {library}: {error}; make room and repair again") from error
    return done


def _renewed(library: Path, made_by: tuple[str, int], on_progress: OnProgress | None) -> list[str]:
    """Put a new database in the place of the damaged one; what both have in common is whole."""
    aside = aside_name(library)
    work = library / f"{aside.name}.work"
    work.mkdir()
    try:
        new = work / DATABASE
        lines = list(_salvaged(library, work, new, made_by, on_progress))
        _swap(library, new, aside)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return [*lines, f"the former database is kept as {aside}: delete it when nothing is missed"]


def _salvaged(
    library: Path, work: Path, new: Path, made_by: tuple[str, int], on_progress: OnProgress | None
) -> Iterator[str]:
    copy = work / "former.sqlite"
    for suffix in ("", "-wal"):
        if (library / f"{DATABASE}{suffix}").exists():
            shutil.copyfile(library / f"{DATABASE}{suffix}", f"{copy}{suffix}")
    source = salvage.opened(copy)
    meta = salvage.read_meta(source) if source else {}
    encoder, dimension = made_by  # both from one place: vectors of another length aren't its own
    if meta.get("encoder") and meta.get("dimension", "").isdecimal():
        encoder, dimension = meta["encoder"], int(meta["dimension"])
    database.create(new, encoder, dimension)
    target = connect(new)
    try:
        target.execute("PRAGMA foreign_keys = OFF")
        with transaction(target):
            if source:
                _copied(source, target, on_progress)
            number = _next_generation(library, meta)
            values = database.new_meta(encoder, dimension, number)
            rows = [(name, str(value)) for name, value in values.items()]
            target.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)
        target.execute("PRAGMA foreign_keys = ON")
        with transaction(target):
            yield from _cleared(target, dimension)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        target.close()
        if source:
            source.close()


def _copied(source: sqlite3.Connection, target: sqlite3.Connection, on_progress: OnProgress | None) -> None:
    started = time.monotonic()
    done = 0
    for done, _ in enumerate(salvage.copy_rows(source, target), 1):
        if on_progress and done % 10_000 == 0:
            on_progress(Progress("salvaging", done, 0, time.monotonic() - started))
    if on_progress:
        on_progress(Progress("salvaging", done, 0, time.monotonic() - started))


def _cleared(target: sqlite3.Connection, dimension: int) -> Iterator[str]:
    """Take out what isn't whole; yields what was."""
    vectors = target.execute(
        "SELECT v.id, v.sum, v.data, t.sum, t.data FROM vector v LEFT JOIN token t USING (id)"
    )
    bad = [id_ for id_, *row in vectors if vector_fault(id_, row, dimension)]
    target.executemany("DELETE FROM vector WHERE id = ?", [(id_,) for id_ in bad])
    target.execute("DELETE FROM token WHERE id NOT IN (SELECT id FROM vector)")
    faulty = [found for found in judged(target, dimension) if found.fault]
    target.executemany("DELETE FROM article WHERE id = ?", [(found.id,) for found in faulty])
    target.execute("DELETE FROM chunk WHERE article NOT IN (SELECT id FROM article)")
    target.execute("DELETE FROM file WHERE NOT json_valid(doc_ids) OR NOT json_valid(failures)")
    named = {found.doc_id for found in faulty}
    lost = [doc_id for (doc_id,) in target.execute(_LOST) if doc_id not in named]
    target.execute(_FORGET)
    (kept,) = target.execute("SELECT count(*) FROM article").fetchone()
    gone = [f"{found.doc_id} ({found.fault})" for found in faulty] + [f"{name} (unreadable)" for name in lost]
    yield f"{kept:,} articles are whole and kept, {len(gone):,} are not and are taken out"
    yield from (f"taken out: {line}" for line in gone[:_LISTED])
    if len(gone) > _LISTED:
        yield f"taken out: {len(gone) - _LISTED:,} more"


def _next_generation(library: Path, meta: dict[str, str]) -> int:
    """A number that no state of this library had."""
    known = int(meta["generation"]) if meta.get("generation", "").isdecimal() else 0
    return max(known, generation.highest(library)) + 1


def _swap(library: Path, new: Path, aside: Path) -> None:
    """Whoever has the former open goes on reading it; the next to look finds the new one."""
    path = library / DATABASE
    for suffix in ("", "-wal"):
        former = path.with_name(f"{DATABASE}{suffix}")
        if former.exists():
            os.link(former, aside.with_name(f"{aside.name}{suffix}"))
    for suffix in ("-wal", "-shm"):
        path.with_name(f"{DATABASE}{suffix}").unlink(missing_ok=True)
    new.replace(path)
    sync_to_disk(library)


def _search_files(library: Path) -> str:
    connection = connect(library / DATABASE)
    try:
        with transaction(connection):
            number = database.generation(connection)
            chunks = len(generation.make(connection, library, number).columns)
        generation.tidy(library, number)
    finally:
        connection.close()
    return f"the search files of {chunks:,} chunks are made anew"


def _tidied(library: Path) -> Iterator[str]:
    connection = connect(library / DATABASE)
    number = database.generation(connection)
    connection.close()
    generation.tidy(library, number)
    for part in half_uploads(library):
        part.unlink(missing_ok=True)
    yield "what was left of things that were cut off is deleted"
