"""Memory of a process that serves searches: Footnote beside LlamaIndex over the same vectors and model.

    python -m benchmarks.speed.memory footnote|llamaindex LIBRARY < questions.json

is what each side runs. LlamaIndex gets the chunks, their texts and their vectors from Footnote's library.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speed.probe import peak_megabytes
from index.library import Library
from index.local import connecting, database
from index.local.store import LocalStore
from index.models import DEFAULT_MODEL, cache_folder, load_encoder


def measure(library: Path, questions: Sequence[str]) -> dict[str, Any]:
    """The most megabytes each had, and Footnote's share of the other's."""
    megabytes = {}
    for side in ("footnote", "llamaindex"):
        command = [sys.executable, "-m", "benchmarks.speed.memory", side, str(library)]
        ran = subprocess.run(command, input=json.dumps(questions), capture_output=True, text=True, check=True)
        megabytes[side] = int(ran.stdout.split()[-1])
    share = round(megabytes["footnote"] / megabytes["llamaindex"], 2)
    return {"peak_megabytes": megabytes, "share": share}


def _footnote(place: Path, questions: Sequence[str]) -> None:
    encoder = load_encoder(cache=cache_folder())
    library = Library(encoder, LocalStore(place, encoder.name, encoder.dimension))
    for question in questions:
        library.search(question, 10)


def _llamaindex(place: Path, questions: Sequence[str]) -> None:
    from llama_index.core import Settings, VectorStoreIndex
    from llama_index.core.schema import TextNode

    from benchmarks.retrieval.peers.llamaindex import embedding
    from index.encoder import TorchEncoder
    from index.models import load_transformer

    Settings.embed_model = embedding(TorchEncoder(load_transformer(), DEFAULT_MODEL))
    connection = connecting.connect(place / "library.sqlite")
    nodes = []
    rows = connection.execute(
        f"SELECT c.id, {database.CHUNK_TEXT}, v.data FROM chunk c "
        "JOIN article a ON a.id = c.article JOIN vector v ON v.id = c.vector"
    )
    for number, text, data in rows:
        values = np.frombuffer(data, np.float16).astype(np.float32).tolist()
        nodes.append(TextNode(id_=str(number), text=text, embedding=values))
    connection.close()
    retriever = VectorStoreIndex(nodes=nodes).as_retriever(similarity_top_k=10)
    for question in questions:
        retriever.retrieve(question)


if __name__ == "__main__":
    {"footnote": _footnote, "llamaindex": _llamaindex}[sys.argv[1]](Path(sys.argv[2]), json.load(sys.stdin))
    sys.stdout.write(f"{peak_megabytes()}\n")
