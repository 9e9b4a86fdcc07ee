"""The sizes and checksums of files that are made once: what doesn't fit them is never opened.

FAISS, tantivy and OpenVINO trust what they read: a flipped bit can make them find the wrong thing, take all
memory or end the process. SHA-256 runs at over a gigabyte a second, and a file seen once is not read again
as long as it is the same on disk, which is so for the segments that one generation takes over from the last.
"""

import hashlib
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any

Sums = Mapping[str, tuple[int, str]]
"""Size in bytes and SHA-256 of files, by their paths below a folder."""

Seen = frozenset[tuple[int, ...]]
"""Files whose sums were found right: what tells each from any other on disk."""


def read_sums(kept: Mapping[str, Sequence[Any]]) -> Sums:
    """The sums that were written as JSON; `ValueError`, `TypeError` or `AttributeError` if they weren't.

    >>> read_sums({"model.xml": [12, "ab"]})
    {'model.xml': (12, 'ab')}
    """
    return {str(name): (int(size), str(digest)) for name, (size, digest) in kept.items()}


def take_sums(folder: Path, former: Path | None = None, known: Sums | None = None) -> Sums:
    """The sums of all files below `folder`.

    Those that it shares with the folder `former`, whose sums are `known`, are not reckoned again.
    """
    found = {}
    for name, path in _files(folder).items():
        shared = former is not None and known and name in known and _is_shared(path, former / name)
        found[name] = known[name] if known and shared else (path.stat().st_size, sha256(path))
    return found


def check_sums(folder: Path, sums: Sums, seen: Set[tuple[int, ...]] = frozenset()) -> Seen:
    """What tells the files of `sums` below `folder`; those among `seen` are not read again.

    `ValueError` names the first that is another, `OSError` where one is missing.
    """
    checked = set()
    for name, (size, digest) in sums.items():
        path = folder / name
        found = path.stat()
        told = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        if found.st_size != size or (told not in seen and sha256(path) != digest):
            raise ValueError(f"{path} is not as it was written")
        checked.add(told)
    return frozenset(checked)


def sha256(path: Path) -> str:
    """The checksum of the file at `path`, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> dict[str, Path]:
    """All files below `folder` by their paths in it; what is hidden belongs to tantivy's locks."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def _is_shared(path: Path, other: Path) -> bool:
    return other.is_file() and path.samefile(other)
