"""A first sync, a second in which nothing has changed, and one in which one article has."""

import gzip
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.sync.measure import timed
from index.library import Library


def measure(library: Library, articles: Path) -> dict[str, Any]:
    """Seconds of each, of which reading and embedding, and what a chunk takes on disk."""
    with tempfile.TemporaryDirectory() as place:
        copy = _copied(articles, Path(place))
        _, first, stages = timed(library, copy)
        reading, embedding = stages["reading"], stages["embedding"]
        _, second, _ = timed(library, copy)
        change_one(copy)
        _, third, _ = timed(library, copy)
    status = library.store.status()
    text = sum(len(article.text.encode()) for article in _whole(library))
    return {
        "articles": status.articles,
        "chunks": status.chunks,
        "first_seconds": round(first, 1),
        "of_which_reading": round(reading, 2),
        "of_which_embedding": round(embedding, 1),
        "chunks_per_second": round(status.chunks / embedding, 1),
        "reading_of_embedding": round(reading / embedding, 4),
        "nothing_changed_seconds": round(second, 3),
        "nothing_changed_of_first": round(second / first, 5),
        "one_article_changed_seconds": round(third, 3),
        "bytes_a_chunk_beside_the_text": round((status.bytes_on_disk - text) / status.chunks),
    }


def _copied(articles: Path, place: Path) -> Path:
    """The articles in a folder of their own, where one can be changed; a compressed file is unpacked."""
    folder = place / "articles"
    if articles.is_dir():
        return Path(shutil.copytree(articles, folder))
    folder.mkdir()
    text = gzip.decompress(articles.read_bytes()) if articles.suffix == ".gz" else articles.read_bytes()
    (folder / "articles.jsonl").write_bytes(text)
    return folder


def change_one(folder: Path) -> None:
    """A sentence more in one article."""
    path = sorted(path for path in folder.rglob("*") if path.is_file())[0]
    if path.suffix == ".jsonl":
        first, *others = path.read_text(encoding="utf-8").splitlines()
        record = json.loads(first)
        record["text"] += "\n\nThis was added later."
        path.write_text("\n".join([json.dumps(record), *others]) + "\n", encoding="utf-8")
    else:
        path.write_text(f"{path.read_text(encoding='utf-8')}\n\nThis was added later.\n", encoding="utf-8")


def _whole(library: Library) -> Any:
    for listed in library.store.articles():
        article = library.article(listed.doc_id)
        if article:
            yield article
