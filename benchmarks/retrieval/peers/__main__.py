"""Runs other libraries and Footnote side by side over the evaluation sets, and writes how each fared.

    python -m benchmarks.retrieval.peers --data ../eval --out benchmarks/retrieval/peers/results.json

Every system gets the same articles, questions, encoder and chunk budget, and is judged by the same rules.
What the report holds of other sets and systems stays: a long set can be run by itself. Speed is not measured.
"""

import argparse
import json
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.report import dated, write
from benchmarks.retrieval.peers import footnote, haystack, llamaindex, txtai
from benchmarks.retrieval.peers.measure import Figures, measure
from benchmarks.retrieval.peers.peer import Peer, Setup, wordpieces
from benchmarks.retrieval.peers.sets import FORMS, Asked, read_set
from benchmarks.retrieval.peers.vectors import CachedEncoder, furthest_from_torch
from index.encoder import Encoder
from index.models import load_encoder

SYSTEMS: Mapping[str, Callable[[Setup], list[Peer]]] = {
    "footnote": footnote.peers,
    "llamaindex": llamaindex.peers,
    "haystack": haystack.peers,
    "txtai": txtai.peers,
}
_BUDGET = 256
# What the systems stand on; which of these are there depends on the systems that are.
_PACKAGES = (
    "sentence-transformers",
    "openvino",
    "faiss-cpu",
    "tantivy",
    "tokenizers",
    "chonkie",
    "llama-index-retrievers-bm25",
)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the evaluation sets")
    parser.add_argument("--out", type=Path, required=True, help="where the figures go, as JSON")
    parser.add_argument("--sets", nargs="+", choices=FORMS, default=list(FORMS))
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--budget", type=int, default=_BUDGET, help="the most wordpieces a chunk may have")
    parser.add_argument("--limit", type=int, help="ask only the first questions of each set")
    parser.add_argument(
        "--cache", type=Path, default=Path(".footnote-eval/peers"), help="of model and vectors"
    )
    parser.add_argument("--runs", type=Path, help="a folder to keep every run in, question by question")
    return parser.parse_args()


def main() -> None:
    """Runs what is asked for and writes the report after every system."""
    arguments = _arguments()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    logging.getLogger("haystack").setLevel(logging.WARNING)
    for folder in filter(None, (arguments.cache, arguments.runs)):
        folder.mkdir(parents=True, exist_ok=True)
    encoder = CachedEncoder(load_encoder(cache=arguments.cache / "model"), arguments.cache / "vectors.sqlite")
    sets = json.loads(arguments.out.read_text())["sets"] if arguments.out.is_file() else {}
    for name in arguments.sets:
        asked = read_set(arguments.data, name)
        asked = Asked(asked.articles, asked.questions[: arguments.limit])
        kept = sets.setdefault(name, {"systems": {}})
        kept |= {"articles": len(asked.articles), "questions": len(asked.questions)}
        for system in arguments.systems:
            with tempfile.TemporaryDirectory() as place:
                setup = Setup(asked.articles, encoder, wordpieces(), arguments.budget, Path(place))
                kept["systems"] |= _measured(name, system, asked, setup, arguments.runs)
            write(_report(arguments.budget, encoder, asked, sets), arguments.out)


def _measured(name: str, system: str, asked: Asked, setup: Setup, runs: Path | None) -> dict[str, Figures]:
    """The figures of every peer that `system` has, by its name."""
    found = {}
    for peer in SYSTEMS[system](setup):
        print(f"{name}: {peer.name} {peer.version}, {len(peer.texts):,} chunks", flush=True)
        found[peer.name] = measure(name, peer, asked, setup, runs)
        print(f"  {_line(found[peer.name]['measures'])}", flush=True)
    return found


def _line(measures: Any) -> str:
    return "  ".join(f"{name} {mean:.3f}" for name, (mean, _, _) in measures.items())


def _report(budget: int, encoder: Encoder, asked: Asked, sets: Mapping[str, object]) -> dict[str, object]:
    sample = [article.text[:800] for article in asked.articles[:200]]
    return dated(
        {
            "versions": _versions(),
            "budget": budget,
            "encoder": f"{encoder.name}, compiled for the CPU, for every system",
            "furthest_from_sentence_transformers": float(f"{furthest_from_torch(encoder, sample):.0e}"),
            "sets": sets,
        }
    )


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


if __name__ == "__main__":
    main()
