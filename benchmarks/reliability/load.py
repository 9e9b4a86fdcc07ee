"""Many readers at once, ten thousand requests in a row, and a sync while readers ask.

    python -m benchmarks.reliability.load --library .footnote --questions questions.jsonl --add more/

Everything goes over HTTP to a page of its own. Seconds are of this machine; what counts is the share of
requests that failed, the growth of memory, and how many times as long as alone an answer takes.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from benchmarks.reliability.served import Reply, Server, call, call_at_once, client, serving
from benchmarks.speed.timing import questions_of
from benchmarks.speed.varied import write_copies
from corpus.loaders import articles_in
from index.library import Library
from index.local.store import LocalStore
from index.models import cache_folder, load_encoder

USERS, ROW, BESIDE_A_SYNC = 64, 10_000, 8
_ALONE = 30
_A_CROWD_TOO_MANY = 160
_WARM = 0.25  # of the time, before memory is looked at
_QUIET, _BESIDE = 30.0, 5.0  # seconds
_SYNCED = 8_000  # chunks, while readers ask

SAMPLES, QUESTIONS = Path("corpus/articles"), Path("tests/qa/sample_questions.jsonl")


def run(seconds: int = 300) -> dict[str, object]:
    """All parts over the sample articles: the crowd asks for `seconds`, the others are cut to fit."""
    share = seconds / 300
    articles = list(articles_in(SAMPLES))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        encoder = load_encoder(cache=cache_folder())
        library = Library(encoder, LocalStore(place / "library", encoder.name, encoder.dimension))
        library.sync(SAMPLES)
        known = library.store.status().chunks
        library.close()
        write_copies(articles, round(_SYNCED * share), known, place / "copies")
        questions = questions_of(QUESTIONS, 200)
        parts = measure(place / "library", questions, seconds, round(ROW * share), place / "copies")
    return {
        "test": "load on the page",
        "trials": sum(part["trials"] for part in parts),
        "failures": sum(part["failures"] for part in parts),
        "parts": parts,
    }


def measure(
    library: Path, questions: Sequence[str], seconds: float, row: int = ROW, more: Path | None = None
) -> list[dict[str, Any]]:
    """The reports of all parts, over a copy of `library`; the crowd asks for `seconds`, `more` is synced."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(shutil.copytree(library, Path(place) / "library"))
        with serving(copy) as server:
            reports = [
                asyncio.run(_crowd(server, questions, seconds)),
                asyncio.run(_too_many(server, questions)),
                asyncio.run(_row(server, questions, row)),
            ]
            if more:
                reports.append(asyncio.run(_beside_a_sync(server, questions, copy, more)))
    return reports


async def _crowd(server: Server, questions: Sequence[str], seconds: float) -> dict[str, Any]:
    """So many users, each asking anew as soon as the answer is there."""
    async with client(server) as http:
        alone = [await call(http, "ask", question) for question in questions[:_ALONE]]
        median = _at(alone, 50)
        replies, sizes = await asyncio.gather(
            _users(http, questions, USERS, seconds), _sizes(server, seconds)
        )
    warm = sizes[int(len(sizes) * _WARM) :]
    bound = median * USERS / (os.cpu_count() or 1)
    return {
        "test": f"{USERS} users asking at once for {seconds:.0f} s",
        "trials": len(replies),
        "failures": sum(bool(reply.fault) for reply in (*alone, *replies)),
        "median_alone_seconds": round(median, 3),
        "median_seconds": round(_at(replies, 50), 2),
        "p95_seconds": round(_at(replies, 95), 2),
        "p95_of_users_by_cores_times_alone": round(_at(replies, 95) / bound, 2),
        "memory_megabytes": [round(warm[0]), round(warm[-1])],
        "memory_growth": round(warm[-1] / warm[0] - 1, 4),
        "faults": _faults(replies),
    }


async def _too_many(server: Server, questions: Sequence[str]) -> dict[str, Any]:
    """More at one moment than may wait: each is answered or told that the server is busy."""
    async with client(server) as http:
        replies = await call_at_once(http, list(islice(cycle(questions), _A_CROWD_TOO_MANY)))
    return {
        "test": f"{_A_CROWD_TOO_MANY} questions at one moment",
        "trials": len(replies),
        "failures": sum(bool(reply.fault) and not reply.busy for reply in replies),
        "answered": sum(not reply.fault for reply in replies),
        "told_busy": sum(reply.busy for reply in replies),
        "slowest_busy_seconds": round(max((r.seconds for r in replies if r.busy), default=0.0), 2),
        "faults": _faults(replies),
    }


