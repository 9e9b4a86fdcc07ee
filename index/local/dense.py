"""Search by meaning: an exact FAISS index over the chunks' vectors.

Vectors are kept as 16-bit floats in the database, and so in FAISS too: half the memory, and the
scores are the same as those of a full-precision index over the stored values.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.encoder import Vectors


class DenseIndex:
    """Vectors by chunk number, searched by inner product (the cosine, for vectors of unit length)."""

    def __init__(self, index: Any) -> None:  # faiss ships no types
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> "DenseIndex":
        """An index of no vectors."""
        half = faiss.ScalarQuantizer.QT_fp16
        return cls(faiss.IndexIDMap2(faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)))

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """The index saved at `path`; `RuntimeError` where it is missing or damaged."""
        return cls(faiss.read_index(str(path)))

    def copy(self) -> "DenseIndex":
        """A twin that can change without this one."""
        return DenseIndex(faiss.clone_index(self._index))

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, numbers: Sequence[int], vectors: Vectors) -> None:
        """Add vectors, shape (n, dimension), under their chunks' numbers."""
        if len(numbers):
            self._index.add_with_ids(vectors, np.asarray(numbers, np.int64))

    def remove(self, numbers: Sequence[int]) -> None:
        """Take vectors out; unknown numbers are passed over."""
        if len(numbers):
            self._index.remove_ids(np.asarray(numbers, np.int64))

    def search(self, vector: Vectors, k: int, among: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Number and score of the `k` nearest, best first; `among` limits the search to those numbers."""
        options: Any = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.asarray(among, np.int64))
            options = faiss.SearchParameters()
            options.sel = selector  # a bare pointer: `selector` must live as long as the search
        k = min(k, len(self) if among is None else len(among))
        if k <= 0:
            return []
        # One thread, set for the thread that calls: OpenMP's others would spin on after the search, and take
        # the cores from the encoder for the time of the next question.
        faiss.omp_set_num_threads(1)
        scores, numbers = self._index.search(vector.reshape(1, -1), k, params=options)
        return [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]
