"""The promise of an encoder: texts in, unit vectors out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors of unit length, shape (n, dimension), float32.

    `name` identifies the weights: two encoders of one name give the same vectors. No text is
    truncated: what is longer than the model reads at once is read in parts, and the parts averaged.
    """

    @property
    def name(self) -> str:
        """What identifies the weights."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One vector a question."""
        ...

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage."""
        ...
