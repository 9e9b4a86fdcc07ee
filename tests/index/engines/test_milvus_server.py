"""A library on a server that is absent, too old, frozen or killed, and two processes that write to it."""

import http.server
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import LibraryBusy, LibraryError, LibraryMismatch, MissingLibrary
from index.encoder import Encoded, HashEncoder
from index.engines.milvus import client as milvus_client
from index.engines.milvus import lease as milvus_lease
from index.engines.milvus.client import CHUNKS, RECORDS, MilvusClient
from index.engines.milvus.store import MilvusStore
from index.hit import Filter
from index.library import Library
from qa.assemble import chatbot
from qa.settings import Settings
from tests.index.engines.milvus_server import MilvusServer
from tests.index.stores import ENCODER, put

BEFORE = {"a.md": "The summit in Hanoi ended without a deal.", "b.md": "The envoys met in Geneva."}
AFTER = {"a.md": "The summit in Hanoi ended with a deal.", "c.md": "Talks began in Vienna."}
MANY = {f"a{n}.md": f"The envoys of place {n} met in town {n}." for n in range(60)}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """One server for all tests of this file."""
    pytest.importorskip("pymilvus", reason="pymilvus is not installed")
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed")
    server = MilvusServer(tmp_path_factory.mktemp("server") / "all.db")
    yield server
    server.close()


@pytest.fixture
def server(running: MilvusServer) -> MilvusServer:
    """The server, which runs."""
    if not running.pid:
        running.start()
    return running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for as long as over a real network."""
    monkeypatch.setattr(milvus_client, "_CONNECTING", 0.5)
    monkeypatch.setattr(milvus_client, "_PAUSE", 0.02)
    monkeypatch.setattr(milvus_lease, "_SETTLES", 0.02)


@contextmanager
def web_server() -> Iterator[int]:
    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Quiet)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield serving.server_port
    serving.shutdown()
    serving.server_close()


@contextmanager
def silent_socket() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


class _Quiet(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Killing(HashEncoder):
    """An encoder in the midst of whose work the server is killed."""

    def __init__(self, server: MilvusServer) -> None:
        super().__init__()
        self.server = server

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        self.server.kill()
        return super().read_documents(texts)


class Counting(HashEncoder):
    """An encoder that counts the texts it was given."""

    count = 0

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        self.count += len(texts)
        return super().read_documents(texts)


def opened(server: MilvusServer, name: str, encoder: HashEncoder = ENCODER) -> Library:
    return Library(encoder, MilvusStore(server.address(name), encoder.name, encoder.dimension))


def fill(folder: Path, files: Mapping[str, str]) -> Path:
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
    return "\n" not in str(told.value)


@pytest.mark.parametrize("other", [web_server, silent_socket])
def test_what_is_no_milvus_is_told_of_in_time(
    other: Callable[[], Any], running: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with other() as port, pytest.raises(LibraryError, match=r"doesn't answer .*start Milvus there") as told:
        MilvusStore(f"milvus://127.0.0.1:{port}/news", ENCODER.name, ENCODER.dimension)
    assert one_line(told)


@pytest.mark.parametrize("version", ["v2.4.17", "2.6.1", "v2.5.0-gpu"])
def test_a_server_that_is_too_old_is_refused_with_what_it_takes(
    version: str, server: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pymilvus

    monkeypatch.setattr(pymilvus.MilvusClient, "get_server_version", lambda *_, **__: version)
    with pytest.raises(
        LibraryError, match=r"is Milvus 2\.\S+, and it takes 2\.6\.2 or newer: upgrade"
    ) as told:
        opened(server, "old")
    assert one_line(told)


@pytest.mark.parametrize("version", ["v2.6.2", "3.0.0", "2.6.10-rc1", "milvus_lite-3.2.2", "cloud"])
def test_a_server_that_is_new_enough_or_has_no_number_is_taken(
    version: str, server: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pymilvus

    monkeypatch.setattr(pymilvus.MilvusClient, "get_server_version", lambda *_, **__: version)
    assert opened(server, "new").store.articles() == []


def test_another_encoder_is_refused_and_a_library_that_is_not_there_is_not_made(server: MilvusServer) -> None:
    opened(server, "encoder")
    with pytest.raises(LibraryMismatch, match="FOOTNOTE_ENCODER") as told:
        MilvusStore(server.address("encoder"), "another", 384)
    assert one_line(told)
    for _ in range(2):
        with pytest.raises(MissingLibrary, match="footnote index FOLDER"):
            MilvusStore(server.address("nothing"), ENCODER.name, ENCODER.dimension, create=False)


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


def test_a_server_killed_in_a_question_is_told_of_and_answers_again_when_it_is_back(
    server: MilvusServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = opened(server, "question")
    library.sync(fill(tmp_path / "articles", BEFORE))
    bot = chatbot(library, Settings(encoder=ENCODER.name))
    asks: list[Callable[[], object]] = [
        lambda: list(library.search("Who met in Geneva?")),
        lambda: bot.ask("Who met in Geneva?").text,
    ]
    for ask in asks:
        expected = ask()
        assert expected
        for number in (1, 3):
            with monkeypatch.context() as patch:
                counted(patch, lambda n, at=number: server.kill() if n == at else None)  # type: ignore[misc]
                for _ in range(2):  # one that was cut off, one that finds nobody
                    with pytest.raises(LibraryError, match=r"doesn't answer .*start Milvus there") as told:
                        ask()
                    assert one_line(told)
            server.start()
            assert ask() == expected


def test_a_frozen_server_is_waited_for_no_longer_than_is_set(
    server: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_client, "_TIMEOUT", 0.5)
    library = opened(server, "frozen")
    put(library.store, "some words")
    os.kill(server.pid, signal.SIGSTOP)
    try:
        for call in (library.store.articles, library.store.folders):
            with pytest.raises(LibraryError, match=r"doesn't answer .*start Milvus there") as told:
                call()
            assert one_line(told)
    finally:
        os.kill(server.pid, signal.SIGCONT)
    assert len(library.store.articles()) == 1
