"""A language model that obeys every order it sees: a server of chat completions on this machine."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from benchmarks.reliability.attacks import Attack

_PASSAGE = re.compile(r'<passage number="(\d+)">(.*?)</passage>', re.DOTALL)


class Obeying(ThreadingHTTPServer):
    """Writes what the orders in its passages want, with their own number, a wrong one and none behind it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Completions)
        self.attacks: Sequence[Attack] = ()
        self.obeyed: set[Attack] = set()
        self.strangers = 0  # requests for anything but a completion

    @property
    def url(self) -> str:
        """Where it is, as FOOTNOTE_LLM_URL wants it."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def written(self, system: str, user: str) -> str:
        """The answer to a request."""
        lines = []
        for number, text in _PASSAGE.findall(user):
            for attack in self.attacks:
                if _letters(attack.order)[:60] in _letters(text):
                    self.obeyed.add(attack)
                    said = attack.aim.said or system
                    lines += [f"{said} [{number}]", f"{said} [{int(number) % 10 + 1}]", f"{said}"]
        return "\n\n".join(lines) or "NO ANSWER"


class _Completions(BaseHTTPRequestHandler):
    server: Obeying
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.strangers += 1
        self.send_error(404)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        system, user = (message["content"] for message in asked["messages"])
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for delta, finish in (({"content": self.server.written(system, user)}, None), ({}, "stop")):
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            about = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "obeying"}
            self.wfile.write(f"data: {json.dumps({**about, 'choices': [choice]})}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def obeying() -> Iterator[Obeying]:
    """The server, while it is needed."""
    with Obeying() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _letters(text: str) -> str:
    """Letters and digits alone: what is left of an order however it was escaped."""
    return "".join(c for c in text.casefold() if c.isalnum())
