"""A library on a server that is absent, too old, frozen, or killed in the middle of a question."""

import http.server
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import LibraryError, LibraryMismatch, MissingLibrary
from index.engines.milvus import client as milvus_client
from index.engines.milvus.store import MilvusStore
from qa.assemble import chatbot
from qa.settings import Settings
from tests.index.engines.milvus_server import BEFORE, MilvusServer, counted, fill, one_line, opened
from tests.index.stores import ENCODER, put

pytestmark = pytest.mark.usefixtures("impatient")


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
    pymilvus = pytest.importorskip("pymilvus", reason="pymilvus is not installed")
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
    pymilvus = pytest.importorskip("pymilvus", reason="pymilvus is not installed")
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
