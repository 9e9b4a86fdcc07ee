"""A network as an OpenVINO graph, ready to run on this processor."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import graph_files

_STEP = 16
_MOST_CORES = 8  # each has memory of its own for what passes between the layers


def filled(length: int) -> int:
    """How many tokens wide a batch is whose longest row has `length`: the next multiple of 16.

    Then the same instructions run over a row whatever stands beside it, and its result is the same to the
    bit; bfloat16 would round the last tokens differently otherwise.

    >>> filled(1), filled(16), filled(17)
    (16, 16, 32)
    """
    return -(-length // _STEP) * _STEP


def side_by_side(rows: Sequence[Sequence[int]], width: int) -> NDArray[np.int64]:
    """The rows as an array of shape (rows, `width`), filled up with zeros.

    >>> side_by_side([[1, 2], [3]], 3).tolist()
    [[1, 2, 0], [3, 0, 0]]
    """
    array = np.zeros((len(rows), width), np.int64)
    for place, row in enumerate(rows):
        array[place, : len(row)] = row
    return array


def cores() -> int:
    """How many cores a graph is to use: those that this process may, eight at most."""
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(here, _MOST_CORES)


def integers() -> bool:
    """Whether this processor is quick at products of 8-bit integers (VNNI, AMX)."""
    return "INT8" in _capabilities()


def load_graph(folder: Path, streams: int = 1) -> Any:
    """The graph that `index.graph_files` keeps in `folder`, compiled; the result is kept there too.

    It can run `streams` inputs at the same time, each on its share of the cores, and reckons as `floats`
    says; what is in integers stays so. `ImportError` without OpenVINO; `OSError`, `KeyError` or `ValueError`
    where there is no such graph, or not as it was written.
    """
    import openvino

    core, precision = openvino.Core(), floats(_flags())
    with graph_files.compiling(folder, f"{streams}-{precision}") as kept:
        options = {
            "INFERENCE_PRECISION_HINT": precision,
            "NUM_STREAMS": str(streams),
            "CACHE_DIR": str(kept),
        }
        try:
            return core.compile_model(core.read_model(folder / graph_files.GRAPH), "CPU", options)
        except RuntimeError as error:
            reason = str(error).strip().splitlines()
            raise ValueError(f"{folder}: {reason[-1] if reason else 'it is no graph'}") from error


def floats(flags: frozenset[str]) -> str:
    """In which floats a processor with these `flags` is to reckon, as OpenVINO names them.

    bfloat16 where there are instructions for it, but not in AMX's tiles: by those, 8-bit graphs give vectors
    far from what they should be (cosines down to .90, and others beside another text in a batch), while
    float32 stays near (.99), and fast.

    >>> floats(frozenset({"avx512_bf16"})), floats(frozenset({"avx512_bf16", "amx_tile"}))
    ('bf16', 'f32')
    >>> floats(frozenset())
    'f32'
    """
    return "bf16" if "avx512_bf16" in flags and "amx_tile" not in flags else "f32"


@cache
def _flags() -> frozenset[str]:
    """What the processor can do, as Linux names it; nothing where that isn't told."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())


@cache
def _capabilities() -> tuple[str, ...]:
    import openvino

    return tuple(openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
