"""A library as a process of its own sees it: how long it takes to open, to search, and how much memory.

python -m benchmarks.speed.probe LIBRARY < questions.json
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.speed.timing import in_turn
from index.hit import Filter
from index.library import Library
from index.local.status import read_status
from index.local.store import LocalStore
from index.models import cache_folder, load_encoder

_WARM_UP = 10


def megabytes(of: str, process: int | str = "self") -> float:
    """What Linux tells of the memory of a process: now (`VmRSS`) or at most so far (`VmHWM`)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (found,) = (line for line in lines if line.startswith(of))
    return int(found.split()[1]) / 1024


def peak_megabytes() -> int:
    """The most memory this process had at once, mapped files included as far as they were read."""
    return round(megabytes("VmHWM"))


def main(place: Path, questions: list[str]) -> None:
    """Prints the figures as JSON."""
    encoder = load_encoder(cache=cache_folder())
    started = time.perf_counter()
    library = Library(encoder, LocalStore(place, encoder.name, encoder.dimension))
    library.search(questions[0], mode="hybrid")
    opened = time.perf_counter() - started
    status = read_status(place)
    largest = Filter(sources=(status.sources[0][0],))
    late = Filter(since=status.last_published[:4] + "-01-01")
    ways: dict[str, Callable[[str], object]] = {
        "hybrid": lambda q: library.search(q, mode="hybrid"),
        "hybrid, of one source": lambda q: library.search(q, mode="hybrid", where=largest),
        "hybrid, since a date": lambda q: library.search(q, mode="hybrid", where=late),
        "dense": lambda q: library.search(q, mode="dense"),
        "sparse": lambda q: library.search(q, mode="sparse"),
    }
    milliseconds = in_turn(ways, questions, _WARM_UP)
    figures = {
        "opening_seconds": round(opened, 2),
        "peak_memory_megabytes": peak_megabytes(),
        "milliseconds": {
            way: {str(q): round(float(np.percentile(times, q)), 1) for q in (50, 99)}
            for way, times in milliseconds.items()
        },
    }
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.load(sys.stdin))
