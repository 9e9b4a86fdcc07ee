"""Questions with known answers, and the hits that a search finds for them: what selection learns from."""

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from corpus.article import Article, Chunk
from index.encoder import Encoded, Encoder, Vectors
from index.hit import Hit
from index.library import Library
from index.local.store import LocalStore

HITS = 10
# So deep that ten are left when an article is taken out.
DEPTH = 150


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a data set: `gold` are the spans of `doc_id` that answer it, `answers` their texts."""

    question: str
    doc_id: str
    gold: tuple[tuple[int, int], ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A question before the hits of a search. `sort` says how it came to have an answer or none.

    answerable: as the data set has it. impossible: nor does the data set hold an answer. elsewhere: its
    article was taken out. untold: only the chunks with the answer were taken out.
    """

    asked: Asked
    hits: tuple[Hit, ...]
    sort: str
    fold: int


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


def squad(path: Path) -> tuple[list[Article], list[Asked]]:
    """The articles of a SQuAD 2.0 file, paragraphs joined, and its questions."""
    articles, asked = [], []
    for entry in json.loads(path.read_text(encoding="utf-8"))["data"]:
        doc_id, text = f"squad/{entry['title']}", ""
        for paragraph in entry["paragraphs"]:
            offset = len(text)
            text += paragraph["context"] + "\n\n"
            for question in paragraph["qas"]:
                spans = [
                    (offset + a["answer_start"], offset + a["answer_start"] + len(a["text"]))
                    for a in question["answers"]
                ]
                texts = tuple(dict.fromkeys(a["text"] for a in question["answers"]))
                asked.append(Asked(question["question"], doc_id, tuple(dict.fromkeys(spans)), texts))
        articles.append(Article(doc_id, entry["title"].replace("_", " "), text.rstrip()))
    return articles, asked


def clapnq(folder: Path) -> tuple[list[Article], list[Asked]]:
    """The passages of ClapNQ, each an article with its tokenization undone, and the questions."""
    articles, asked = [], []
    for path in sorted(folder.glob("clapnq_dev_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            passage = entry["passages"][0]
            doc_id = f"clapnq/{entry['id']}"
            chosen = {_plain(s) for output in entry["output"] for s in output["selected_sentences"]}
            text, gold = "", []
            for sentence in map(_plain, passage["sentences"]):
                if sentence in chosen:
                    gold.append((len(text), len(text) + len(sentence)))
                text += sentence + " "
            articles.append(Article(doc_id, passage["title"], text.rstrip()))
            asked.append(Asked(entry["input"], doc_id, tuple(gold)))
    return articles, asked


def _plain(text: str) -> str:
    text = text.replace("``", "“").replace("''", "”")
    text = re.sub(r" ([,.;:?!%)\]”]|'s\b|n't\b|'\w*\b)", r"\1", text)
    text = re.sub(r"([(\[“$]) ", r"\1", text)
    return re.sub(r"(\w) - (\w)", r"\1-\2", text).strip()


def filled(articles: Sequence[Article], encoder: Encoder, place: Path) -> Library:
    """A library of `articles`, searched as every library is, in the folder `place`."""
    lines = [json.dumps({"doc_id": a.doc_id, "title": a.title, "text": a.text}) for a in articles]
    source = place / "articles.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    library = Library(encoder, LocalStore(place / "library", encoder.name, encoder.dimension))
    library.sync(source)
    for article in articles:
        kept = library.article(article.doc_id)
        assert kept is not None and kept.text == article.text, f"{article.doc_id} was not kept as it is"
    return library


def examples(library: Library, asked: Sequence[Asked], folds: int) -> Iterator[Example]:
    """Every question with its hits, and the answerable ones also with hits that hold no answer."""
    doc_ids = sorted({a.doc_id for a in asked if a.doc_id.startswith("squad/")})
    dice = random.Random(7)
    for item in asked:
        squad = item.doc_id in doc_ids
        fold = (doc_ids.index(item.doc_id) if squad else int(item.doc_id.split("/")[1][-6:])) % folds
        ranking = library.search(item.question, DEPTH)
        yield Example(item, _first(ranking), "answerable" if item.gold else "impossible", fold)
        if not item.gold:
            continue
        if dice.random() < 0.5:
            elsewhere = _first([hit for hit in ranking if hit.chunk.doc_id != item.doc_id])
            yield Example(item, elsewhere, "elsewhere", fold)
        untold = _first([hit for hit in ranking if not _holds(hit.chunk, item)])
        if squad and not any(_says(hit.chunk.text, item.answers) for hit in untold):
            yield Example(item, untold, "untold", fold)


def _first(ranking: Sequence[Hit]) -> tuple[Hit, ...]:
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ranking[:HITS], start=1))


def _holds(chunk: Chunk, asked: Asked) -> bool:
    return chunk.doc_id == asked.doc_id and any(
        chunk.start < end and start < chunk.end for start, end in asked.gold
    )


def _says(text: str, answers: Sequence[str]) -> bool:
    return any(answer.casefold() in text.casefold() for answer in answers)
