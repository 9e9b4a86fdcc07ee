"""The process that large parsers run in: poor in memory, without network, and easily killed.

It reads requests from standard input and answers on standard output until the input ends. An alarm set
by the kernel ends it even when its parent is gone and a parser hangs.
"""

import math
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from corpus.loaders.formats import TOO_MUCH_MEMORY, load
from corpus.loaders.wire import receive_request, send_result

GRACE = 10.0  # seconds beyond a file's time limit, at which the parent should have ended this process

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn")
_HARMLESS = ("socket.__new__", "socket.gethostname")


def main(memory: int) -> None:
    """Answer requests until there are no more, in `memory` bytes beyond those at the start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    requests, results = _private_pipes()
    _limit_memory(memory)
    sys.addaudithook(forbid)
    while request := receive_request(requests):
        signal.alarm(math.ceil(request.timeout + GRACE))
        for result in load(Path(request.path), Path(request.root), max_bytes=request.max_bytes):
            send_result(results, result)
            if getattr(result, "reason", "") == TOO_MUCH_MEMORY:
                return
        signal.alarm(0)


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output under other numbers, so that nothing a parser prints gets between."""
    requests, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return requests, results


def _limit_memory(memory: int) -> None:
    """Cap the address space where the system allows it: Linux does, macOS may refuse."""
    try:
        import resource
    except ImportError:
        return
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        pages = 0
    limit = pages * resource.getpagesize() + memory
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_CORE):
        try:
            _, hard = resource.getrlimit(kind)
            wanted = limit if kind == resource.RLIMIT_AS else 0
            resource.setrlimit(kind, (wanted if hard < 0 else min(wanted, hard), hard))
        except (ValueError, OSError):
            pass


def forbid(event: str, _: tuple[object, ...]) -> None:
    """An audit hook: `PermissionError` for whatever would reach the network or start a program."""
    if event.startswith(_FORBIDDEN) and event not in _HARMLESS:
        raise PermissionError(f"{event} is not allowed while a file is read")