async def _row(server: Server, questions: Sequence[str], count: int) -> dict[str, Any]:
    """One request after the other; memory at a quarter and at the end."""
    replies: list[Reply] = []
    sizes: list[float] = []
    async with client(server) as http:
        for number, question in enumerate(islice(cycle(questions), count)):
            if number % 100 == 0:
                replies.append(await call(http, "ask", question))
            elif number % 100 == 1:
                replies.append(await call(http, "status"))
            else:
                mode = ("hybrid", "dense", "sparse", "best")[number % 4]
                replies.append(await call(http, "search", question, 10, mode, "", "", ""))
            if number in (int(count * _WARM), count - 1):
                sizes.append(server.megabytes())
    return {
        "test": f"{count} requests in a row",
        "trials": len(replies),
        "failures": sum(bool(reply.fault) for reply in replies),
        "memory_megabytes": [round(size) for size in sizes],
        "memory_growth": round(sizes[-1] / sizes[0] - 1, 4),
        "faults": _faults(replies),
    }


async def _beside_a_sync(
    server: Server, questions: Sequence[str], library: Path, articles: Path
) -> dict[str, Any]:
    """A few users ask, first undisturbed, then while another process syncs `articles` into the library."""
    async with client(server) as http:
        quiet = await _users(http, questions, BESIDE_A_SYNC, _QUIET)
        command = [sys.executable, "-m", "qa.cli", "index", str(articles), "--library", str(library)]
        sync = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started = time.monotonic()
        replies: list[Reply] = []
        while sync.poll() is None:
            replies += await _users(http, questions, BESIDE_A_SYNC, _BESIDE)
        seconds = time.monotonic() - started
    return {
        "test": f"{BESIDE_A_SYNC} users asking while articles are synced",
        "trials": len(replies),
        "failures": sum(bool(reply.fault) for reply in (*quiet, *replies)) + bool(sync.returncode),
        "sync_seconds": round(seconds),
        "p95_quiet_seconds": round(_at(quiet, 95), 2),
        "p95_seconds": round(_at(replies, 95), 2),
        "times": round(_at(replies, 95) / _at(quiet, 95), 2),
        "faults": _faults(replies),
    }


async def _users(
    http: httpx.AsyncClient, questions: Sequence[str], count: int, seconds: float
) -> list[Reply]:
    """What `count` users were answered, each of whom asks anew as soon as the answer is there."""
    until = time.monotonic() + seconds

    async def user(number: int) -> list[Reply]:
        replies = []
        for question in cycle([*questions[number:], *questions[:number]]):
            if time.monotonic() >= until:
                break
            replies.append(await call(http, "ask", question))
        return replies

    found = await asyncio.gather(*(user(number) for number in range(count)))
    return [reply for replies in found for reply in replies]


async def _sizes(server: Server, seconds: float) -> list[float]:
    """The server's memory every second."""
    sizes = []
    for _ in range(int(seconds)):
        await asyncio.sleep(1)
        sizes.append(server.megabytes())
    return sizes


def _at(replies: Sequence[Reply], percent: float) -> float:
    return float(np.percentile([reply.seconds for reply in replies if not reply.fault], percent))


def _faults(replies: Sequence[Reply]) -> list[str]:
    """The kinds of fault, a few."""
    return sorted({reply.fault for reply in replies if reply.fault})[:5]


def main() -> None:
    """Runs all parts and prints a report a line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--library", type=Path, required=True, help="what is served; it stays as it is")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--add", type=Path, help="articles to sync while readers ask")
    parser.add_argument("--seconds", type=float, default=300.0, help="how long the crowd asks")
    parser.add_argument("--row", type=int, default=ROW, help="how many requests in a row")
    arguments = parser.parse_args()
    questions = questions_of(arguments.questions, 200)
    for report in measure(arguments.library, questions, arguments.seconds, arguments.row, arguments.add):
        sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
