"""Chunks a second: sentence-transformers' own encode beside Footnote's, on the same texts in turn."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from corpus.article import Article, Chunk, indexed_text
from corpus.chunking import chunk
from corpus.loaders import articles_in
from index.encoder import Encoder
from index.late import passage_tokens
from index.models import load_transformer

ROUNDS = 3


def chunks_of(articles: Path, limit: int) -> list[tuple[Article, Chunk]]:
    """About `limit` chunks of the articles, evenly spread over them."""
    found = [(article, piece) for article in articles_in(articles) for piece in chunk(article)]
    return found[:: max(1, len(found) // limit)]


def measure(encoder: Encoder, pairs: Sequence[tuple[Article, Chunk]]) -> dict[str, Any]:
    """The rate of each way, the best of some rounds, and how near the vectors come to the original's."""
    texts = [indexed_text(article, piece.text) for article, piece in pairs]
    transformer = load_transformer()
    encode = partial(transformer.encode, normalize_embeddings=True, show_progress_bar=False)

    def as_in_a_sync() -> None:
        read = encoder.read_documents(texts)
        for text, (_, piece), encoded in zip(texts, pairs, read, strict=True):
            passage_tokens(text, piece.text, encoded).to_bytes()

    ways: dict[str, Callable[[], object]] = {
        "sentence-transformers encode": lambda: encode(texts),
        "Footnote, vectors alone": lambda: encoder.encode_document(texts),
        "Footnote, as in a sync": as_in_a_sync,
    }
    rates: dict[str, float] = dict.fromkeys(ways, 0.0)
    for _ in range(ROUNDS):
        for way, run in ways.items():
            started = time.perf_counter()
            run()
            rates[way] = max(rates[way], len(texts) / (time.perf_counter() - started))
    base = rates["sentence-transformers encode"]
    cosines = (np.asarray(encode(texts)) * encoder.encode_document(texts)).sum(axis=1)
    return {
        "chunks": len(texts),
        "chunks_per_second": {way: round(rate, 1) for way, rate in rates.items()},
        "times_sentence_transformers": {way: round(rate / base, 2) for way, rate in rates.items()},
        "cosine_mean": round(float(cosines.mean()), 5),
        "cosine_least": round(float(cosines.min()), 5),
    }
