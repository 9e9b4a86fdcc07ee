"""From a file to its articles, in this process: which reader takes it, and what stops it at the door."""

import errno
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.article import Article, Failure
from corpus.folder import suffix
from corpus.loaders.docx import read_docx
from corpus.loaders.draft import Draft, finish
from corpus.loaders.epub import read_epub
from corpus.loaders.html import read_html
from corpus.loaders.lines import too_large
from corpus.loaders.pdf import read_pdf
from corpus.loaders.place import Place, place_of
from corpus.loaders.plain import read_markdown, read_text
from corpus.loaders.records import read_csv, read_json, read_jsonl
from corpus.loaders.unreadable import Unreadable, complaint, one_line

MAX_BYTES = 50_000_000
TOO_MUCH_MEMORY = "needed too much memory"

_READERS: dict[str, Callable[[bytes, str], Draft]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".epub": read_epub,
}
RISKY = frozenset({".html", ".htm", ".pdf", ".docx", ".epub"})  # read by large parsers that may hang or crash


def load(path: Path, root: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[Article | Failure]:
    """The articles in the file `path`, found under `root`, and a `Failure` for what can't be read.

    `max_bytes` is the limit of a file that is read whole, and of each record of a .jsonl or .csv file.
    """
    place = place_of(path, root)
    try:
        yield from _read(path, place, max_bytes)
    except Unreadable as error:
        yield place.failure(error.reason, error.line)
    except OSError as error:
        yield place.failure(f"can't be opened: {error.strerror or one_line(error)}")
    except MemoryError:
        yield place.failure(TOO_MUCH_MEMORY)


def _read(path: Path, place: Place, max_bytes: int) -> Iterator[Article | Failure]:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("not a regular file")
    if not status.st_size:
        raise Unreadable("empty")
    match suffix(path):
        case ".jsonl" | ".jsonl.gz":
            yield from read_jsonl(path, place, max_bytes)
        case ".csv":
            yield from read_csv(path, place, max_bytes)
        case ".json":
            yield from read_json(_bytes(path, max_bytes), place)
        case "":
            raise Unreadable(f"no reader for {path.suffix or 'a file without a suffix'}")
        case kind:
            yield finish(_draft(kind, _bytes(path, max_bytes), path.name), place.doc_id, place.path)


def _bytes(path: Path, max_bytes: int) -> bytes:
    if (size := path.stat().st_size) > max_bytes:
        raise too_large(max_bytes)
    with path.open("rb") as file:
        return file.read(size)


def _draft(kind: str, data: bytes, name: str) -> Draft:
    try:
        return _READERS[kind](data, name)
    except (Unreadable, MemoryError):
        raise
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error
    except Exception as error:  # the parsers' own errors are of every kind there is
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            raise MemoryError from error
        raise Unreadable(complaint(error)) from error
