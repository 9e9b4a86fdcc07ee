"""Stores of every kind, for the tests of what all of them promise."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from corpus.article import Article, Chunk
from index.encoder import HashEncoder
from index.engines.milvus.place import Place
from index.engines.milvus.store import MilvusStore
from index.late import passage_tokens
from index.local.store import LocalStore
from index.store import Store

ENCODER = HashEncoder()
Make = Callable[..., Store]
"""Opens the library of a name, by default one that is new, for an encoder's name and dimension."""

_numbers = count()


def local(folder: Path) -> Make:
    """Makes libraries in `folder`."""

    def make(name: str = "", encoder: str = ENCODER.name, dimension: int = ENCODER.dimension) -> Store:
        return LocalStore(folder / (name or f"library{next(_numbers)}"), encoder, dimension)

    return make


def milvus(file: Path, group: str) -> Make:
    """Makes libraries in a file of Milvus Lite, whose names begin with `group`."""

    def make(name: str = "", encoder: str = ENCODER.name, dimension: int = ENCODER.dimension) -> Store:
        return MilvusStore(lite(file, f"{group}_{name or next(_numbers)}"), encoder, dimension)

    return make


def lite(file: Path, name: str) -> Place:
    """The library of this name in a file of Milvus Lite."""
    return Place(str(file), name, f"milvus://{file}", file)


def put(store: Store, *texts: str) -> None:
    """Store each text as an article of one chunk, under its own words as its vector."""
    with store.writing() as batch:
        for n, text in enumerate(texts):
            article = Article(f"d{n}", "", text, source=f"s{n % 3}", published=f"2020-01-{n % 28 + 1:02}")
            batch.put(article, "digest", [Chunk(f"d{n}#0", f"d{n}", 0, len(text), text)], [f"key{n}"])
        for item in batch.missing(10_000):
            (read,) = ENCODER.read_documents([item.indexed])
            tokens = passage_tokens(item.indexed, item.text, read)
            batch.put_vectors([item.key], read.vector[None], [tokens])
