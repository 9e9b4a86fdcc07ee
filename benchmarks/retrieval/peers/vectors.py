"""An encoder that remembers, so that a text which several libraries or several runs embed costs once."""

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.encoder import Encoded, Encoder, Vectors
from index.models import load_transformer

_AT_ONCE = 256


class CachedEncoder:
    """`encoder` with its vectors kept in the SQLite file `path`; see `index.encoder.Encoder`."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        self._database = sqlite3.connect(path, timeout=60)
        self._database.execute("CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB)")
        self.name = encoder.name
        self.dimension = encoder.dimension

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One vector a question."""
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage; many new ones show a bar."""
        keys = [hashlib.sha256(f"{self.name}\0{text}".encode("utf-8", "replace")).digest() for text in texts]
        known = self._known(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        todo = sorted(missing, key=lambda key: len(missing[key]))
        with tqdm(total=len(todo), desc="embedding", unit=" texts", disable=len(todo) < _AT_ONCE) as bar:
            for start in range(0, len(todo), _AT_ONCE):
                part = todo[start : start + _AT_ONCE]
                vectors = self._encoder.encode_document([missing[key] for key in part])
                known.update(zip(part, vectors, strict=True))
                self._keep(part, vectors)
                bar.update(len(part))
        return np.array([known[key] for key in keys], np.float32).reshape(len(keys), self.dimension)

    def read_query(self, text: str) -> Encoded:
        """As `encoder` reads a question; nothing is kept."""
        return self._encoder.read_query(text)

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """As `encoder` reads passages; nothing is kept."""
        return self._encoder.read_documents(texts)

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        for key in set(keys):
            row = self._database.execute("SELECT vector FROM vectors WHERE text = ?", (key,)).fetchone()
            if row:
                found[key] = np.frombuffer(row[0], np.float32)
        return found

    def _keep(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        rows = [(key, vector.tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        with self._database:
            self._database.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)


def furthest_from_torch(encoder: Encoder, texts: Sequence[str]) -> float:
    """The largest difference, in any number of any vector, from what sentence-transformers gives."""
    transformer = load_transformer()
    theirs = transformer.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return float(np.abs(encoder.encode_document(texts) - theirs).max())
