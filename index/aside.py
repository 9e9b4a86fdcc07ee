"""Folders that are there whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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


def sync_to_disk(path: Path) -> None:
    """Return once the file, or the names in the folder, at `path` would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
