"""Search by words: a tantivy index ranked by BM25.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
with tantivy's k1 = 1.2 and b = 0.75.

tantivy's statistics go on counting what was deleted from a segment until the segment is merged. So nothing
is ever deleted from one: `index.local.parts` replaces whole segments, and a library ranks the same however
it came about.
"""

import json
import math
import os
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tantivy

from index.encoder import clean
from index.hit import Filter
from index.local.columns import day

_HEAP = 64_000_000

Row = tuple[int, str, str, str]
"""Number, indexed text, source and date of a chunk."""


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """How text becomes terms: words, lower case, accents folded, English stems."""
    steps = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    steps = steps.filter(tantivy.Filter.remove_long(60)).filter(tantivy.Filter.lowercase())
    return steps.filter(tantivy.Filter.ascii_fold()).filter(tantivy.Filter.stemmer("english")).build()


@cache
def _schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder().add_integer_field("number", fast=True)
    fields = fields.add_integer_field("source", indexed=True).add_integer_field("published", fast=True)
    return fields.add_text_field("text", tokenizer_name="footnote", index_option="freq").build()


class SparseIndex:
    """The terms of chunks, by chunk number; it doesn't change."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`; `OSError` or `ValueError` where it is missing or damaged."""
        if not (folder / "meta.json").is_file():
            raise FileNotFoundError(f"{folder} holds no index")
        self._linked = _linked(folder)
        self._index = _opened(Path(self._linked.name) if self._linked else folder)
        self._index.config_reader("manual")  # there is nothing to watch for
        self._index.reload()
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return self._searcher.num_docs

    def search(self, text: str, k: int, where: Filter) -> list[tuple[int, float]]:
        """Number and BM25 score of the `k` best chunks among those that pass `where`, best first."""
        terms = sorted(set(analyzer().analyze(clean(text))))
        if not terms or k <= 0:
            return []
        schema = self._index.schema
        should = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", t, "freq")) for t in terms]
        query = tantivy.Query.boolean_query(should)
        if where:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, part) for part in (query, *_passing(where))]
            )
        hits = self._searcher.search(query, k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        # The last digits depend on the order in which a sum's terms come up.
        return [
            (int(n), round(score, 4)) for (score, _), n in zip(hits, numbers, strict=True) if n is not None
        ]

    def rarities(self, words: Sequence[str]) -> list[float]:
        """The inverse document frequency of each word, of its rarest term where it has several."""
        return [
            max((self._rarity(term) for term in analyzer().analyze(clean(word))), default=0.0)
            for word in words
        ]

    def _rarity(self, term: str) -> float:
        found = self._searcher.doc_freq("text", term)
        return math.log(1 + (len(self) - found + 0.5) / (found + 0.5))


def write_segments(folder: Path, rows: Iterable[Row]) -> list[Any]:
    """Write an index of `rows` into the empty `folder`; gives tantivy's list of its segments.

    `OSError` where there is no room.
    """
    try:
        return _written(folder, rows)
    except ValueError as error:
        raise OSError(f"can't write {folder}: {error}") from error


def _written(folder: Path, rows: Iterable[Row]) -> list[Any]:
    writer = _opened(folder).writer(_HEAP, num_threads=1)
    for number, text, source, published in rows:
        document = tantivy.Document()
        document.add_integer("number", number)
        document.add_integer("source", _source(source))
        document.add_integer("published", day(published))
        document.add_text("text", text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    return list(json.loads((folder / "meta.json").read_text())["segments"])


def write_list(folder: Path, segments: Sequence[Any]) -> None:
    """Make the index in `folder` consist of `segments`, whose files lie in it."""
    _opened(folder)
    listed = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps({**listed, "segments": segments}))


def files_of(folder: Path, segment: Any) -> Iterable[Path]:
    """The files in `folder` of one of the segments that are listed."""
    return folder.glob(f"{segment['segment_id'].replace('-', '')}.*")


def _opened(folder: Path) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(_schema(), str(folder))
    index.register_tokenizer("footnote", analyzer())
    return index


def _linked(folder: Path) -> TemporaryDirectory[str] | None:
    """Where `folder` can't be written to, a folder of links to its files: tantivy locks what it reads."""
    if os.access(folder, os.W_OK):
        return None
    links = TemporaryDirectory(prefix="footnote-")
    for file in (path for path in folder.iterdir() if path.suffix != ".lock"):
        (Path(links.name) / file.name).symlink_to(file.resolve())
    return links


def _passing(where: Filter) -> list[tantivy.Query]:
    """What passes `where`, as queries that add nothing to a score."""
    found = []
    if where.sources:
        numbers = sorted({_source(name) for name in where.sources})
        found.append(tantivy.Query.term_set_query(_schema(), "source", numbers))
    if where.since or where.until:
        found.append(
            tantivy.Query.range_query(
                _schema(),
                "published",
                tantivy.FieldType.Integer,
                max(day(where.since), 1),
                day(where.until) or None,
            )
        )
    return [tantivy.Query.const_score_query(query, 0.0) for query in found]


def _source(name: str) -> int:
    """A number for a source, whatever its length, case aside."""
    digest = sha256(name.casefold().encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], signed=True)
