"""The load on the page in its short form, and that it finds what it looks for."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.reliability import load
from benchmarks.reliability.served import Reply, Server, call, client
from index.encoder import HashEncoder
from index.library import Library
from index.local.store import LocalStore
from tests.conftest import SAMPLES
from tests.qa.samples import QUESTIONS


def test_many_readers_get_answers_or_are_told_that_the_page_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_ENCODER", HashEncoder.name)
    monkeypatch.setattr(load, "USERS", 8)
    monkeypatch.setattr(load, "_ALONE", 3)
    monkeypatch.setattr(load, "_A_CROWD_TOO_MANY", 90)
    monkeypatch.setattr(load, "_QUIET", 1.0)
    monkeypatch.setattr(load, "_BESIDE", 1.0)
    encoder = HashEncoder()
    library = Library(encoder, LocalStore(tmp_path / "library", encoder.name, encoder.dimension))
    library.sync(sorted(SAMPLES.iterdir())[0])
    library.close()
    questions = [sample.question for sample in QUESTIONS[:10]]
    crowd, many, row, sync = load.measure(tmp_path / "library", questions, 3.0, 40, SAMPLES)
    for report in (crowd, many, row, sync):
        assert report["trials"] > 0
        assert report["failures"] == 0, report
    assert many["answered"] + many["told_busy"] == many["trials"]
    assert min(many["answered"], many["told_busy"]) > 0
    assert sync["sync_seconds"] >= 0


class Faulty(BaseHTTPRequestHandler):
    """A page that takes questions and answers none: it says so, says nothing, or breaks off."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say(500 if self.path.endswith("broken") else 200, b'{"event_id": "1"}')

    def do_GET(self) -> None:
        self._say(200, b'event: error\ndata: "a fault"\n\n' if "told" in self.path else b"")

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Not asked for."""


@pytest.fixture
def faulty() -> Iterator[Server]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Faulty) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Server(f"http://127.0.0.1:{server.server_port}", 0)
        server.shutdown()


@pytest.mark.parametrize(
    ("endpoint", "fault"), [("broken", "500"), ("told", "a fault"), ("silent", "nothing came back")]
)
def test_a_page_that_does_not_answer_is_noticed(faulty: Server, endpoint: str, fault: str) -> None:
    async def asked() -> Reply:
        async with client(faulty) as http:
            return await call(http, endpoint, "Who?")

    reply = asyncio.run(asked())
    assert fault in reply.fault
    assert not reply.busy


def test_a_page_that_is_gone_is_noticed() -> None:
    async def asked() -> Reply:
        async with client(Server("http://127.0.0.1:9", 0)) as http:
            return await call(http, "ask", "Who?")

    assert "Connect" in asyncio.run(asked()).fault
