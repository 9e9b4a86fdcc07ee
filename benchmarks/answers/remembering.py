"""Models that do nothing twice: the same sentences and passages come up for many questions."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoder import Encoded, Encoder, Vectors
from qa.comprehension.reading import Reading
from qa.selection import Reads


class RememberingEncoder:
    """An encoder that encodes no text twice; `save` keeps what it knows in a file."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder, self._path = encoder, path
        self._known: dict[str, Vectors] = {}
        if path.exists():
            stored = np.load(path)
            self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    @property
    def name(self) -> str:
        """The name of the encoder behind it."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._encoder.dimension

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One vector a question."""
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage."""
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, self._encoder.encode_document(list(new.values())), strict=True))
        return np.stack([self._known[key] for key in keys])

    def read_query(self, text: str) -> Encoded:
        """As the encoder behind it reads a question; nothing is remembered."""
        return self._encoder.read_query(text)

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """As the encoder behind it reads passages; nothing is remembered."""
        return self._encoder.read_documents(texts)

    def save(self) -> None:
        """Writes every vector to the file."""
        np.savez(self._path, keys=list(self._known), vectors=np.stack(list(self._known.values())))


class RememberingReader:
    """A cross-encoder that reads no passage twice for one question."""

    def __init__(self, reader: Reads) -> None:
        self._reader = reader
        self._known: dict[tuple[str, str, str], Reading] = {}

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading a passage."""
        new = [passage for passage in passages if (question, *passage) not in self._known]
        for passage, reading in zip(new, self._reader.read(question, new) if new else [], strict=True):
            self._known[question, *passage] = reading
        return [self._known[question, *passage] for passage in passages]
