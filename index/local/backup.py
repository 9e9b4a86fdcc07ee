"""A library as one file, and back: the articles, feedback and uploads; search files are made anew.

The file is a zip whose first member, `manifest.json`, has the size and SHA-256 of all others.
"""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from filelock import FileLock, Timeout

from corpus.errors import InputError, LibraryError
from index.aside import sync_to_disk
from index.local import database
from index.local.connecting import connect, told, transaction
from index.local.place import DATABASE, FEEDBACK, FEEDBACK_LOCK, UPLOADS
from index.local.status import check_exists
from index.sums import sha256
from index.sync import OnProgress, Progress

FORMAT = 1
MANIFEST = "manifest.json"
# So many pages of the database are copied between two words about progress.
_PAGES = 2_000


def back_up(library: Path, file: Path, on_progress: OnProgress | None = None) -> int:
    """Write the library, as it is at one moment, to `file`, whole or not at all; gives the size in bytes.

    It may be searched and synced meanwhile. `InputError` where the file's folder isn't there, `LibraryError`
    where there is no room.
    """
    check_exists(library)
    if not file.parent.is_dir() or file.is_dir():
        raise InputError(f"can't write {file}: name a file in a folder that is there")
    aside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with told(library / DATABASE):
            aside.mkdir()
            _copy_database(library / DATABASE, aside / DATABASE, on_progress)
        _copy_files(library, aside)
        _pack(aside, on_progress)
        (aside / "zip").replace(file)
        sync_to_disk(file.parent)
    except OSError as error:
        raise LibraryError(f"can't write {file}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return file.stat().st_size


def unpack(file: Path, folder: Path, on_progress: OnProgress | None = None) -> dict[str, Any]:
    """Put what `back_up` wrote to `file` into the empty `folder`, all sums verified; gives its manifest.

    `InputError` where it is no backup, is damaged, or holds anything that a library doesn't.
    """
    try:
        with ZipFile(file) as packed:
            manifest = _read_manifest(packed, file)
            total, started, done = sum(size for size, _ in manifest["files"].values()), time.monotonic(), 0
            for name, (size, digest) in manifest["files"].items():
                _unpack_one(packed, name, size, folder / name)
                if sha256(folder / name) != digest:
                    raise InputError(
                        f"{file} is damaged: {name} is not as it was backed up; use another backup"
                    )
                done += size
                if on_progress:
                    on_progress(Progress("unpacking", done, total, time.monotonic() - started))
    except FileNotFoundError as error:
        raise InputError(f"there is no backup at {file}") from error
    except (
        BadZipFile,
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise InputError(f"{file} is no backup of a library, or damaged ({error}): use another") from error
    except OSError as error:
        raise LibraryError(f"can't unpack {file}: {error.strerror or error}") from error
    return manifest


def _read_manifest(packed: ZipFile, file: Path) -> dict[str, Any]:
    info = packed.getinfo(MANIFEST)
    if info.file_size > 100_000_000:
        raise ValueError("its manifest is too long")
    manifest = json.loads(packed.read(info))
    if manifest["footnote_backup"] != FORMAT:
        raise InputError(
            f"{file} has backup format {manifest['footnote_backup']}, this Footnote reads {FORMAT}"
        )
    files = {str(name): (int(size), str(digest)) for name, (size, digest) in manifest["files"].items()}
    members = packed.namelist()
    if sorted(members) != sorted([MANIFEST, *files]) or DATABASE not in files:
        raise ValueError("its members are not those of its manifest")
    for name in files:
        if not _is_of_library(name):
            raise InputError(f"{file} holds {name!r}, which belongs to no library: nothing was restored")
    return {**manifest, "files": files}


def _is_of_library(name: str) -> bool:
    if name in (DATABASE, FEEDBACK):
        return True
    first, _, rest = name.partition("/")
    return first == UPLOADS and rest not in ("", ".", "..") and not set(rest) & set("/\\\0")


def _unpack_one(packed: ZipFile, name: str, size: int, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    with packed.open(name) as source, target.open("xb") as file:
        left = size
        while piece := source.read(min(1 << 20, left + 1)):
            left -= len(piece)
            if left < 0:
                raise ValueError(f"{name} is longer than its manifest says")
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _copy_database(source: Path, target: Path, on_progress: OnProgress | None) -> None:
    """A copy of one moment: the transaction keeps it, however much is written meanwhile."""
    started = time.monotonic()

    def report(_status: int, left: int, total: int) -> None:
        if on_progress:
            on_progress(Progress("copying", total - left, total, time.monotonic() - started))

    reader, copy = connect(source), sqlite3.connect(target)
    try:
        with transaction(reader):
            meta = database.read_meta(reader, source)
            database.check_format(meta, source)
            reader.backup(copy, pages=_PAGES, progress=report)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
        reader.close()


def _copy_files(library: Path, aside: Path) -> None:
    """Feedback between two lines, and the uploads, which are there whole or not at all."""
    if (library / FEEDBACK).is_file():
        with _feedback_held(library):
            shutil.copyfile(library / FEEDBACK, aside / FEEDBACK)
    if (library / UPLOADS).is_dir():
        (aside / UPLOADS).mkdir()
        for path in (library / UPLOADS).iterdir():
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                with suppress(FileNotFoundError):  # deleted at this moment
                    shutil.copyfile(path, aside / UPLOADS / path.name)


@contextmanager
def _feedback_held(library: Path) -> Iterator[None]:
    if not os.access(library, os.W_OK):
        yield
        return
    try:
        with FileLock(library / FEEDBACK_LOCK, timeout=10):
            yield
    except Timeout as error:
        raise LibraryError(f"{library / FEEDBACK} is being written without an end: try again") from error


def _pack(aside: Path, on_progress: OnProgress | None) -> None:
    paths = sorted(path for path in aside.rglob("*") if path.is_file())
    names = [path.relative_to(aside).as_posix() for path in paths]
    files = {name: (path.stat().st_size, sha256(path)) for name, path in zip(names, paths, strict=True)}
    made = datetime.now(UTC).isoformat(timespec="seconds")
    total, done, started = sum(size for size, _ in files.values()), 0, time.monotonic()
    with (aside / "zip").open("xb") as file, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as packed:
        manifest = {"footnote_backup": FORMAT, "made": made, "files": files}
        packed.writestr(ZipInfo(MANIFEST), json.dumps(manifest, indent=1))
        for name, path in zip(names, paths, strict=True):
            packed.write(path, name)
            done += files[name][0]
            if on_progress:
                on_progress(Progress("packing", done, total, time.monotonic() - started))
    sync_to_disk(aside / "zip")
