"""Measures how fast Footnote is, and writes the report.

    python -m benchmarks.speed --articles articles.jsonl.gz --questions questions.jsonl --out results.json

Both sides of every ratio run in turn on the same machine; figures of two runs are not to be compared. A sync
of the articles is part of it, which takes some minutes for each ten thousand chunks.
"""

import argparse
import json
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks.report import dated, write
from benchmarks.retrieval.speed import latency, opened
from benchmarks.speed import cold, embedding, memory, syncing, throughput
from benchmarks.speed.timing import questions_of
from index.library import Library
from index.local.store import LocalStore
from index.models import cache_folder, load_encoder

PACKAGES = ("openvino", "nncf", "torch", "sentence-transformers", "faiss-cpu", "tantivy", "llama-index-core")
SAMPLES = Path("corpus/articles")


def main() -> None:
    """Runs the parts one after the other."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path, default=SAMPLES, help="what is synced and searched")
    parser.add_argument(
        "--questions", type=Path, default=Path("tests/qa/sample_questions.jsonl"), help="JSON lines"
    )
    parser.add_argument("--chunks", type=int, default=512, help="how many are embedded to compare rates")
    parser.add_argument("--limit", type=int, default=300, help="how many questions are searched for")
    parser.add_argument("--out", type=Path, required=True, help="where the report goes, as JSON")
    arguments = parser.parse_args()
    questions = questions_of(arguments.questions, arguments.limit)
    report: dict[str, object] = {"versions": {name: version(name) for name in PACKAGES}}

    def note(name: str, figures: object) -> None:
        report[name] = figures
        print(json.dumps({name: figures}, indent=2), flush=True)
        write(dated(report), arguments.out)

    note("one question, cold process", cold.measure(SAMPLES))
    with tempfile.TemporaryDirectory() as place:
        encoder = load_encoder(cache=cache_folder())
        note(
            "embedding", embedding.measure(encoder, embedding.chunks_of(arguments.articles, arguments.chunks))
        )
        store = LocalStore(Path(place) / "library", encoder.name, encoder.dimension)
        library = Library(encoder, store)
        note("sync", syncing.measure(library, arguments.articles))
        note("search, milliseconds", latency(library, opened(store.path), questions))
        note("search, throughput", throughput.measure(library, questions))
        library.close()
        note("memory", memory.measure(store.path, questions[:20]))


if __name__ == "__main__":
    main()
