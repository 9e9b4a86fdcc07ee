"""Questions with known answers, and the hits that a search finds for them: what selection learns from."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.article import Article, Chunk
from index.encoder import Encoder
from index.hit import Hit
from index.library import Library
from index.local.store import LocalStore

HITS = 10
#: So deep is searched, that enough is left when passages are taken out.
DEPTH = 100


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


def squad(path: Path) -> tuple[list[Article], list[Asked]]:
    """The paragraphs of a SQuAD 2.0 file, each an article, and its questions."""
    articles, asked = [], []
    for entry in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for number, paragraph in enumerate(entry["paragraphs"]):
            doc_id = f"squad/{entry['title']}/{number}"
            articles.append(Article(doc_id, entry["title"].replace("_", " "), paragraph["context"].rstrip()))
            asked += [_asked(question, doc_id) for question in paragraph["qas"]]
    return articles, asked


def _asked(question: Any, doc_id: str) -> Asked:  # as JSON gives it
    spans = [(a["answer_start"], a["answer_start"] + len(a["text"])) for a in question["answers"]]
    texts = tuple(dict.fromkeys(a["text"] for a in question["answers"]))
    return Asked(question["question"], doc_id, tuple(dict.fromkeys(spans)), texts)


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
    """A library of `articles`, searched as every library is, in the folder `place`; kept between runs."""
    lines = [json.dumps({"doc_id": a.doc_id, "title": a.title, "text": a.text}) for a in articles]
    place.mkdir(parents=True, exist_ok=True)
    source = place / "articles.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    library = Library(encoder, LocalStore(place / "library", encoder.name, encoder.dimension))
    library.sync(source)
    for article in articles:
        kept = library.article(article.doc_id)
        assert kept is not None and kept.text == article.text, f"{article.doc_id} was not kept as it is"
    return library


def topic(asked: Asked) -> str:
    """What the question is about: the title of its article in SQuAD, its passage in ClapNQ."""
    return asked.doc_id.rsplit("/", 1)[0] if asked.doc_id.startswith("squad/") else asked.doc_id


def titles_of(asked: Sequence[Asked]) -> list[str]:
    """The articles of SQuAD that are asked about, in the order of their folds."""
    return sorted({topic(one) for one in asked if one.doc_id.startswith("squad/")})


def fold_of(asked: Asked, titles: Sequence[str], folds: int) -> int:
    """The fold that a question is held out with: whole articles of SQuAD, an even share of ClapNQ."""
    if topic(asked) in titles:
        return titles.index(topic(asked)) % folds
    return int(asked.doc_id.split("/")[1][-6:]) % folds


def examples(library: Library, asked: Sequence[Asked], folds: int) -> Iterator[Example]:
    """Every question with its hits, and the answerable ones also with hits that hold no answer."""
    titles = titles_of(asked)
    dice = random.Random(7)
    for item in asked:
        fold = fold_of(item, titles, folds)
        ranking = library.search(item.question, DEPTH)
        yield Example(item, _first(ranking), "answerable" if item.gold else "impossible", fold)
        if not item.gold:
            continue
        if dice.random() < 0.5:
            elsewhere = [hit for hit in ranking if not hit.chunk.doc_id.startswith(topic(item))]
            yield Example(item, _first(elsewhere), "elsewhere", fold)
        untold = _first([hit for hit in ranking if not _holds(hit.chunk, item)])
        if topic(item) in titles and not any(_says(hit.chunk.text, item.answers) for hit in untold):
            yield Example(item, untold, "untold", fold)


def _first(ranking: Sequence[Hit]) -> tuple[Hit, ...]:
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ranking[:HITS], start=1))


def _holds(chunk: Chunk, asked: Asked) -> bool:
    return chunk.doc_id == asked.doc_id and any(
        chunk.start < end and start < chunk.end for start, end in asked.gold
    )


def _says(text: str, answers: Sequence[str]) -> bool:
    return any(answer.casefold() in text.casefold() for answer in answers)
