"""Libraries of any size: varied copies of real articles, and an encoder that takes no time for them.

A copy has three words in ten replaced by others of the same articles. Its chunks' vectors are those of
real chunks with noise added, so that they lie as close to each other as real ones do; what they mean has
nothing to do with the text, which neither FAISS nor tantivy can know.
"""

import re
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.retrieval.peers.footnote import write_articles
from corpus.article import Article
from index.encoder import Encoded, Encoder, Vectors, unit

_CHANGED = 0.3
_NOISE = 0.035  # per dimension: a copy's cosine to its original is about .82
_TOKENS = 16  # of a chunk; real ones have some hundred
_A_FILE = 200


class VariedEncoder:
    """Reads questions as `encoder` does, and gives passages vectors near those of `chunks` real ones."""

    def __init__(self, encoder: Encoder, chunks: Vectors) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self.encode_query, self.read_query = encoder.encode_query, encoder.read_query
        self.seconds = 0.0
        self._chunks = chunks

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage, the same for the same text."""
        marks = [zlib.crc32(text.encode()) for text in texts]
        noise = [
            np.random.default_rng(mark).standard_normal(self.dimension, dtype=np.float32) for mark in marks
        ]
        chosen = self._chunks[np.array(marks, np.int64) % len(self._chunks)]
        return unit(chosen + np.float32(_NOISE) * np.stack(noise))

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of passages, and some of their tokens; `seconds` counts what this takes."""
        started = time.perf_counter()
        read = []
        for text, vector in zip(texts, self.encode_document(texts), strict=True):
            words = [match.span() for match in re.finditer(r"\w+", text)][-_TOKENS:]
            tokens = np.tile(vector, (len(words), 1))
            read.append(Encoded(vector, tokens, np.array(words, np.int32).reshape(-1, 2)))
        self.seconds += time.perf_counter() - started
        return read


def write_copies(articles: Sequence[Article], chunks: int, chunks_of_all: int, folder: Path) -> None:
    """Write varied copies into `folder`, about `chunks` in all where `articles` as they are have so many."""
    folder.mkdir()
    copies = _copies(articles, max(1, round(len(articles) * chunks / chunks_of_all)))
    for number, some in enumerate(iter(lambda: list(islice(copies, _A_FILE)), [])):
        write_articles(some, folder / f"{number:05}.jsonl")


def _copies(articles: Sequence[Article], count: int) -> Iterator[Article]:
    chance = np.random.default_rng(0)
    words = np.array(" ".join(article.text for article in articles[:500]).split(), object)
    for number in range(count):
        article = articles[number % len(articles)]
        text = np.array(article.text.split(" "), object)
        changed = chance.random(len(text)) < _CHANGED
        text[changed] = words[chance.integers(0, len(words), int(changed.sum()))]
        yield replace(article, doc_id=f"{number}", text=" ".join(text), url="")
