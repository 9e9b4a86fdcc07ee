"""One question from a cold process: `footnote ask` beside LlamaIndex with the same model.

    python -m benchmarks.speed.cold prepare|ask FOLDER QUESTION

is what the other side runs: a vector index of LlamaIndex, kept on disk, and its best passages for a question.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 5
QUESTION = "Why did North Korea close its border?"


def measure(articles: Path) -> dict[str, Any]:
    """Seconds from the command to its end, in turn; both libraries are made before the clock starts."""
    with tempfile.TemporaryDirectory() as place:
        ours, theirs = Path(place) / "footnote", Path(place) / "llamaindex"
        environment = {**os.environ, "FOOTNOTE_LIBRARY": str(ours)}
        footnote = [sys.executable, "-m", "qa.cli"]
        peer = [sys.executable, "-m", "benchmarks.speed.cold"]
        _run([*footnote, "index", str(articles)], environment)
        _run([*peer, "prepare", str(theirs), str(articles)], environment)
        commands = {
            "footnote ask": [*footnote, "ask", QUESTION],
            "LlamaIndex, best passages": [*peer, "ask", str(theirs), QUESTION],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                started = time.perf_counter()
                _run(command, environment)
                taken[name].append(time.perf_counter() - started)
    seconds = {name: round(median(times), 2) for name, times in taken.items()}
    ours_median, theirs_median = seconds.values()
    return {"median_seconds": seconds, "times_as_fast": round(theirs_median / ours_median, 1)}


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def _peer(what: str, folder: str, given: str) -> None:
    from llama_index.core import Settings, StorageContext, VectorStoreIndex, load_index_from_storage
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import Document

    from benchmarks.retrieval.peers.llamaindex import embedding
    from index.encoder import TorchEncoder
    from index.models import DEFAULT_MODEL, load_transformer

    transformer = load_transformer()

    Settings.embed_model = embedding(TorchEncoder(transformer, DEFAULT_MODEL))
    if what == "prepare":
        texts = [path.read_text(encoding="utf-8") for path in sorted(Path(given).glob("*.md"))]
        splitter = SentenceSplitter(chunk_size=256, tokenizer=transformer.tokenizer.tokenize)
        index = VectorStoreIndex.from_documents(
            [Document(text=text) for text in texts], transformations=[splitter]
        )
        index.storage_context.persist(folder)
        return
    kept = load_index_from_storage(StorageContext.from_defaults(persist_dir=folder))
    for node in kept.as_retriever(similarity_top_k=10).retrieve(given):
        sys.stdout.write(node.get_content()[:80] + "\n")


if __name__ == "__main__":
    _peer(*sys.argv[1:4])
