"""Questions with known answers, and the hits that a search finds for them: what selection learns from."""

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from corpus.article import Article, Chunk
from corpus.sentences import sentence_spans
from index.encoder import Encoded, Encoder, Vectors
from index.hit import Hit

TOKENS = 200
HITS = 10


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


@dataclass
class Pool:
    """The articles of all data sets, cut into chunks, with the vectors of these."""

    articles: dict[str, Article]
    chunks: list[Chunk] = field(default_factory=list)
    vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))


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
        articles.append(Article(doc_id, entry["title"].replace("_", " "), text))
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


def pool(articles: Sequence[Article], encoder: Encoder) -> Pool:
    """The chunks of `articles` (about 200 tokens, whole sentences, one of overlap) and their vectors."""
    known = {article.doc_id: article for article in articles}
    chunks = [chunk for article in articles for chunk in _chunks(article)]
    texts = [f"{known[chunk.doc_id].heading}\n{chunk.text}" for chunk in chunks]
    return Pool(known, chunks, encoder.encode_document(texts))


def _chunks(article: Article) -> Iterator[Chunk]:
    spans = sentence_spans(article.text)
    first = 0
    while first < len(spans):
        last, size = first, 0.0
        while last < len(spans) and (last == first or size < TOKENS):
            size += 1.3 * len(article.text[slice(*spans[last])].split())
            last += size <= TOKENS or last == first
        start, end = spans[first][0], spans[last - 1][1]
        yield Chunk(f"{article.doc_id}:{start}", article.doc_id, start, end, article.text[start:end])
        first = last if last == len(spans) else max(first + 1, last - 1)


class Search:
    """A small hybrid search over a pool: BM25 and cosine, each scaled to its best, in equal parts."""

    def __init__(self, pool: Pool, encoder: Encoder) -> None:
        import tantivy

        self.pool, self._encoder = pool, encoder
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="en_stem")
        schema.add_integer_field("place", stored=True)
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(num_threads=1)
        for place, chunk in enumerate(pool.chunks):
            text = f"{pool.articles[chunk.doc_id].heading}\n{chunk.text}"
            writer.add_document(tantivy.Document(text=text, place=place))
        writer.commit()
        self._index.reload()

    def ranking(self, question: str) -> list[tuple[int, float]]:
        """The places of the best hundred or so chunks with their scores, best first."""
        searcher = self._index.searcher()
        words = " ".join(re.findall(r"\w+", question.lower()))
        query = self._index.parse_query(words, ["text"]) if words else None
        found = searcher.search(query, 100).hits if query else []
        scores = np.zeros(len(self.pool.chunks))
        for score, address in found:
            scores[searcher.doc(address)["place"][0]] = 0.5 * score / found[0][0]
        cosines = self.pool.vectors @ self._encoder.encode_query([question])[0]
        scores += 0.5 * np.maximum(cosines, 0) / max(cosines.max(), 1e-9)
        return [(int(i), float(scores[i])) for i in np.argsort(-scores)[:150]]

    def hits(self, ranking: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
        """The first of `ranking` as hits."""
        found = []
        for rank, (place, score) in enumerate(ranking[:HITS], start=1):
            chunk = self.pool.chunks[place]
            found.append(Hit(rank, score, chunk, replace(self.pool.articles[chunk.doc_id], text="")))
        return tuple(found)


def examples(search: Search, asked: Sequence[Asked], folds: int) -> Iterator[Example]:
    """Every question with its hits, and the answerable ones also with hits that hold no answer."""
    chunks = search.pool.chunks
    doc_ids = sorted({a.doc_id for a in asked if a.doc_id.startswith("squad/")})
    dice = random.Random(7)
    for item in asked:
        squad = item.doc_id in doc_ids
        fold = (doc_ids.index(item.doc_id) if squad else int(item.doc_id.split("/")[1][-6:])) % folds
        ranking = search.ranking(item.question)
        yield Example(item, search.hits(ranking), "answerable" if item.gold else "impossible", fold)
        if not item.gold:
            continue
        elsewhere = [(i, s) for i, s in ranking if chunks[i].doc_id != item.doc_id]
        if dice.random() < 0.5:
            yield Example(item, search.hits(elsewhere), "elsewhere", fold)
        untold = search.hits([(i, s) for i, s in ranking if not _holds(chunks[i], item)])
        if squad and not any(_says(hit.chunk.text, item.answers) for hit in untold):
            yield Example(item, untold, "untold", fold)


def _holds(chunk: Chunk, asked: Asked) -> bool:
    return chunk.doc_id == asked.doc_id and any(
        chunk.start < end and start < chunk.end for start, end in asked.gold
    )


def _says(text: str, answers: Sequence[str]) -> bool:
    return any(answer.casefold() in text.casefold() for answer in answers)
