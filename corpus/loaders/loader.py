"""Reading files without trusting them: large parsers work in a child process that may be killed.

The child is another Python that is started with the first file in need of one. When it crashes, hangs or
takes too much memory, that file is one failure and the next gets a new child.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Timer
from time import monotonic
from types import TracebackType
from typing import IO, BinaryIO, Self, cast

from corpus.article import Article, Failure
from corpus.folder import suffix, walk
from corpus.loaders.formats import MAX_BYTES, RISKY, TOO_MUCH_MEMORY, load
from corpus.loaders.place import place_of
from corpus.loaders.wire import receive_result, send_request

TIMEOUT = 60.0  # seconds a file
MEMORY = 1_500_000_000  # bytes that the child may take beyond what it has at its start

# The child finds its modules where this process does, and nothing in the working directory.
_START = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from corpus.loaders.child import main
main(int(sys.argv[2]))
"""


class Loader:
    """Loads files one after the other, in one thread; a context manager, since it may own a process.

    `max_bytes` is the size limit that `load` explains; `timeout` the seconds and `memory` the bytes that
    a risky file may take.
    """

    def __init__(self, *, max_bytes: int = MAX_BYTES, timeout: float = TIMEOUT, memory: int = MEMORY) -> None:
        self._max_bytes = max_bytes
        self._timeout = timeout
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None

    def load(self, path: Path, root: Path) -> Iterator[Article | Failure]:
        """The articles in the file `path`, found under `root`, and a `Failure` for what can't be read."""
        if suffix(path) in RISKY:
            return iter([self._load_in_child(path, root)])
        return load(path, root, max_bytes=self._max_bytes)

    def close(self) -> None:
        """End the child process, if there is one."""
        child, self._child = self._child, None
        if child:
            child.kill()
            child.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _load_in_child(self, path: Path, root: Path) -> Article | Failure:
        child = self._asked(path, root)
        killer = Timer(self._timeout, child.kill)
        killer.daemon = True
        started = monotonic()
        killer.start()
        try:
            result = receive_result(_pipe(child.stdout))
            status = child.wait() if result is None else 0
        except BaseException:  # such as Ctrl-C: a half-read answer must not meet the next question
            self.close()
            raise
        finally:
            killer.cancel()
        if result is None:
            self.close()
            late = monotonic() - started >= self._timeout
            reason = f"took longer than {self._timeout:g} s" if late else _cause_of_death(status)
            return place_of(path, root).failure(reason)
        if isinstance(result, Failure) and result.reason == TOO_MUCH_MEMORY:
            self.close()
        return result

    def _asked(self, path: Path, root: Path) -> "subprocess.Popen[bytes]":
        """The child, with the question sent; a new one where the last has died since."""
        if self._child:
            try:
                send_request(_pipe(self._child.stdin), path, root, self._max_bytes, self._timeout)
                return self._child
            except OSError:
                self.close()
        self._child = _start(self._memory)
        with suppress(OSError):  # it died at once, which shows when nothing comes back
            send_request(_pipe(self._child.stdin), path, root, self._max_bytes, self._timeout)
        return self._child


def _start(memory: int) -> "subprocess.Popen[bytes]":
    path = json.dumps([str(place) for place in sys.path])
    command = [sys.executable, "-P", "-c", _START, path, str(memory)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _pipe(stream: IO[bytes] | None) -> BinaryIO:
    assert stream is not None  # every child is started with pipes
    return cast(BinaryIO, stream)


def _cause_of_death(status: int) -> str:
    if status == -signal.SIGKILL:  # not by us: the system was out of memory
        return TOO_MUCH_MEMORY
    how = f"signal {-status}" if status < 0 else f"exit status {status}"
    return f"the parser crashed ({how})"


def articles_in(root: Path) -> Iterator[Article]:
    """The articles of the file or folder `root`, in the order of its files, without what can't be read."""
    with Loader() as loader:
        for path in walk(root):
            if isinstance(path, Path):
                yield from (item for item in loader.load(path, root) if isinstance(item, Article))
