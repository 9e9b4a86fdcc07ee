"""Folders that are there whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


@contextmanager
def written_aside(folder: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of `folder`, synced to disk, when the block ends well."""
    aside = folder.with_name(f"{folder.name}.{os.getpid()}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
        for path in (*aside.rglob("*"), aside):
            sync_to_disk(path)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
        sync_to_disk(folder.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def made_once(folder: Path) -> Iterator[bool]:
    """Be the one who makes `folder`; gives whether another process was at it until now."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.with_name(f"{folder.name}.lock"))
    try:
        lock.acquire(timeout=0)
        waited = False
    except Timeout:
        lock.acquire()
        waited = True
    try:
        yield waited
    finally:
        lock.release()


def sync_to_disk(path: Path) -> None:
    """Return once the file, or the names in the folder, at `path` would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
