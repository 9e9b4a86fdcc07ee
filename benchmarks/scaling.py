"""What a library takes that is larger than any measured here, on paper: memory, disk, and hours to embed.

    python -m benchmarks.scaling

Prints the tables of docs/bigger.md. What was measured comes from `benchmarks/speed`; the rest is arithmetic
from the layout of the indexes, and nothing of it was run.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DIMENSIONS = 384
_FLOAT, _LINK, _PLACE = 4, 4, 8  # bytes of a value, of a link to a neighbour, of a vector's number in a list
M = 16
"""Links of an HNSW graph's vector; at the lowest level, where all vectors are, there are twice as many."""

_DEGREE, _SECTOR = 56, 4096  # DISKANN's most links of a vector, and what it reads from disk at once
_CODES, _CACHE = 0.125, 0.1  # how much of the vectors' size Milvus gives DISKANN in memory for either
_FACTORS = 2 * _FLOAT  # that RaBitQ keeps beside a vector's signs

SIZES = (10**7, 10**8, 10**9)
NODES = (1, 4, 16, 64)

_SPEED = Path(__file__).parent / "speed"


def index_bytes(dimensions: int = DIMENSIONS, m: int = M) -> dict[str, tuple[float, float]]:
    """By type of index, the bytes a chunk that it takes in memory and on a query node's disk.

    >>> {name: round(memory) for name, (memory, _) in index_bytes().items() if "HNSW" in name}
    {'HNSW': 1664, 'HNSW_SQ (SQ8)': 512}
    >>> index_bytes()["DISKANN"]  # two vectors with their links fit into a sector
    (345.6, 2048.0)
    """
    vector, byte_each, signs = dimensions * _FLOAT, dimensions, dimensions / 8
    graph = 2 * m * _LINK
    rabitq = signs + _FACTORS + _PLACE
    on_disk = vector + _LINK + _DEGREE * _LINK  # the vector, the number of its links, the links
    return {
        "FLAT": (vector, 0),
        "HNSW": (vector + graph, 0),
        "HNSW_SQ (SQ8)": (byte_each + graph, 0),
        "IVF_SQ8": (byte_each + _PLACE, 0),
        "IVF_RABITQ, refined by SQ8": (rabitq + byte_each, 0),
        "IVF_RABITQ": (rabitq, 0),
        "DISKANN": (vector * (_CODES + _CACHE), _SECTOR / (_SECTOR // on_disk)),
    }


def kept_bytes(results: Any, scale: Any) -> int:
    """At most so many bytes a chunk are kept on disk: text, vector, words, and the signs of its words.

    What was measured beside the text, and of the largest library, all that isn't the vector for the text.
    """
    beside: int = results["sync"]["bytes_a_chunk_beside_the_text"]
    whole: int = scale["sizes"][-1]["bytes_a_chunk"]
    return beside + whole - DIMENSIONS * _FLOAT


def hours(chunks: int, nodes: int, rate: float) -> float:
    """How long it takes `nodes` that embed `rate` chunks a second each, if none waits for another.

    >>> round(hours(10**7, 4, 81.5), 1)
    8.5
    """
    return chunks / (rate * nodes) / 3600


def tables(results: Any, scale: Any) -> dict[str, str]:
    """The tables of docs/bigger.md by name, as Markdown, from the reports of `benchmarks.speed`."""
    rate = results["sync"]["chunks_per_second"]
    each = kept_bytes(results, scale)
    memory = [
        [name, f"{inside:,.0f}", *(_size(chunks * inside) for chunks in SIZES)]
        for name, (inside, _) in index_bytes().items()
    ]
    disk = [["the library itself, at most", f"{each:,}", *(_size(chunks * each) for chunks in SIZES)]]
    disk += [
        [f"{name}, on query nodes besides", f"{outside:,.0f}", *(_size(chunks * outside) for chunks in SIZES)]
        for name, (_, outside) in index_bytes().items()
        if outside
    ]
    sizes = [f"10{'⁷⁸⁹'[i]} chunks" for i in range(len(SIZES))]
    return {
        "measured": _markdown(_MEASURED, [_measured(one, rate) for one in scale["sizes"]]),
        "memory": _markdown(["index", "bytes a chunk", *sizes], memory),
        "disk": _markdown(["on disk", "bytes a chunk", *sizes], disk),
        "hours": _markdown(
            ["nodes", "chunks a second", *sizes],
            [[f"{n}", f"{n * rate:,.0f}", *(_time(hours(c, n, rate)) for c in SIZES)] for n in NODES],
        ),
    }


_MEASURED = ["chunks", "to embed", "rest of the first sync", "one changed article", "memory", "hybrid search"]


def _measured(one: Any, rate: float) -> list[str]:
    search = one["milliseconds"]["hybrid"]
    return [
        f"{one['chunks']:,}",
        _time(hours(one["chunks"], 1, rate)),
        _time(one["first_sync_but_embedding_seconds"] / 3600),
        f"{one['one_article_changed_seconds']:.1f} s",
        f"{one['peak_memory_megabytes']} MB",
        f"{search['50']:.0f} ms, 99th percentile {search['99']:.0f} ms",
    ]


def _size(amount: float) -> str:
    """Bytes as one reads them, three digits of them.

    >>> _size(1.664e10), _size(2.048e12)
    ('16.6 GB', '2.05 TB')
    """
    unit, name = (10**12, "TB") if amount >= 10**12 else (10**9, "GB")
    return f"{amount / unit:#.3g} {name}".replace(". ", " ")


def _time(in_hours: float) -> str:
    """Hours as one reads them.

    >>> _time(0.004), _time(0.5), _time(34.08), _time(3408.3)
    ('14 s', '30 min', '34 h', '142 days')
    """
    for unit, name, from_hours in ((24, "days", 96), (1, "h", 1), (1 / 60, "min", 1 / 30)):
        if in_hours >= from_hours:
            amount = in_hours / unit
            return f"{amount:.1f} {name}" if amount < 10 else f"{amount:,.0f} {name}"
    return f"{in_hours * 3600:.0f} s"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def reports() -> tuple[Any, Any]:
    """The reports of `benchmarks.speed` and `benchmarks.speed.scale`."""
    return json.loads((_SPEED / "results.json").read_text()), json.loads((_SPEED / "scale.json").read_text())


if __name__ == "__main__":
    for title, table in tables(*reports()).items():
        print(f"{title}\n\n{table}\n")
