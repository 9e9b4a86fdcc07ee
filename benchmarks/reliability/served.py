"""The page as its users have it: a process of its own, asked over HTTP on this machine alone."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.speed.probe import megabytes

_STARTING = 120.0  # seconds, at most
_LONGEST = 600.0  # that a reply may take before it counts as none


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: how many seconds it took, and what went wrong (empty where nothing did)."""

    seconds: float
    fault: str = ""
    data: Any = None

    @property
    def busy(self) -> bool:
        """Whether the server said that too many wait."""
        return self.fault.startswith("503")


@dataclass(frozen=True, slots=True)
class Server:
    """A running page."""

    address: str
    pid: int

    def megabytes(self) -> float:
        """Its memory at this moment."""
        return megabytes("VmRSS", self.pid)


@contextmanager
def serving(library: Path) -> Iterator[Server]:
    """The page over `library` on a free port, ended with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", str(port), "--library", str(library)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address, process)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _STARTING
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{address}/config", timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"the page did not start within {_STARTING:.0f} s")


def client(server: Server) -> httpx.AsyncClient:
    """A client that keeps as many connections as there are users."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=256)
    return httpx.AsyncClient(base_url=server.address, timeout=_LONGEST, limits=limits)


async def call(client: httpx.AsyncClient, endpoint: str, *arguments: object) -> Reply:
    """Call an endpoint of the page as curl would: ask for it, then read what comes."""
    started = time.perf_counter()
    place = f"/gradio_api/call/{endpoint}"
    try:
        asked = await client.post(place, json={"data": list(arguments)})
        if asked.status_code != httpx.codes.OK:
            return Reply(time.perf_counter() - started, f"{asked.status_code} {asked.text}")
        answered = await client.get(f"{place}/{asked.json()['event_id']}")
    except httpx.HTTPError as error:
        return Reply(time.perf_counter() - started, repr(error))
    seconds = time.perf_counter() - started
    event = re.search(r"^event: (complete|error)\ndata: (.*)", answered.text, re.MULTILINE)
    if not event or event[1] == "error":
        return Reply(seconds, answered.text[-300:] or "nothing came back")
    return Reply(seconds, data=json.loads(event[2])[0])


async def call_at_once(client: httpx.AsyncClient, questions: list[str]) -> list[Reply]:
    """Ask all the questions at the same moment."""
    return list(await asyncio.gather(*(call(client, "ask", question) for question in questions)))
