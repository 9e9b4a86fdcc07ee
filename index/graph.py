"""A network as an OpenVINO graph, ready to run on this processor."""

from pathlib import Path
from typing import Any

_STEP = 16


def filled(length: int) -> int:
    """How many tokens wide a batch is whose longest row has `length`: the next multiple of 16.

    Then the same instructions run over a row whatever stands beside it, and its result is the same to the
    bit; bfloat16 would round the last tokens differently otherwise.

    >>> filled(1), filled(16), filled(17)
    (16, 16, 32)
    """
    return -(-length // _STEP) * _STEP


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
