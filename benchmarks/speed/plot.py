"""Draws how sync and search grow with the library, from both reports of `make bench`.

python -m benchmarks.speed.plot benchmarks/speed/results.json benchmarks/speed/scale.json docs/speed.svg
"""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

_SYNCS = {
    "first_sync_but_embedding_seconds": "first sync, all but embedding",
    "one_article_changed_seconds": "one article changed",
    "nothing_changed_seconds": "nothing changed",
}


def main(results: Path, scale: Path, out: Path) -> None:
    """Writes the plot to `out`."""
    sizes = json.loads(scale.read_text())["sizes"]
    rate = json.loads(results.read_text())["embedding"]["chunks_per_second"]["Footnote, as in a sync"]
    chunks = [one["chunks"] for one in sizes]
    figure, (sync, search) = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    sync.plot(
        chunks, [n / rate for n in chunks], "--", color="grey", label=f"embedding at {rate:.0f} chunks/s"
    )
    for name, label in _SYNCS.items():
        sync.plot(chunks, [one[name] for one in sizes], marker="o", label=label)
    sync.set(title="Sync", ylabel="seconds")
    for way in sizes[0]["milliseconds"]:
        search.plot(chunks, [one["milliseconds"][way]["50"] for one in sizes], marker="o", label=way)
    search.set(title="Search, median", ylabel="milliseconds")
    for axes in (sync, search):
        axes.set(xscale="log", yscale="log", xlabel="chunks")
        axes.grid(visible=True, which="both", alpha=0.25)
        axes.legend(frameon=False, fontsize="small")
    figure.savefig(out)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
