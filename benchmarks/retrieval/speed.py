"""How long a search takes beside the bare sum of one query encoding, one FAISS and one tantivy call.

    python -m benchmarks.retrieval.speed LIBRARY QUESTIONS.jsonl --out benchmarks/retrieval/speed.json

All are timed in turn for the same question, in one process, after a warm-up.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.report import dated, write
from benchmarks.speed.timing import in_turn
from index.encoder import Vectors
from index.library import EVERYTHING, MODES, Library
from index.local import connecting, database
from index.local.dense import Places
from index.local.generation import Generation, load
from index.local.status import read_status
from qa.assemble import open_library
from qa.settings import Settings

WARM_UP = 20


def bare(library: Library, indexes: Generation, query: str) -> None:
    """The three calls that no hybrid search can do without, and nothing around them."""
    vector = library.encoder.encode_query([query])[0]
    indexes.dense.search(vector, 100, None, _no_vectors)
    indexes.sparse.search(query, 100, EVERYTHING)


def opened(library: Path) -> Generation:
    """The indexes of the library in the folder `library`, in memory once more."""
    connection = connecting.connect(library / "library.sqlite")
    found = load(connection, library, database.generation(connection))
    connection.close()
    assert found is not None, "the library's files are missing: search it once"
    return found


def latency(library: Library, indexes: Generation, questions: Sequence[str]) -> dict[str, dict[str, float]]:
    """Milliseconds of each mode and of the bare calls, in turn for the same question."""
    ways: dict[str, Callable[[str], object]] = {"bare sum": partial(bare, library, indexes)}
    for mode in MODES:
        ways[mode] = partial(library.search, k=10, mode=mode)
    milliseconds = in_turn(ways, questions, WARM_UP)
    return {way: _summary(times, milliseconds["bare sum"]) for way, times in milliseconds.items()}


def main() -> None:
    """Times every mode and writes the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path, help="JSONL with a field named question")
    parser.add_argument("--out", type=Path, required=True, help="where the figures go, as JSON")
    parser.add_argument("--limit", type=int, default=300, help="how many questions")
    arguments = parser.parse_args()
    library = open_library(Settings(library=str(arguments.library)), create=False)
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines[:: max(1, len(lines) // arguments.limit)]]
    status = read_status(arguments.library)
    figures = latency(library, opened(arguments.library), questions)
    for way, summary in figures.items():
        print(f"{way:10}", summary)
    asked = len(questions) - WARM_UP
    write(dated({"chunks": status.chunks, "questions": asked, "milliseconds": figures}), arguments.out)


def _no_vectors(places: Places) -> Vectors:
    raise AssertionError(f"{len(places)} vectors are asked for: the library is too large for a plain search")


def _summary(times: list[float], beside: list[float]) -> dict[str, float]:
    median, p90, p99 = (round(float(np.percentile(times, q)), 1) for q in (50, 90, 99))
    return {
        "median": median,
        "p90": p90,
        "p99": p99,
        "times_bare": round(median / float(np.median(beside)), 2),
    }


if __name__ == "__main__":
    main()
