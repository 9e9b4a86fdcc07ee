"""Low-rank adapters on every linear layer of the network, and the file that they are kept in."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch

from qa.comprehension.inputs import MARKS
from qa.comprehension.network import new_network

RANK = 56


class Adapted(torch.nn.Module):
    """A linear layer that stays as it is, and what is learned on top: x ↦ Wx + UDx, U of `RANK` columns."""

    def __init__(self, layer: torch.nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        self.down = torch.nn.Parameter(torch.randn(RANK, layer.in_features) / math.sqrt(layer.in_features))
        self.up = torch.nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, x: Any) -> Any:
        """Shape (…, out_features)."""
        return self.layer(x) + (x @ self.down.T) @ self.up.T


def adapted(dropout: float) -> Any:
    """The network ready to learn: adapters, layer norms, marks and heads; everything else is fixed."""
    network = new_network(MARKS)
    for name, parameter in network.bert.named_parameters():
        parameter.requires_grad = "LayerNorm" in name
    for layer in network.bert.encoder.layer:
        attention = layer.attention
        for owner, name in (
            (attention.self, "query"), (attention.self, "key"), (attention.self, "value"),
            (attention.output, "dense"), (layer.intermediate, "dense"), (layer.output, "dense"),
        ):  # fmt: skip
            setattr(owner, name, Adapted(getattr(owner, name)))
    # Inside the layers dropout costs as much as all the rest on a processor.
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    network.bert.embeddings.dropout.p = network.drop.p = dropout
    return network


def learned(network: Any) -> dict[str, Any]:
    """The parameters that learn, by name."""
    return {name: value for name, value in network.named_parameters() if value.requires_grad}


def save(network: Any, path: Path) -> None:
    """Keeps what was learned, in half precision, under the names that `merge` of the network takes."""
    arrays = {}
    for name, value in learned(network).items():
        place = name
        for part in (".down", ".up"):
            if name.endswith(part):
                place = f"{name.removesuffix(part)}.weight{part}"
        arrays[place] = value.detach().cpu().numpy().astype(np.float16)
    np.savez(path, **arrays)


def restore(network: Any, path: Path) -> None:
    """Puts what `save` kept back into a network that goes on learning."""
    with np.load(path) as stored, torch.no_grad():
        for name, value in learned(network).items():
            place = name.replace(".down", ".weight.down").replace(".up", ".weight.up")
            value.copy_(torch.from_numpy(stored[place].astype(np.float32)))
