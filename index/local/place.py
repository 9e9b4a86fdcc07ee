"""The folder of a library: what may lie in it, how one begins, and who writes to it."""

import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import InputError, LibraryBusy, LibraryError

DATABASE = "library.sqlite"
GENERATIONS = "generations"

UPLOADS = "uploads"
"""The folder, in a library's own, where files lie that were uploaded into it."""

FEEDBACK, FEEDBACK_LOCK = "feedback.jsonl", "feedback.lock"
"""The files, in a library's folder, of what readers said of answers."""

_KNOWN = {"model", f"{DATABASE}-wal", f"{DATABASE}-shm", "writer.lock", "writer.json", GENERATIONS}
_KNOWN |= {UPLOADS, FEEDBACK, FEEDBACK_LOCK}
# What a repair kept aside has such a name.
ASIDE = f"{DATABASE}.aside-"

_log = logging.getLogger(__name__)


def exists(library: Path) -> bool:
    """Whether the folder `library` holds a library."""
    return (library / DATABASE).is_file()


def is_bereft(library: Path) -> bool:
    """Whether search files lie in `library` that were made of a database which isn't there any more."""
    return not exists(library) and (library / GENERATIONS).is_dir()


def check_place(library: Path) -> None:
    """`InputError` where a library can't begin at `library`: it is a file, or a folder of something else."""
    if library.exists() and not library.is_dir():
        raise InputError(f"{library} is a file, a library is a folder: name a folder, as with --library")
    if library.is_dir() and any(
        entry.name not in _KNOWN and not entry.name.startswith(ASIDE) for entry in library.iterdir()
    ):
        raise InputError(f"{library} holds other files and no library: name a new folder, as with --library")


def begin(library: Path) -> None:
    """Make the folder of a new library; what is left of a lost one that could hold words is kept aside."""
    check_place(library)
    try:
        library.mkdir(parents=True, exist_ok=True)
        log = library / f"{DATABASE}-wal"
        if log.is_file() and log.stat().st_size:
            log.rename(aside_name(library, "-wal"))
    except OSError as error:
        raise InputError(f"can't make a library at {library}: {error.strerror}") from error
    if is_bereft(library):
        _log.warning("%s is missing: beginning anew, index every folder again", library / DATABASE)
    shutil.rmtree(library / GENERATIONS, ignore_errors=True)


def aside_name(library: Path, suffix: str = "") -> Path:
    """Where a database that is no longer used is kept: a name that is free, with the time in it."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    number = 0
    while True:
        name = f"{ASIDE}{stamp}{f'-{number}' if number else ''}"
        if not list(library.glob(f"{name}*")):
            return library / f"{name}{suffix}"
        number += 1


@contextmanager
def holding(library: Path, patience: float = 0) -> Iterator[None]:
    """Be the one writer of `library`; `LibraryBusy` names the one still there after `patience` seconds.

    `LibraryError` where its folder can't be written to.
    """
    lock, note = FileLock(library / "writer.lock"), library / "writer.json"
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        raise LibraryBusy(f"{library} is being written by {_holder(note)}: wait for it to end") from None
    except OSError as error:
        raise LibraryError(f"can't write to {library}: {error.strerror}; check its permissions") from error
    try:
        with suppress(OSError):  # a courtesy; a full disk is told of by what comes next
            since = datetime.now().isoformat(" ", "seconds")
            note.write_text(json.dumps({"pid": os.getpid(), "since": since}))
        yield
    finally:
        with suppress(OSError):
            note.unlink()
        lock.release()


def _holder(note: Path) -> str:
    try:
        holder = json.loads(note.read_text())
        return f"process {holder['pid']} since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return "another process"
