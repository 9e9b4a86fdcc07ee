"""Syncs to a server of Milvus that end badly: the server is killed, the client is, or another one writes."""

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.errors import LibraryBusy, LibraryError
from index.encoder import Encoded, HashEncoder
from index.library import Library
from tests.index.engines.milvus_server import (
    AFTER,
    BEFORE,
    MilvusServer,
    counted,
    fill,
    one_line,
    opened,
    rows,
    seen,
)
from tests.index.stores import ENCODER, put

pytestmark = pytest.mark.usefixtures("impatient")

MANY = {f"a{n}.md": f"The envoys of place {n} met in town {n}." for n in range(60)}

# Another process, told on its input when to begin: it syncs a folder, or stops with its batch half published.
WRITER = """
import sys
from index import sync
from index.engines.milvus import lease
from index.engines.milvus.client import MilvusClient
from index.engines.milvus.store import MilvusStore
from index.library import Library
from tests.index.stores import ENCODER

address, folder, half = sys.argv[1:]
lease._LASTS, lease._RENEWED, lease._SETTLES, sync._EMBED_AT_ONCE = 2.0, 0.2, 0.02, 10
insert = MilvusClient.insert

def stopping(self, part, rows, *others):
    insert(self, part, rows, *others)
    if half and part == "chunks":
        print("half", flush=True)
        sys.stdin.readline()

MilvusClient.insert = stopping
library = Library(ENCODER, MilvusStore(address, ENCODER.name, ENCODER.dimension))
print("ready", flush=True)
sys.stdin.readline()
library.sync(folder)
"""


class Writer:
    """A process that writes to a library, as `WRITER` does."""

    def __init__(self, address: str, folder: Path, half: str = "") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITER, address, str(folder), half],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self) -> None:
        """Let it sync, as soon as it can."""
        self.wait("ready")
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def wait(self, word: str) -> None:
        """Until it has said `word`."""
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == f"{word}\n"

    def kill(self) -> None:
        """End it as a crash does."""
        self._process.kill()
        self._process.communicate()


class Counting(HashEncoder):
    """An encoder that counts the texts it was given."""

    count = 0

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        self.count += len(texts)
        return super().read_documents(texts)


class Killing(HashEncoder):
    """An encoder in the midst of whose work the server is killed."""

    def __init__(self, server: MilvusServer) -> None:
        super().__init__()
        self.server = server

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        self.server.kill()
        return super().read_documents(texts)


def test_a_library_whose_making_was_cut_off_is_made_whole(
    server: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        total = counted(patch, lambda _: None)
        opened(server, "making")
        calls = total()
    for number in range(2, calls + 1, 3):
        with monkeypatch.context() as patch, pytest.raises(LibraryError) as told:
            counted(patch, lambda n, at=number: server.kill() if n == at else None)  # type: ignore[misc]
            opened(server, f"making{number}")
        assert one_line(told)
        server.start()
        library = opened(server, f"making{number}")
        put(library.store, "some words")
        assert len(library.search("words", mode="sparse")) == len(library.search("words", mode="dense")) == 1


def test_a_server_killed_at_any_call_of_a_sync_leaves_the_library_as_before_or_as_after(
    server: MilvusServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    whole = opened(server, "whole")
    whole.sync(fill(folder, BEFORE))
    before = seen(whole)
    with monkeypatch.context() as patch:
        total = counted(patch, lambda _: None)
        whole.sync(fill(folder, AFTER))
        calls = total()
    after = seen(whole)
    whole.sync(folder)
    assert before != after
    for number in [1, *range(7, calls, calls // 5), calls]:
        library = opened(server, f"sweep{number}")
        library.sync(fill(folder, BEFORE))
        with monkeypatch.context() as patch, suppress(LibraryError):  # what tidies up may fail
            counted(patch, lambda n, at=number: server.kill() if n == at else None)  # type: ignore[misc]
            library.sync(fill(folder, AFTER))
            assert number > calls // 2
        assert not server.pid
        server.start()
        assert seen(library) in (before, after)
        library.sync(folder)
        assert seen(library) == seen(opened(server, f"sweep{number}")) == after
        library.sync(folder)
        assert rows(library) == rows(whole)


def test_a_server_killed_while_texts_are_embedded_is_told_of_and_the_same_store_goes_on(
    server: MilvusServer, tmp_path: Path
) -> None:
    folder = fill(tmp_path / "articles", BEFORE)
    library = opened(server, "embedding", Killing(server))
    with pytest.raises(LibraryError, match=r"doesn't answer .*start Milvus there") as told:
        library.sync(folder)
    assert one_line(told)
    server.start()
    assert library.store.articles() == []
    library.encoder = ENCODER
    assert library.sync(folder).added == 2
    assert len(library.store.articles()) == 2


def sync_when_free(library: Library, folder: Path) -> None:
    """Sync once the lease of a writer that was killed has run out."""
    for _ in range(100):
        with suppress(LibraryBusy):
            library.sync(folder)
            return
        time.sleep(0.1)
    raise AssertionError("the lease of a killed writer doesn't run out")


def test_of_two_processes_one_is_told_who_writes_and_takes_over_when_that_one_is_killed(
    server: MilvusServer, tmp_path: Path
) -> None:
    library = opened(server, "two")
    library.sync(fill(tmp_path / "articles", BEFORE))
    before = seen(library)
    writer = Writer(server.address("two"), fill(tmp_path / "articles", AFTER), "half")
    writer.begin()
    writer.wait("half")
    with pytest.raises(LibraryBusy, match=r"is being written by process \d+ on ") as told:
        library.sync(tmp_path / "articles")
    assert one_line(told)
    writer.kill()
    assert seen(library) == before
    assert rows(library)[0] > 2
    sync_when_free(library, tmp_path / "articles")
    whole = opened(server, "two_whole")
    for files in (BEFORE, AFTER):
        whole.sync(fill(tmp_path / "articles", files))
    assert seen(library) == seen(whole)
    for each in (library, whole):
        each.sync(tmp_path / "articles")
    assert rows(library) == rows(whole)


def test_clients_killed_in_a_sync_leave_a_whole_library_and_its_vectors(
    server: MilvusServer, tmp_path: Path
) -> None:
    folder = fill(tmp_path / "articles", MANY)
    moments = {"client1": 0.1, "client2": 0.4, "client3": 0.7}
    writers = {name: Writer(server.address(name), folder) for name in moments}
    for name, moment in moments.items():
        writers[name].begin()
        time.sleep(moment)
        writers[name].kill()
    for name in moments:
        encoder = Counting()
        library = opened(server, name, encoder)
        assert len(library.store.articles()) in (0, len(MANY))
        kept = rows(library)[4]
        sync_when_free(library, folder)
        assert encoder.count == len(MANY) - kept
        assert {a.doc_id for a in library.store.articles()} == {f"articles/{file}" for file in MANY}
        found = library.search("envoys", 99, mode="sparse")
        assert len({hit.chunk.chunk_id for hit in found}) == len(found) == len(MANY)
        assert rows(library) == [len(MANY)] * 5 + [0]
