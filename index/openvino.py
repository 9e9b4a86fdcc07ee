"""The same model compiled for the CPU: several times as fast, without loading torch.

The graph is converted once, with torch, and kept in a folder; from then on that folder alone serves. It
reckons in 8-bit integers where the processor has instructions for that.
"""

import logging
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.aside import written_aside
from index.encoder import Encoded, Part, Vectors, encode_in_parts, read_in_parts
from index.graph import cores, filled, integers, load_graph, side_by_side
from index.graph_files import GRAPH, read_about, write_about

# Few enough that what passes between the layers stays in the processor's cache.
_BATCH = 4
GRAPH_VERSION = 6
"""Raised when the graph changes what it gives back: each has a folder of its own."""


_log = logging.getLogger(__name__)

Take = Callable[[list[int], list[int], Vectors, Vectors], None]
"""Is given places of parts, their lengths in tokens, their vectors and those of their tokens."""


class CompiledEncoder:
    """A sentence-transformers model as an OpenVINO graph; see `index.encoder.Encoder`."""

    def __init__(self, folder: Path) -> None:
        """Load what `compile_model` put into `folder`; `OSError`, `KeyError` or `ValueError` if it can't."""
        from tokenizers import Tokenizer

        self.folder = folder
        about = read_about(folder)
        if about.get("graph") != GRAPH_VERSION:
            raise ValueError(f"{folder} was compiled by another version")
        if about["integers"] and not integers():
            raise ValueError(f"{folder} was compiled for another processor")
        self.name: str = about["name"]
        self.dimension: int = about["dimension"]
        self._room: int = about["max_tokens"] - 2
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._graph = load_graph(folder, streams=cores())

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

    def _encode(self, parts: Sequence[Part]) -> Vectors:
        vectors = np.empty((len(parts), self.dimension), np.float32)

        def take(places: list[int], lengths: list[int], found: Vectors, tokens: Vectors) -> None:
            vectors[places] = found

        self._run(parts, take)
        return vectors

    def _read(self, parts: Sequence[Part]) -> list[tuple[Vectors, Vectors]]:
        read: dict[int, tuple[Vectors, Vectors]] = {}

        def take(places: list[int], lengths: list[int], found: Vectors, tokens: Vectors) -> None:
            for place, length, vector, row in zip(places, lengths, found, tokens, strict=True):
                read[place] = vector.copy(), row[:length].copy()

        self._run(parts, take)
        return [read[place] for place in range(len(parts))]

    def _run(self, parts: Sequence[Part], take: Take) -> None:
        """Read `parts`, a batch on each core; `take` may look at what comes out while it runs, no longer."""
        # Requests are waited for in turn. A callback would be left to OpenVINO's threads, which may end after
        # their caller: they and it then wait for each other forever.
        many = min(-(-len(parts) // _BATCH), 2 * cores())
        free = [self._graph.create_infer_request() for _ in range(many)]
        running: deque[tuple[Any, list[int], list[int]]] = deque()

        def finish() -> None:
            request, places, lengths = running.popleft()
            request.wait()
            take(places, lengths, request.get_output_tensor(0).data, request.get_output_tensor(1).data)
            free.append(request)

        for (places, lengths), inputs in _batches(parts):
            if not free:
                finish()
            request = free.pop()
            request.start_async(inputs)
            running.append((request, places, lengths))
        while running:
            finish()


def _batches(parts: Sequence[Part]) -> Iterator[tuple[tuple[list[int], list[int]], list[Any]]]:
    """Places in `parts` and lengths in tokens, and what the graph is to read, a batch at a time."""
    # Those of like length share a batch, so that little of it is padding.
    order = sorted(range(len(parts)), key=lambda i: len(parts[i].tokens))
    for start in range(0, len(order), _BATCH):
        places = order[start : start + _BATCH]
        rows = [parts[place].tokens.ids for place in places]
        lengths = [len(row) for row in rows]
        width = filled(max(lengths))
        ones = [[1] * length for length in lengths]
        yield (places, lengths), [side_by_side(rows, width), side_by_side(ones, width)]


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
    small = _quantized(graph, model.tokenizer.backend_tokenizer) if integers() else None
    about = {
        "graph": GRAPH_VERSION,
        "integers": small is not None,
        "name": name,
        "dimension": model.get_embedding_dimension(),
        "max_tokens": model.get_max_seq_length(),
    }
    with written_aside(folder) as aside:
        openvino.save_model(small or graph, aside / GRAPH, compress_to_fp16=False)
        model.tokenizer.backend_tokenizer.save(str(aside / "tokenizer.json"))
        write_about(aside, about)


def _quantized(graph: Any, tokenizer: Any) -> Any | None:
    """`graph` in 8-bit integers; None where that can't be."""
    from tokenizers import Tokenizer

    plain = Tokenizer.from_str(tokenizer.to_str())
    plain.no_truncation()
    plain.no_padding()
    try:
        from index.quantizing import quantized

        return quantized(graph, plain)
    except ImportError:
        _log.info("NNCF is not installed: the model stays as exact and as slow as it was")
    except (RuntimeError, ValueError) as error:
        _log.warning("can't make a model of 8-bit integers (%s): it stays as it was", error)
    return None
