"""Lines of a file that may be compressed, huge or hostile, one at a time.

A file of many articles may be of any size, since it is read as a stream; the size limit holds for each of
its lines, and no longer line is ever held. A compressed file may not grow beyond both the limit and a
hundred times its own size: news text shrinks 3 to 10 times, what shrinks a hundred times says nothing.
"""

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from corpus.loaders.text import SAMPLE, decode, encoding_of_mark, guess
from corpus.loaders.unreadable import Unreadable

GROWTH = 100


def too_large(max_bytes: int) -> Unreadable:
    """What to say of a file or line above the limit."""
    size = f"{max_bytes / 1_000_000:g} MB"
    return Unreadable(f"larger than the limit of {size} (set FOOTNOTE_MAX_FILE_MB to change it)")


def lines(path: Path, max_bytes: int) -> Iterator[str | Unreadable]:
    """The lines of `path` with their ends, each as text or, in its place, why it isn't.

    Raises `Unreadable` where the file can't be read on, `OSError` where it can't be opened.
    """
    encoding: str | Unreadable = ""
    for line in _raw_lines(path, max_bytes):
        if isinstance(line, Unreadable):
            yield line
            continue
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            encoding = encoding or _encoding(path, line)
            yield encoding if isinstance(encoding, Unreadable) else line.decode(encoding, errors="replace")


def _raw_lines(path: Path, max_bytes: int) -> Iterator[bytes | Unreadable]:
    ceiling = max(max_bytes, GROWTH * path.stat().st_size)
    read = 0
    with _open(path) as file:
        stream = _utf8(file, max_bytes)
        while line := _next_line(stream, max_bytes):
            read += len(line)
            if len(line) <= max_bytes:
                yield line
            else:
                yield too_large(max_bytes)
                while line and not line.endswith(b"\n") and read <= ceiling:
                    line = _next_line(stream, max_bytes)  # the rest of the same line
                    read += len(line)
            if read > ceiling:
                raise Unreadable(f"grows to more than {GROWTH} times its size when decompressed")


def _open(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path)) if path.name.lower().endswith(".gz") else path.open("rb")


def _utf8(stream: BinaryIO, max_bytes: int) -> BinaryIO:
    """`stream` past its byte order mark; one in UTF-16 or 32 is turned to UTF-8, within the size limit."""
    start = _bytes(stream, 4)
    stream.seek(0)
    mark = encoding_of_mark(start)
    if mark == "utf-8":
        stream.seek(3)
    elif mark:
        data = _bytes(stream, max_bytes + 1)
        if len(data) > max_bytes:
            raise too_large(max_bytes)
        return io.BytesIO(decode(data).encode("utf-8", "replace"))
    return stream


def _next_line(stream: BinaryIO, max_bytes: int) -> bytes:
    try:
        return stream.readline(max_bytes + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable("the compressed file is damaged or cut off") from error


def _bytes(stream: BinaryIO, count: int) -> bytes:
    try:
        return stream.read(count)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable("the compressed file is damaged or cut off") from error


def _encoding(path: Path, line: bytes) -> str | Unreadable:
    """The encoding of a file with a `line` that isn't UTF-8: told by the file's head, else by the line."""
    with _open(path) as stream:
        head = _bytes(stream, SAMPLE)
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        line = head
    try:
        return guess(line)
    except Unreadable as error:
        return error
