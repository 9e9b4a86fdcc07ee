"""Files that people upload: a safe name, a place in the library's folder of uploads, nothing overwritten."""

import filecmp
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InputError, LibraryError
from corpus.folder import SUFFIXES, suffix
from index.aside import sync_to_disk

_RESERVED = dict.fromkeys(map(ord, '<>:"|?*'), "_")
_LONGEST = 150


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has come, under the name that its owner gave it; `path` is where it lies for the moment."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an upload: the file's `name` among the uploads, and a `note` if that needs a word.

    `new` is False where the very same file was there already.
    """

    name: str
    note: str = ""
    new: bool = True


def keep(received: Received, uploads: Path, max_bytes: int) -> Kept:
    """Move the file into the folder `uploads`, beside any other file of its name.

    `InputError` where it is of no known format, empty or larger than `max_bytes`; `LibraryError` where the
    disk refuses it. It is gone from where it lay in any case.
    """
    try:
        name = check(received.name, received.path.stat().st_size, max_bytes)
        uploads.mkdir(exist_ok=True)
        return _placed(received.path, uploads, name)
    except FileNotFoundError as error:
        raise InputError(f"{received.name} got lost on its way: upload it again") from error
    except OSError as error:
        raise LibraryError(f"can't keep {received.name}: {error.strerror or error}") from error
    finally:
        received.path.unlink(missing_ok=True)


def check(name: str, size: int, max_bytes: int) -> str:
    """The safe name of a file of `size` bytes; `InputError` where it is of no known format, empty or huge."""
    name = safe_name(name)
    if not size:
        raise InputError(f"{name} is empty: there is nothing to read in it")
    if size > max_bytes:
        raise InputError(
            f"{name} has {size / 1e6:,.1f} MB, the most is {max_bytes / 1e6:,.0f} MB: split it, or set "
            "FOOTNOTE_MAX_FILE_MB higher"
        )
    return name


def safe_name(name: str) -> str:
    r"""`name` as that of a file that is neither hidden nor anywhere else; `InputError` for no known format.

    >>> safe_name("../../.ssh/What: news?.MD"), safe_name("C:\\news\\june\n.txt")
    ('What_ news_.MD', 'june.txt')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(" " if c.isspace() else c for c in last if unicodedata.category(c)[0] != "C")
    clean = visible.translate(_RESERVED).strip(" .")
    kind = suffix(Path(clean))
    if not kind:
        raise InputError(f"{clean or name!r} is not a kind of file that is read: give {' '.join(SUFFIXES)}")
    stem, ending = clean[: -len(kind)], clean[-len(kind) :]
    return stem.encode()[:_LONGEST].decode(errors="ignore") + ending


def _placed(path: Path, uploads: Path, name: str) -> Kept:
    for candidate in _candidates(name):
        place = uploads / candidate
        if not place.exists():
            _move(path, place)
            renamed = f"{name} is there already with other words: this one is kept as {candidate}"
            return Kept(candidate, renamed if candidate != name else "")
        if place.is_file() and filecmp.cmp(path, place, shallow=False):
            return Kept(candidate, f"{name} is there already, word for word", new=False)
    raise AssertionError("there is always another number")


def _candidates(name: str) -> Iterator[str]:
    """The name itself, then the same with a number before its suffix."""
    yield name
    kind = name[len(name) - len(suffix(Path(name))) :]
    number = 2
    while True:
        yield f"{name.removesuffix(kind)}-{number}{kind}"
        number += 1


def _move(path: Path, place: Path) -> None:
    """Whole or not at all: what is hidden is read by no sync."""
    aside = place.with_name(f".{place.name}.part")
    try:
        shutil.move(path, aside)
        sync_to_disk(aside)
        aside.rename(place)
        sync_to_disk(place.parent)
    finally:
        aside.unlink(missing_ok=True)
