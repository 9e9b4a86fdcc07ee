"""Syncs a file or folder of articles twice into a new library, and writes what it took.

    python -m benchmarks.sync.measure articles.jsonl.gz --report benchmarks/sync/results.json

Seconds are wall-clock; on a shared machine compare rates within one run only. The model is compiled
before the clock starts: that is done once a library, and takes some ten seconds.
"""

import argparse
import json
import resource
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.report import dated, write
from index.library import Library
from index.local.status import read_status
from index.local.store import LocalStore
from index.models import load_encoder
from index.sync import Progress, SyncReport


def timed(library: Library, articles: Path) -> tuple[SyncReport, float, dict[str, float]]:
    """A sync: what it changed, its seconds, and of these the seconds of each stage."""
    stages: dict[str, float] = {}

    def note(progress: Progress) -> None:
        stages[progress.stage] = progress.seconds

    started = time.perf_counter()
    report = library.sync(articles, note)
    return report, time.perf_counter() - started, stages


def measure(articles: Path, place: Path) -> dict[str, object]:
    """The figures of two syncs of `articles` into a library under `place`."""
    encoder = load_encoder(cache=place / "model")
    library = Library(encoder, LocalStore(place / "library", encoder.name, encoder.dimension))
    first, first_seconds, stages = timed(library, articles)
    second, second_seconds, _ = timed(library, articles)
    status = read_status(place / "library")
    return {
        "articles": first.added,
        "not_read": len(first.failed),
        "chunks": status.chunks,
        "megabytes_on_disk": round(status.bytes_on_disk / 1e6, 1),
        "first_sync_seconds": round(first_seconds, 1),
        "of_which_reading": round(stages["reading"], 1),
        "of_which_embedding": round(stages["embedding"], 1),
        "chunks_per_second": round(status.chunks / stages["embedding"], 1),
        "second_sync_seconds": round(second_seconds, 3),
        "second_sync_unchanged": second.unchanged,
        "peak_memory_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
    }


def main() -> None:
    """Measures and writes the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--report", type=Path, help="where the figures go, as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        figures = measure(arguments.articles, Path(place))
    versions = {name: version(name) for name in ("openvino", "faiss-cpu", "tantivy", "nupunkt")}
    report = dated({"versions": versions, **figures})
    print(json.dumps(report, indent=2))
    if arguments.report:
        write(report, arguments.report)


if __name__ == "__main__":
    main()
