"""What the tests that attack the page share: requests as no browser would send them, and bait."""

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

BAIT = "bait-that-nobody-may-see"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    text: str


def send(
    address: str,
    method: str,
    path: str,
    body: bytes | str = b"",
    headers: Mapping[str, str | None] | None = None,
    seconds: float = 10,
) -> Reply:
    """The reply to a request whose path is sent as it stands; a header that is None is left out.

    A stream is read for at most so many seconds between two of its parts.
    """
    content = body.encode() if isinstance(body, str) else body
    given: dict[str, str | None] = {"Host": urlsplit(address).netloc, **(headers or {})}
    if content:
        given = {"Content-Type": "application/json", "Content-Length": str(len(content)), **given}
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=seconds)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in given.items():
            if value is not None:
                connection.putheader(name, value)
        connection.endheaders(content)
        answer = connection.getresponse()
        text = b""
        try:
            while part := answer.read1(65_536):
                text += part
        except (TimeoutError, ValueError, http.client.HTTPException):
            pass  # the stream pauses, or was broken off
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, found, text.decode(errors="replace"))
    finally:
        connection.close()


@contextmanager
def inner_server() -> Iterator[tuple[str, list[str]]]:
    """A server that only this machine reaches, and the paths that it was asked for; it answers with bait."""
    asked: list[str] = []

    class Inner(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(BAIT.encode())

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Inner)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def file_data(**fields: str) -> dict[str, Any]:
    """What a browser sends for a file, of which Gradio reads `path` or fetches `url`."""
    return {"orig_name": "x.txt", "meta": {"_type": "gradio.FileData"}, **fields}


def run_all(address: str, value: object, session: str) -> str:
    """Everything that the page says when each of its events is given `value` for each of its inputs."""
    config = json.loads(send(address, "GET", "/config").text)
    said = ""
    for event in config["dependencies"]:
        if not event["backend_fn"]:
            continue
        data = [value] * len(event["inputs"])
        body = {"data": data, "fn_index": event["id"], "session_hash": session, "event_data": value}
        said += send(address, "POST", "/gradio_api/queue/join", json.dumps(body)).text
    return said + send(address, "GET", f"/gradio_api/queue/data?session_hash={session}", seconds=2).text
