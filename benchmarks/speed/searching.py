"""Searches by one thread and by several, and beside the calls that none can do without."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from index.library import MODES, Library
from index.local.generation import Generation

WARM_UP = 20
THREADS = 8


def bare(library: Library, indexes: Generation, query: str) -> None:
    """One query encoding, one FAISS and one tantivy call, and nothing around them."""
    vector = library.encoder.encode_query([query])[0]
    indexes.dense.search(vector, 100)
    indexes.sparse.search(query, 100)


def latency(library: Library, indexes: Generation, questions: Sequence[str]) -> dict[str, Any]:
    """Milliseconds of each mode and of the bare calls, in turn for the same question."""
    ways: dict[str, Callable[[str], object]] = {"bare sum": partial(bare, library, indexes)}
    ways |= {mode: partial(library.search, k=10, mode=mode) for mode in MODES}
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for place, question in enumerate(questions):
        for way, search in ways.items():
            started = time.perf_counter()
            search(question)
            if place >= WARM_UP:
                taken[way].append(1000 * (time.perf_counter() - started))
    beside = float(np.median(taken["bare sum"]))
    return {way: _summary(times, beside) for way, times in taken.items()}


def throughput(library: Library, questions: Sequence[str]) -> dict[str, Any]:
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


def _summary(times: list[float], beside: float) -> dict[str, float]:
    median, p90, p99 = (round(float(np.percentile(times, q)), 2) for q in (50, 90, 99))
    return {
        "median": median,
        "p90": p90,
        "p99": p99,
        "times_bare": round(median / beside, 2),
        "p99_over_median": round(p99 / median, 2),
    }
