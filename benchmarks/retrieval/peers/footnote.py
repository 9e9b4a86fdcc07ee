"""Footnote itself, by the same promise: its default search, and each half of it alone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from benchmarks.retrieval.peers.peer import Peer, Setup
from corpus.article import Article
from corpus.chunking import chunk
from index.hit import Hit
from index.library import DEFAULT_CHUNKING, Library, Mode
from index.local.store import LocalStore
from qa.evaluation.runner import Search
from qa.progress import ProgressBar


def peers(setup: Setup) -> list[Peer]:
    """Footnote with its defaults, its chunks included: they are within the budget of the others."""
    articles = setup.place / "articles.jsonl"
    write_articles(setup.articles, articles)
    store = LocalStore(setup.place / "library", setup.encoder.name, setup.encoder.dimension)
    library = Library(setup.encoder, store)
    with ProgressBar() as bar:
        library.sync(articles, bar.show)
    most, overlap, encoding = DEFAULT_CHUNKING.max_tokens, DEFAULT_CHUNKING.overlap, DEFAULT_CHUNKING.encoding
    texts = [
        piece.text
        for article in setup.articles
        for piece in chunk(article, max_tokens=most, overlap=overlap, encoding=encoding)
    ]
    searches: list[tuple[str, Search, str]] = [
        ("BM25 alone", _by(library, "sparse"), 'Library.search_many(mode="sparse")'),
        ("MiniLM alone", _by(library, "dense"), 'Library.search_many(mode="dense")'),
        ("Footnote", library.search_many, "Library.search_many, its default mode"),
    ]
    known = version("footnote-qa")
    return [Peer(name, known, f"chunks of {most}; {how}", search, texts) for name, search, how in searches]


def write_articles(articles: Iterable[Article], path: Path) -> None:
    """Write `articles` to `path`, a line of JSON each, as a folder of articles may hold them."""
    with path.open("w", encoding="utf-8") as file:
        for article in articles:
            known = {name: value for name, value in asdict(article).items() if value and name != "path"}
            file.write(json.dumps(known) + "\n")


def _by(library: Library, mode: Mode) -> Search:
    def search(queries: Sequence[str], k: int) -> list[list[Hit]]:
        return library.search_many(queries, k, mode=mode)

    return search
