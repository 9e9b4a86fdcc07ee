"""A request that goes no further, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """The HTTP status, one line for whoever reads it, and headers beside the usual ones."""

    status: int
    reason: str
    headers: Mapping[str, str] = field(default_factory=dict)
