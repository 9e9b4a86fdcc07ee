"""How sync and search grow with the library, from a thousand chunks to a million, and whether the laws hold.

    python -m benchmarks.speed.scale --articles articles.jsonl.gz --questions questions.jsonl --out scale.json

The libraries are made of varied copies (see `varied.py`). Embedding is left out of a sync's time: it takes as
long as a chunk does, times the chunks. A million chunks take about an hour and 10 GB of disk.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import dated, write
from benchmarks.speed.embedding import chunks_of
from benchmarks.speed.syncing import change_one
from benchmarks.speed.timing import questions_of
from benchmarks.speed.varied import VariedEncoder, write_copies
from corpus.article import indexed_text
from corpus.loaders import articles_in
from index.encoder import Encoder, Vectors
from index.hit import Filter
from index.library import EVERYTHING, Library, Mode
from index.local import connecting, database, generation
from index.local.store import LocalStore
from index.models import cache_folder, load_encoder

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_REAL = 4_000  # chunks that are embedded for real
_ASKED = 200
_RECALL_OF = 100


def measure(encoder: VariedEncoder, folder: Path, place: Path, questions: Sequence[str]) -> dict[str, Any]:
    """The figures of a library of `folder`, made in `place`."""
    library = Library(encoder, LocalStore(place, encoder.name, encoder.dimension))
    encoder.seconds = 0.0
    first = _timed(lambda: library.sync(folder)) - encoder.seconds
    unchanged = _timed(lambda: _nothing_changes(library, folder))
    change_one(folder)
    changed = _timed(lambda: library.sync(folder))
    status = library.store.status()
    figures: dict[str, Any] = {
        "articles": status.articles,
        "chunks": status.chunks,
        "first_sync_but_embedding_seconds": round(first, 2),
        "nothing_changed_seconds": round(unchanged, 3),
        "one_article_changed_seconds": round(changed, 3),
        "bytes_a_chunk": round(status.bytes_on_disk / status.chunks),
    }
    figures |= _law_5(library, questions[:50]) | _law_7(library, questions[:10])
    figures["recall@10"] = _recall(library, questions[:_RECALL_OF])
    library.close()
    command = [sys.executable, "-m", "benchmarks.speed.probe", str(place)]
    probed = subprocess.run(
        command, input=json.dumps(list(questions)), capture_output=True, text=True, check=True
    )
    figures |= json.loads(probed.stdout)
    return figures


def _timed(run: Any) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def _nothing_changes(library: Library, folder: Path) -> None:
    before = library.store.status().generation
    assert not library.sync(folder).changed
    assert library.store.status().generation == before


def _law_5(library: Library, questions: Sequence[str]) -> dict[str, bool]:
    """Whether the edited library finds what its indexes find when they are made anew as a whole."""
    store = library.store
    assert isinstance(store, LocalStore)
    filters = (EVERYTHING, Filter(since="2022-01-01"))
    modes: tuple[Mode, ...] = ("dense", "sparse")

    def found() -> list[list[tuple[str, float]]]:
        return [
            [(hit.chunk.chunk_id, round(hit.score, 4)) for hit in library.search(q, 50, mode=m, where=where)]
            for q in questions
            for m in modes
            for where in filters
        ]

    edited = found()
    connection = connecting.connect(store.path / "library.sqlite")
    number = database.generation(connection)
    generation.write(connection, generation.folder_of(store.path, number), None, number)
    connection.close()
    store.close()
    return {"edited_equals_made_anew": found() == edited}


def _law_7(library: Library, questions: Sequence[str]) -> dict[str, bool]:
    """Whether filters that pass few, some and many chunks give min(k, matches) of each."""
    store = library.store
    assert isinstance(store, LocalStore)
    articles = [article for article in store.articles() if article.published]
    dates = sorted(article.published for article in articles)
    filters = [
        Filter(since=dates[-1]),
        Filter(sources=(articles[0].source,)),
        Filter(since=dates[len(dates) // 2]),
        Filter(sources=("no such source",)),
    ]
    columns = store.columns()
    right = True
    for where in filters:
        mask = columns.mask(where)
        matches = len(columns) if mask is None else int(mask.sum())
        for question in questions:
            for k in (10, 1000):
                right &= len(library.search(question, k, mode="dense", where=where)) == min(k, matches)
    return {"filters_give_all": right}


def _recall(library: Library, questions: Sequence[str]) -> float:
    """The share of the ten chunks of highest cosine that a search finds."""
    store = library.store
    assert isinstance(store, LocalStore)
    queries = library.encoder.encode_query(questions)
    best = np.full((len(questions), 10), -1.0, np.float32)
    connection = connecting.connect(store.path / "library.sqlite")
    ids = store.columns().vectors
    for start in range(0, len(ids), 20_000):
        vectors: Vectors = database.read_vectors(connection, ids[start : start + 20_000], len(queries[0]))
        best = -np.sort(-np.concatenate([best, queries @ vectors.T], axis=1), axis=1)[:, :10]
    connection.close()
    found = 0
    for query, scores in zip(queries, best, strict=True):
        hits = store.dense(query, 10, EVERYTHING)
        found += sum(hit.score >= scores[-1] - 1e-5 for hit in hits)
    return round(found / best.size, 4)


def real_vectors(encoder: Encoder, articles: Path) -> Vectors:
    """The vectors of some real chunks."""
    pairs = chunks_of(articles, _REAL)
    return encoder.encode_document([indexed_text(article, piece.text) for article, piece in pairs])


def main() -> None:
    """Makes a library of each size, measures it and writes the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path, default=Path("corpus/articles"))
    parser.add_argument(
        "--questions", type=Path, default=Path("tests/qa/sample_questions.jsonl"), help="JSON lines"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="in chunks")
    parser.add_argument(
        "--place", type=Path, help="where the libraries are made; a temporary folder if not given"
    )
    parser.add_argument("--out", type=Path, required=True, help="where the report goes, as JSON")
    arguments = parser.parse_args()
    questions = questions_of(arguments.questions, _ASKED)[:_ASKED]
    articles = list(articles_in(arguments.articles))
    chunks_of_all = len(chunks_of(arguments.articles, sys.maxsize))
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(dir=arguments.place) as name:
        place = Path(name)
        real = load_encoder(cache=cache_folder())
        encoder = VariedEncoder(real, real_vectors(real, arguments.articles))
        for size in arguments.sizes:
            write_copies(articles, size, chunks_of_all, place / f"articles{size}")
            found.append(measure(encoder, place / f"articles{size}", place / f"library{size}", questions))
            print(json.dumps(found[-1], indent=2), flush=True)
            write(dated({"sizes": found}), arguments.out)


if __name__ == "__main__":
    main()
