"""Search by meaning: FAISS indexes over the chunks' vectors, by place in the order of the chunks.

Both give the same scores, the cosines of the vectors as the database keeps them, and both are made of
nothing but the vectors: what a library finds doesn't depend on how it came about.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.local.columns import Mask

Places = NDArray[np.int64]
ReadVectors = Callable[[Places], Vectors]
"""Gives the vectors at places, shape (places, dimension)."""

EXACT_UP_TO = 100_000
"""From more chunks than this, signs are compared first: about where comparing all vectors takes 10 ms."""

# So many times as many vectors as are asked for are compared by value, after all were by signs; at least so
# many, and at least one of so many. Measured by benchmarks/speed: see its README.
_OVERSAMPLING, _FEWEST, _ONE_OF = 10, 1000, 320


class DenseIndex(Protocol):
    """Vectors by place, searched by inner product (the cosine, for vectors of unit length)."""

    def __len__(self) -> int: ...

    def search(
        self, vector: Vectors, k: int, mask: Mask | None, read: ReadVectors
    ) -> list[tuple[int, float]]:
        """Place and score of the `k` nearest, best first, of those that `mask` lets pass; 1 or more pass."""
        ...

    def changed(self, removed: Places, added: Iterable[Vectors]) -> "DenseIndex":
        """A twin without the vectors at the places `removed`, and with others behind the rest."""
        ...


@dataclass(frozen=True, slots=True)
class ExactIndex:
    """Every vector is compared, as 16-bit floats: half the memory, and the very values of the database."""

    _index: Any  # faiss ships no types

    @classmethod
    def empty(cls, dimension: int) -> "ExactIndex":
        """An index of no vectors."""
        half = faiss.ScalarQuantizer.QT_fp16
        return cls(faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def changed(self, removed: Places, added: Iterable[Vectors]) -> "ExactIndex":
        """A twin without the vectors at the places `removed`, and with others behind the rest."""
        index = faiss.clone_index(self._index)
        _change(index, removed, added)
        return ExactIndex(index)

    def search(
        self, vector: Vectors, k: int, mask: Mask | None, read: ReadVectors
    ) -> list[tuple[int, float]]:
        """Place and score of the `k` nearest, best first, of those that `mask` lets pass."""
        scores, places = _search(self._index, vector.reshape(1, -1), k, mask)
        return list(zip(places.tolist(), scores.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class SignsIndex:
    """The signs of all vectors are compared, and of the nearest the vectors themselves.

    The first is as in Charikar, "Similarity Estimation Techniques from Rounding Algorithms" (STOC 2002), with
    two bits a dimension: on which side of the axes a vector lies, and of as many others at random.
    """

    _index: Any

    @classmethod
    def empty(cls, dimension: int) -> "SignsIndex":
        """An index of no vectors."""
        return cls(faiss.IndexBinaryFlat(-(-2 * dimension // 8) * 8))

    @classmethod
    def load(cls, path: Path) -> "SignsIndex":
        """The index saved at `path`; `RuntimeError` where it is missing or damaged."""
        return cls(faiss.read_index_binary(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to `path`; `OSError` where it can't be."""
        try:
            faiss.write_index_binary(self._index, str(path))
        except RuntimeError as error:
            raise OSError(f"can't write {path}: {error}") from error

    def rows(self) -> NDArray[np.uint8]:
        """The signs of all vectors, as `signs` has them."""
        return faiss.vector_to_array(self._index.xb).reshape(len(self), -1)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def changed(self, removed: Places, added: Iterable[Vectors]) -> "SignsIndex":
        """A twin without the vectors at the places `removed`, and with others behind the rest."""
        index = faiss.clone_binary_index(self._index)  # type: ignore[attr-defined]
        _change(index, removed, map(signs, added))
        return SignsIndex(index)

    def search(
        self, vector: Vectors, k: int, mask: Mask | None, read: ReadVectors
    ) -> list[tuple[int, float]]:
        """Place and score of the `k` nearest, best first, of those that `mask` lets pass.

        Which vectors are compared by value depends on no order: of those at the greatest distance either
        all are or none.
        """
        passing = len(self) if mask is None else int(mask.sum())
        depth = max(_FEWEST, _OVERSAMPLING * k, len(self) // _ONE_OF)
        while depth < passing:
            distances, places = _search(self._index, signs(vector.reshape(1, -1)), depth, mask)
            near = places[distances < distances[-1]]
            if len(near) >= k:
                break
            depth *= 4
        else:
            near = np.arange(len(self)) if mask is None else np.flatnonzero(mask)
        near = np.sort(near)
        scores = np.einsum("ij,j->i", read(near), vector)
        best = np.argsort(-scores, kind="stable")[:k]
        return list(zip(near[best].tolist(), scores[best].tolist(), strict=True))


def signs(vectors: Vectors) -> NDArray[np.uint8]:
    """Two bits a dimension of vectors of shape (n, dimension), eight a byte: of the axes, then of others.

    >>> signs(np.array([[1, -1, 1, 1, -1, -1, -1, 0.5]], np.float32))[0, 0].item()
    177
    """
    turned = vectors @ _directions(vectors.shape[1])
    return np.packbits(np.concatenate([vectors, turned], axis=1) > 0, axis=1)


@cache
def _directions(dimension: int) -> Vectors:
    """Orthogonal directions at random, the same each time, shape (dimension, dimension)."""
    chance = np.random.default_rng(2002).standard_normal((dimension, dimension))
    return np.linalg.qr(chance)[0].astype(np.float32)


def _change(index: Any, removed: Places, added: Iterable[NDArray[Any]]) -> None:
    if len(removed):
        index.remove_ids(removed)
    for vectors in added:
        index.add(vectors)


def _search(
    index: Any, vector: NDArray[Any], k: int, mask: Mask | None
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    options: Any = None
    if mask is not None:
        bits = np.packbits(mask, bitorder="little")
        # Bare pointers: `bits` and the selector must live as long as the search.
        selector = faiss.IDSelectorBitmap(len(mask), faiss.swig_ptr(bits))
        options = faiss.SearchParameters()
        options.sel = selector
    # One thread, set for the thread that calls: OpenMP's others would spin on after the search, and take
    # the cores from the encoder for the time of the next question.
    faiss.omp_set_num_threads(1)
    scores, places = index.search(vector, k, params=options)
    found = places[0] >= 0
    return scores[0][found], places[0][found]
