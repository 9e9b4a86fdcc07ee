"""What passes between the loader and its child: JSON behind its length in four bytes, never pickle."""

import json
import struct
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.article import Article, Failure

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read; `timeout` is in seconds."""

    path: str
    root: str
    max_bytes: int
    timeout: float


def send_request(pipe: BinaryIO, path: Path, root: Path, max_bytes: int, timeout: float) -> None:
    """Ask for one file; `OSError` where the other end is gone."""
    _send(pipe, asdict(Request(str(path), str(root), max_bytes, timeout)))


def receive_request(pipe: BinaryIO) -> Request | None:
    """The next file to read, or None once the other end is gone."""
    message = _receive(pipe)
    return Request(**message) if message else None  # type: ignore[arg-type]


def send_result(pipe: BinaryIO, result: Article | Failure) -> None:
    """Answer with what the file held; `OSError` where the other end is gone."""
    _send(pipe, {type(result).__name__: asdict(result)})


def receive_result(pipe: BinaryIO) -> Article | Failure | None:
    """What the file held, or None where the other end died before it could say."""
    match _receive(pipe):
        case {"Article": dict(fields)}:
            return Article(**fields)
        case {"Failure": dict(fields)}:
            return Failure(**fields)
    return None


def _send(pipe: BinaryIO, message: dict[str, object]) -> None:
    data = json.dumps(message).encode("ascii")
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: BinaryIO) -> dict[str, object]:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return {}
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        return {}
    message = json.loads(data)
    return message if isinstance(message, dict) else {}
