"""The same model compiled for the CPU: two to three times as fast, without loading torch.

The graph is converted once, with torch, and kept in a folder; from then on that folder alone serves.
"""

import json
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.aside import written_aside
from index.encoder import Encoded, Vectors, encode_in_parts, read_in_parts
from index.graph import filled, load_graph, side_by_side

_BATCH = 16
# Raised when the graph changes what it gives back; a folder of another number is compiled anew.
_GRAPH_VERSION = 2


class CompiledEncoder:
    """A sentence-transformers model as an OpenVINO graph; see `index.encoder.Encoder`."""

    def __init__(self, folder: Path) -> None:
        """Load what `compile_model` put into `folder`; `OSError`, `KeyError` or `ValueError` if it can't."""
        from tokenizers import Tokenizer

        self.folder = folder
        about = json.loads((folder / "about.json").read_text())
        if about.get("graph") != _GRAPH_VERSION:
            raise ValueError(f"{folder} was compiled by another version")
        self.name: str = about["name"]
        self.dimension: int = about["dimension"]
        self._room: int = about["max_tokens"] - 2
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        try:
            self._graph = load_graph(folder)
        except RuntimeError as error:
            raise ValueError(f"{folder}: {error}") from error

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One vector a question."""
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage."""
        return encode_in_parts(texts, self._tokenizer, self._room, self._encode)

    def read_query(self, text: str) -> Encoded:
        """The vectors of a question and its tokens."""
        return self.read_documents([text])[0]

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of passages and their tokens."""
        return read_in_parts(texts, self._tokenizer, self._room, self._read)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for places, found, _, _ in self._batches(texts):
            vectors[places] = found
        return vectors

    def _read(self, texts: Sequence[str]) -> list[tuple[Vectors, Vectors]]:
        found: dict[int, tuple[Vectors, Vectors]] = {}
        for places, vectors, tokens, lengths in self._batches(texts):
            for place, vector, row, length in zip(places, vectors, tokens, lengths, strict=True):
                found[place] = vector, row[:length]
        return [found[place] for place in range(len(texts))]

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors, Vectors, list[int]]]:
        """Places in `texts`, their vectors, token vectors and lengths in tokens, a batch at a time."""
        request = self._graph.create_infer_request()
        # Texts of like length share a batch, so that little of it is padding.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            rows = [e.ids for e in self._tokenizer.encode_batch_fast([texts[i] for i in places])]
            lengths = [len(row) for row in rows]
            width = filled(max(lengths))
            ones = [[1] * length for length in lengths]
            result = request.infer([side_by_side(rows, width), side_by_side(ones, width)])
            yield places, result[0], result[1], lengths


def compile_model(model: Any, name: str, folder: Path) -> None:
    """Convert `model`, a `SentenceTransformer`, and keep the graph in `folder`, whole or not at all."""
    import openvino
    import torch

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            found = self.model(features)
            return found["sentence_embedding"], found["token_embeddings"]

    example = {"input_ids": torch.ones((2, 8), dtype=torch.long)}
    example["attention_mask"] = torch.ones_like(example["input_ids"])
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing remarks on checks that hold for every input here
        graph = openvino.convert_model(Graph().eval(), example_input=example)
    about = {
        "graph": _GRAPH_VERSION,
        "name": name,
        "dimension": model.get_embedding_dimension(),
        "max_tokens": model.get_max_seq_length(),
    }
    with written_aside(folder) as aside:
        openvino.save_model(graph, aside / "model.xml", compress_to_fp16=False)
        model.tokenizer.backend_tokenizer.save(str(aside / "tokenizer.json"))
        (aside / "about.json").write_text(json.dumps(about))
