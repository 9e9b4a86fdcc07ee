"""Which files of a folder hold articles."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Failure
from corpus.errors import FolderError, InputError

SUFFIXES = (
    ".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx", ".epub",
    ".json", ".jsonl", ".jsonl.gz", ".csv",
)  # fmt: skip


_LONGEST_NAME, _LONGEST_PATH = 255, 4_000  # characters


def suffix(path: Path) -> str:
    """The known suffix that `path` ends in, in lower case, or an empty string.

    >>> suffix(Path("news/2021.JSONL.gz")), suffix(Path("logo.png"))
    ('.jsonl.gz', '')
    """
    name = path.name.lower()
    return next((known for known in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(known)), "")


def utf8(path: str) -> str:
    r"""`path` with the bytes of its name that aren't UTF-8 written out.

    >>> utf8("caf\udce9.txt")
    'caf\\xe9.txt'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def check_name(path: str) -> str:
    """`path` itself; `InputError` where no file can have that name, or none can be kept.

    >>> check_name("news/2021")
    'news/2021'
    """
    parts = Path(path).parts
    if (
        utf8(path) != path
        or "\0" in path
        or len(path) > _LONGEST_PATH
        or any(len(p) > _LONGEST_NAME for p in parts)
    ):
        shown = utf8(path).replace("\0", "\\x00")
        shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
        raise InputError(f"{shown} can't be the name of a file or folder: give a shorter one, in UTF-8")
    return path


def walk(root: Path) -> Iterator[Path | Failure]:
    """The files under `root` whose suffix is known, sorted, and a `Failure` for each that can't be reached.

    Hidden and unknown files are passed over, as are links to files that are walked anyway. `root` may be
    one file. `FolderError` where it isn't there, can't be opened or is a file of an unknown kind.
    """
    try:
        if root.is_file():
            return iter([_known(root)])
        if root.is_dir():
            return _walk(_entries(root), root.resolve())
    except OSError as error:
        raise FolderError(
            f"{root} can't be opened ({error.strerror}): make it readable, or give another"
        ) from error
    raise FolderError(f"{root} is not there: give a folder of articles, or one file")


def _known(file: Path) -> Path:
    if not suffix(file):
        raise FolderError(f"{file} is not a kind of file that is read: give one of {' '.join(SUFFIXES)}")
    return file


def _walk(entries: list[Path], root: Path) -> Iterator[Path | Failure]:
    waiting = entries[::-1]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_symlink():
                yield from _link(path, root)
            elif path.is_dir():
                waiting += reversed(_entries(path))
            elif suffix(path):
                yield path if path.is_file() else Failure(utf8(str(path)), 0, "not a regular file")
        except OSError as error:
            yield Failure(utf8(str(path)), 0, f"can't be opened: {error.strerror}")


def _entries(folder: Path) -> list[Path]:
    return sorted(Path(entry) for entry in os.scandir(folder) if not entry.name.startswith("."))


def _link(path: Path, root: Path) -> Iterator[Path | Failure]:
    """What becomes of a link: a failure when it leads astray, itself when nothing else leads to its file."""
    try:
        target = path.resolve(strict=True)
    except FileNotFoundError:
        target, reason = path, "a symbolic link to nothing" if suffix(path) else ""
    except (OSError, RuntimeError) as error:  # RuntimeError is how Python before 3.13 reports a loop
        if isinstance(error, OSError) and error.errno != errno.ELOOP:
            raise
        target, reason = path, "a symbolic link in a loop"
    else:
        reason = _astray(path, target, root)
    if reason:
        yield Failure(utf8(str(path)), 0, reason)
    elif suffix(path) and target.is_file() and not _walked(target.relative_to(root)):
        yield path


def _astray(path: Path, target: Path, root: Path) -> str:
    if path.parent.resolve().is_relative_to(target):
        return "a symbolic link in a loop"
    if target.is_relative_to(root) or not (suffix(path) or target.is_dir()):
        return ""
    return "a symbolic link out of the folder"


def _walked(relative: Path) -> bool:
    return bool(suffix(relative)) and not any(part.startswith(".") for part in relative.parts)
