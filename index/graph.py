"""A network as an OpenVINO graph, ready to run on this processor."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_STEP = 16


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


def load_graph(folder: Path) -> Any:
    """The graph that `folder` keeps as model.xml, compiled; the result is kept in its folder `blob`.

    Where the processor has instructions for bfloat16 (AVX-512 BF16, AMX) the graph runs in that, otherwise in
    float32. `ImportError` without OpenVINO, `RuntimeError` where there is no such graph.
    """
    import openvino

    core = openvino.Core()
    fast = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    options = {"INFERENCE_PRECISION_HINT": "bf16" if fast else "f32", "CACHE_DIR": str(folder / "blob")}
    return core.compile_model(core.read_model(folder / "model.xml"), "CPU", options)
