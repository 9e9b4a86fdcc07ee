"""Question and passage read together: the package's MiniLM with adapters learned for it.

Like the encoder it is converted once, with torch, to an OpenVINO graph that is kept in a folder; where
OpenVINO is missing, torch runs it.
"""

import hashlib
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from index.aside import made_once, written_aside
from index.graph import filled, load_graph
from index.graph_files import GRAPH, write_about
from index.models import DEFAULT_SHA256
from qa.comprehension.inputs import MARKS, Batch, Row, batch, load_tokenizer, row
from qa.comprehension.reading import Reading, Scores
from qa.shipped import shipped

ADAPTERS = Path(__file__).with_name("adapters.npz")
_BATCH = 8
# Raised when the graph changes what it gives back.
_GRAPH_VERSION = 1

_log = logging.getLogger(__name__)

Run = Callable[[Batch], tuple[Scores, Scores]]


class CrossEncoder:
    """Reads passages with a question in mind."""

    def __init__(self, run: Run) -> None:
        """`run` gives the scores of a batch: (rows, tokens, 2) to begin and to end, (rows, 2) for neither."""
        self._run = run
        self._tokenizer = load_tokenizer()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading a passage, each given as its heading and its text."""
        rows = [row(self._tokenizer, question, heading, text) for heading, text in passages]
        found: dict[int, Reading] = {}
        for places in _alike([len(one.ids) for one in rows]):
            chosen = [rows[place] for place in places]
            tokens, none = self._run(batch(chosen, filled(max(len(one.ids) for one in chosen))))
            for place, scores, neither in zip(places, tokens, none, strict=True):
                found[place] = _reading(rows[place], scores, float(neither.sum()))
        return [found[place] for place in range(len(rows))]


def load_cross_encoder(folder: Path, adapters: Path = ADAPTERS) -> CrossEncoder:
    """The cross-encoder that ships with the package, its graph kept in a folder within `folder`."""
    place = place_in(folder, adapters)
    try:
        return CrossEncoder(_kept(place) or _made(place, adapters))
    except (ImportError, OSError, ValueError, KeyError, RuntimeError) as error:
        _log.warning("the cross-encoder can't be compiled (%s): it runs on torch", error)
        return CrossEncoder(_network(adapters))


def place_in(folder: Path, adapters: Path = ADAPTERS) -> Path:
    """Where in `folder` the graph of this version lies."""
    return folder / f"cross-encoder@{_name(adapters)}"


@cache
def _name(adapters: Path) -> str:
    """What tells this model from others: its weights and the form of its graph."""
    with shipped(adapters):
        digest = hashlib.sha256(adapters.read_bytes() + DEFAULT_SHA256.encode())
    return f"{digest.hexdigest()[:12]}-{_GRAPH_VERSION}"


def _alike(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of `lengths` in batches of like length, so that little is padding.

    >>> list(_alike([9, 2, 8]))
    [[1, 2, 0]]
    """
    order = sorted(range(len(lengths)), key=lambda place: lengths[place])
    return (order[start : start + _BATCH] for start in range(0, len(order), _BATCH))


def _reading(one: Row, scores: Scores, none: float) -> Reading:
    told = scores[one.start : one.start + len(one.spans)]
    return Reading(told[:, 0], told[:, 1], none, one.spans)


def _kept(place: Path) -> Run | None:
    """The graph kept in `place`; None where there is none, or not as it was written."""
    if not place.is_dir():
        return None
    try:
        return _graph(place)
    except (OSError, ValueError, KeyError) as error:
        _log.warning("the compiled cross-encoder in %s can't be used (%s): making it anew", place, error)
        return None


def _made(place: Path, adapters: Path) -> Run:
    with made_once(place) as waited:
        made = _kept(place) if waited else None
        if made is None:
            _compile(place, adapters)
    return made or _graph(place)


def _graph(place: Path) -> Run:
    graph = load_graph(place)

    def run(rows: Batch) -> tuple[Scores, Scores]:
        result = graph.create_infer_request().infer([rows.ids, rows.sides, rows.marks, rows.mask])
        return result[0], result[1]

    return run


def _network(adapters: Path) -> Run:
    import torch

    network = _merged(adapters)

    def run(rows: Batch) -> tuple[Scores, Scores]:
        with torch.no_grad():
            tokens, none = network(*map(torch.from_numpy, (rows.ids, rows.sides, rows.marks, rows.mask)))
        return tokens.numpy(), none.numpy()

    return run


def _merged(adapters: Path) -> Any:
    from qa.comprehension.network import merge, new_network

    network = new_network(MARKS)
    with shipped(adapters), np.load(adapters) as stored:
        merge(network, dict(stored))
    return network.eval()


def _compile(place: Path, adapters: Path) -> None:
    """Convert the model and keep its graph in `place`, whole or not at all."""
    import openvino
    import torch

    ones = torch.ones((2, 8), dtype=torch.long)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing remarks on checks that hold for every input here
        graph = openvino.convert_model(_merged(adapters), example_input=(ones, ones, ones, ones))
    with written_aside(place) as aside:
        openvino.save_model(graph, aside / GRAPH, compress_to_fp16=False)
        write_about(aside, {"graph": _GRAPH_VERSION})
