"""Prints the reports of `benchmarks.speed` and `benchmarks.speed.scale` as one table.

python -m benchmarks.speed.table benchmarks/speed/results.json benchmarks/speed/scale.json
"""

import json
import sys
from pathlib import Path
from typing import Any

Row = tuple[str, str, str]


def rows(results: Any, scale: Any) -> list[Row]:
    """What was measured, beside what, and how it came out."""
    embedding, sync, search = results["embedding"], results["sync"], results["search, milliseconds"]
    times = embedding["times_sentence_transformers"]
    cold, many = results["one question, cold process"], results["search, throughput"]
    memory = results["memory"]
    found = [
        (
            "embedding, vectors alone",
            "sentence-transformers encode",
            _times(times["Footnote, vectors alone"]),
        ),
        ("embedding, as in a sync", "sentence-transformers encode", _times(times["Footnote, as in a sync"])),
        ("loading, parsing and chunking", "embedding the same", f"{sync['reading_of_embedding']:.1%}"),
        ("second sync, nothing changed", "the first", f"{sync['nothing_changed_of_first']:.2%}"),
        (
            "sync of one changed article",
            f"of {sync['articles']:,}",
            f"{sync['one_article_changed_seconds']} s",
        ),
        (
            f"hybrid search, {sync['chunks']:,} chunks",
            "its three calls",
            _times(search["hybrid"]["times_bare"]),
        ),
        (
            "its 99th percentile",
            "its median",
            _times(search["hybrid"]["p99"] / search["hybrid"]["median"]),
        ),
        ("search by 8 threads", "by one", _times(many["times"])),
        ("footnote ask, cold", "LlamaIndex", f"{_times(cold['times_as_fast'])} as fast"),
        ("memory, serving", "LlamaIndex", f"{memory['share']:.0%}"),
        ("disk a chunk beside the text", "-", f"{sync['bytes_a_chunk_beside_the_text']:,} bytes"),
    ]
    for one in scale["sizes"]:
        medians = ", ".join(f"{way} {ms['50']} ms" for way, ms in one["milliseconds"].items())
        found.append(
            (
                f"{one['chunks']:,} chunks",
                "flat exact search",
                f"recall@10 {one['recall@10']}, {one['peak_memory_megabytes']:,} MB, "
                f"opened in {one['opening_seconds']} s; {medians}",
            )
        )
    return found


def _times(ratio: float) -> str:
    return f"{ratio:.2f}×"


def main() -> None:
    """Prints the table."""
    results, scale = (json.loads(Path(path).read_text()) for path in sys.argv[1:3])
    for what, against, reached in rows(results, scale):
        sys.stdout.write(f"{what:34} {against:30} {reached}\n")


if __name__ == "__main__":
    main()
