"""Searches by one thread and by several; how long one takes is told by `benchmarks.retrieval.speed`."""

import threading
import time
from collections.abc import Sequence
from typing import Any

from index.library import Library

THREADS = 8


def measure(library: Library, questions: Sequence[str]) -> dict[str, Any]:
    """Searches a second in the mode hybrid by one thread and by several, and how many times as many."""
    one, several = (_rate(library, questions, threads) for threads in (1, THREADS))
    return {
        "one_thread": round(one, 1),
        f"{THREADS}_threads": round(several, 1),
        "times": round(several / one, 2),
    }


def _rate(library: Library, questions: Sequence[str], threads: int) -> float:
    """Searches a second when `threads` of them share the questions."""

    def work(mine: Sequence[str]) -> None:
        for question in mine:
            library.search(question, 10, mode="hybrid")

    workers = [threading.Thread(target=work, args=(questions[n::threads],)) for n in range(threads)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return len(questions) / (time.perf_counter() - started)
