"""A server of Milvus Lite in its own process, to be killed and started again on the same data."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import LibraryError
from index.encoder import HashEncoder
from index.engines.milvus.client import CHUNKS, RECORDS, MilvusClient
from index.engines.milvus.store import MilvusStore
from index.library import Library
from tests.index.stores import ENCODER

BEFORE = {"a.md": "The summit in Hanoi ended without a deal.", "b.md": "The envoys met in Geneva."}
AFTER = {"a.md": "The summit in Hanoi ended with a deal.", "c.md": "Talks began in Vienna."}

# It imports once, and forks: a server that is killed is back at once.
_CODE = """
import os, sys
from milvus_lite.adapter.grpc.server import run_server
folder, port = sys.argv[1], int(sys.argv[2])
while sys.stdin.readline():
    pid = os.fork()
    if not pid:
        run_server(folder, "127.0.0.1", port)
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""


class MilvusServer:
    """Milvus on a free port of this machine, over the data in a folder."""

    def __init__(self, folder: Path) -> None:
        self.port, self.pid = free_port(), 0
        self._parent = subprocess.Popen(
            [sys.executable, "-c", _CODE, str(folder), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def address(self, name: str) -> str:
        """The address of the library `name` on it."""
        return f"milvus://127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._tell()
        self.pid = int(self._told())
        while not self._answers():
            time.sleep(0.01)

    def kill(self) -> None:
        """End it as a crash does; nothing where it doesn't run."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            while self._told() != "ended":
                pass
            self.pid = 0

    def close(self) -> None:
        """End it for good."""
        self.kill()
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait()

    def _tell(self) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.write("\n")
        self._parent.stdin.flush()

    def _told(self) -> str:
        assert self._parent.stdout is not None
        return self._parent.stdout.readline().strip()

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def opened(server: MilvusServer, name: str, encoder: HashEncoder = ENCODER) -> Library:
    """The library of this name on the server."""
    return Library(encoder, MilvusStore(server.address(name), encoder.name, encoder.dimension))


def fill(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder, which then holds these files and no other."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def seen(library: Library) -> list[object]:
    """All that a reader gets to see."""
    store = library.store
    articles = [store.article(article.doc_id) for article in store.articles()]
    found = [
        [(hit.chunk, round(hit.score, 4)) for hit in library.search(query, 9, mode=mode)]
        for query in ("summit deal", "envoys", "Vienna talks")
        for mode in ("dense", "sparse")
    ]
    return [articles, found, dict(store.digests())]


def rows(library: Library) -> list[int]:
    """How many rows of each kind there are, of those that are seen and those that aren't."""
    assert isinstance(library.store, MilvusStore)
    client = library.store._client
    kinds = ("article", "text", "file", "vector", "lease")
    return [client.count(CHUNKS, "died > 0"), *(client.count(RECORDS, f"kind == '{k}'") for k in kinds)]


def counted(monkeypatch: pytest.MonkeyPatch, before: Callable[[int], None]) -> Callable[[], int]:
    """Has `before` told the number of each call of Milvus ahead of it; gives how many there were."""
    call, numbers = MilvusClient._call, [0]

    def counting(self: MilvusClient, method: str, *arguments: Any, **named: Any) -> Any:
        numbers[0] += 1
        before(numbers[0])
        return call(self, method, *arguments, **named)

    monkeypatch.setattr(MilvusClient, "_call", counting)
    return lambda: numbers[0]


def one_line(told: pytest.ExceptionInfo[LibraryError]) -> bool:
    """Whether an error can be told in one line."""
    return "\n" not in str(told.value)
