"""Search by words: a tantivy index ranked by BM25.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
with tantivy's k1 = 1.2 and b = 0.75.
"""

import json
import math
import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from os import link
from pathlib import Path

import tantivy

from index.encoder import clean

_HEAP = 64_000_000


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """How text becomes terms: words, lower case, accents folded, English stems."""
    steps = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    steps = steps.filter(tantivy.Filter.remove_long(60)).filter(tantivy.Filter.lowercase())
    return steps.filter(tantivy.Filter.ascii_fold()).filter(tantivy.Filter.stemmer("english")).build()


@cache
def _schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder().add_integer_field("number", indexed=True, fast=True)
    return fields.add_text_field("text", tokenizer_name="footnote", index_option="freq").build()


class SparseIndex:
    """Terms by chunk number, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Open or begin the index in `folder`; `ValueError` where it is damaged."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._index = tantivy.Index(_schema(), str(folder))
        self._index.register_tokenizer("footnote", analyzer())
        # A generation's files never change once they are published: there is nothing to watch for.
        self._index.config_reader("manual")
        self._index.reload()
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return self._searcher.num_docs

    @property
    def deleted(self) -> int:
        """How many removed chunks still count in the statistics."""
        segments = json.loads((self._folder / "meta.json").read_text())["segments"]
        return sum(segment["deletes"]["num_deleted_docs"] for segment in segments if segment["deletes"])

    def update(self, remove: Sequence[int], add: Iterable[tuple[int, str]]) -> None:
        """Take chunks out by number, put others in, and write it all to disk."""
        writer = self._index.writer(_HEAP, num_threads=1)
        if remove:
            writer.delete_documents_by_query(self._numbers(remove))
        for number, text in add:
            document = tantivy.Document()
            document.add_integer("number", number)
            document.add_text("text", text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, text: str, k: int, among: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Number and BM25 score of the `k` best chunks, best first; `among` limits the search to those."""
        terms = sorted(set(analyzer().analyze(clean(text))))
        if not terms or k <= 0:
            return []
        schema = self._index.schema
        should = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", t, "freq")) for t in terms]
        query = tantivy.Query.boolean_query(should)
        if among is not None:
            silent = tantivy.Query.const_score_query(self._numbers(among), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, silent)])
        hits = self._searcher.search(query, k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return [(int(n), float(score)) for (score, _), n in zip(hits, numbers, strict=True) if n is not None]

    def rarities(self, words: Sequence[str]) -> list[float]:
        """The inverse document frequency of each word, of its rarest term where it has several."""
        return [
            max((self._rarity(term) for term in analyzer().analyze(clean(word))), default=0.0)
            for word in words
        ]

    def _rarity(self, term: str) -> float:
        found = self._searcher.doc_freq("text", term)
        # Chunks that were removed may still be counted among the found ones.
        return math.log(1 + (max(len(self) - found, 0) + 0.5) / (found + 0.5))

    def _numbers(self, numbers: Sequence[int]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._index.schema, "number", list(numbers))


def clone(source: Path, target: Path) -> None:
    """Make `target` a twin of the index in `source` that can change without it.

    tantivy writes a segment's files once and never again, so hard links serve; its two lists of files
    are replaced on every commit, and are copied.
    """
    target.mkdir(parents=True)
    for file in source.iterdir():
        if file.suffix == ".lock":
            continue
        if file.suffix == ".json":
            shutil.copy2(file, target / file.name)
            continue
        try:
            link(file, target / file.name)
        except OSError:
            shutil.copy2(file, target / file.name)
