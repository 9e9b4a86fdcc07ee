"""Bringing a backup back: beside the library first, and into its place in one step."""

import ctypes
import os
import shutil
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from corpus.errors import InputError, LibraryDamaged, LibraryError
from index.aside import sync_to_disk
from index.local import database, generation
from index.local.backup import unpack
from index.local.checking import PATIENCE
from index.local.connecting import connect, told, transaction
from index.local.place import DATABASE, check_place, holding
from index.sync import OnProgress

_AT_WORKING_FOLDER, _EXCHANGE = -100, 2


def restore(
    file: Path, library: Path, *, replace: bool = False, on_progress: OnProgress | None = None
) -> Path | None:
    """Make `library` what it was when `file` was written; gives where the former is kept, if any was.

    `InputError` where there is one and it is not to be replaced, or the file isn't sound: nothing is
    touched then. `LibraryBusy` while it is synced.
    """
    library = library.resolve()
    there = library.exists() and (not library.is_dir() or any(library.iterdir()))
    if there and not replace:
        raise InputError(
            f"{library} is there already: restore with --replace, or name another with --library"
        )
    if there and not (library / DATABASE).exists():
        check_place(library)  # --replace is no leave to move a folder of something else
    beside = library.with_name(f"{library.name}.restoring-{os.getpid()}")
    try:
        library.parent.mkdir(parents=True, exist_ok=True)
        _make(file, beside, library, on_progress)
        if not there:
            beside.rename(library)  # also over an empty folder
            return None
        with _unwritten(library):
            _exchange(beside, library)
            sync_to_disk(library.parent)
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        return beside.rename(_free(library.with_name(f"{library.name}.before-restore-{stamp}")))
    except OSError as error:
        raise LibraryError(f"can't restore to {library}: {error.strerror or error}") from error


def _make(file: Path, beside: Path, library: Path, on_progress: OnProgress | None) -> None:
    """Make the folder `beside` the library that `file` holds, whole or not at all."""
    try:
        beside.mkdir()
        unpack(file, beside, on_progress)
        _prepare(beside, library)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _prepare(aside: Path, library: Path) -> None:
    """Hold the new database for sound, and give it a number that no reader of the former one has seen."""
    path = aside / DATABASE
    connection = connect(path)
    try:
        with told(path):
            database.check_format(database.read_meta(connection, path), path)
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise LibraryDamaged("the database in this backup is damaged: use another backup")
            with transaction(connection, "IMMEDIATE"):
                number = max(database.generation(connection), generation.highest(library)) + 1
                connection.execute("UPDATE meta SET value = ? WHERE name = 'generation'", (str(number),))
            with transaction(connection):
                generation.make(connection, aside, number)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _unwritten(library: Path) -> AbstractContextManager[None]:
    return holding(library, PATIENCE) if (library / DATABASE).exists() else nullcontext()


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change names: in one step where the system can."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renameat2"):
        names = (os.fsencode(one), os.fsencode(other))
        if not libc.renameat2(_AT_WORKING_FOLDER, names[0], _AT_WORKING_FOLDER, names[1], _EXCHANGE):
            return
    between = _free(other.with_name(f"{other.name}.former"))
    other.rename(between)
    try:
        one.rename(other)
    except OSError:
        between.rename(other)
        raise
    between.rename(one)


def _free(path: Path) -> Path:
    number, found = 2, path
    while found.exists():
        found = path.with_name(f"{path.name}-{number}")
        number += 1
    return found
