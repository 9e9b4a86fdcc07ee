"""Data sets made by hand, one a format, and hits, for the tests of the evaluation."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.article import Article, Chunk
from index.hit import Hit

FERRY = "The ferry to Norholm sails at noon. It takes forty minutes."
BRIDGE = "The bridge to Sundby opened in 1931. Tolls ended in 1960."
MARKET = "Fish is sold on Fridays. The market hall burned in 1888."
ARTICLES = [
    {"doc_id": "ferry", "title": "The ferry", "text": FERRY},
    {"doc_id": "bridge", "title": "The bridge", "text": BRIDGE},
    {"doc_id": "market", "title": "The market", "text": MARKET},
]
QUESTIONS: list[dict[str, object]] = [
    {
        "query_id": "a1",
        "question": "When does the ferry to Norholm sail?",
        "answers": ["noon"],
        "evidence": [{"doc_id": "ferry", "fact": "The ferry to Norholm sails at noon."}],
        "doc_ids": ["ferry"],
        "question_type": "time",
    },
    {"query_id": "a2", "question": "What is sold on Fridays?", "answers": ["fish"], "question_type": "thing"},
    {"query_id": "b1", "question": "Who painted the town hall?", "evidence": [], "question_type": "none"},
]


def lines(path: Path, records: Sequence[Mapping[str, object]]) -> Path:
    """The file at `path` with `records` as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def question_file(folder: Path) -> Path:
    """Questions without articles."""
    return lines(folder / "asked.jsonl", QUESTIONS)


def article_file(folder: Path) -> Path:
    """The articles that the questions are asked of."""
    return lines(folder / "articles.jsonl", ARTICLES)


def multihop(folder: Path) -> Path:
    """A folder of articles and questions, as MultiHop-RAG is laid out."""
    lines(folder / "articles.jsonl", ARTICLES)
    lines(folder / "questions.dev.jsonl", QUESTIONS)
    return folder


def beir(folder: Path) -> Path:
    """A BEIR folder with two splits; query 3 is in neither."""
    lines(
        folder / "corpus.jsonl",
        [{"_id": a["doc_id"], "title": a["title"], "text": a["text"], "metadata": {}} for a in ARTICLES],
    )
    queries = {"1": "the ferry to Norholm", "2": "a bridge and a market", "3": "nothing"}
    lines(folder / "queries.jsonl", [{"_id": key, "text": text} for key, text in queries.items()])
    (folder / "qrels").mkdir()
    (folder / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\n1\tferry\t1\n")
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n2\tbridge\t2\n2\tmarket\t1\n2\tferry\t0\n"
    )
    return folder


def squad(path: Path) -> Path:
    """A SQuAD 2.0 file: two articles, the first with the same paragraph twice, one question unanswerable."""
    asked = {
        "id": "s1",
        "question": "When does the ferry sail?",
        "answers": [{"text": "noon", "answer_start": 30}] * 2,
    }
    again = {
        "id": "s2",
        "question": "Where does the ferry sail?",
        "answers": [{"text": "Norholm", "answer_start": 13}],
    }
    never = {"id": "s3", "question": "Who owns the bridge?", "answers": [], "is_impossible": True}
    paragraphs = [{"context": FERRY, "qas": [asked]}, {"context": FERRY, "qas": [again]}]
    data = [
        {"title": "Norholm_Bay", "paragraphs": paragraphs},
        {
            "title": "Sundby",
            "paragraphs": [{"context": BRIDGE, "qas": [never]}, {"context": MARKET, "qas": []}],
        },
    ]
    path.write_text(json.dumps({"version": "v2.0", "data": data}))
    return path


def clapnq(folder: Path) -> Path:
    """A ClapNQ folder of two questions, the second unanswerable, about the same passage."""
    sentences = ["The bridge to Sundby opened in 1931 .", "Tolls ended in 1960 ."]
    passage = {"title": "The bridge", "sentences": sentences, "text": " ".join(sentences)}
    for query_id, question, chosen in (
        ("c1", "when did tolls end", sentences[1:]),
        ("c2", "who built the bridge", []),
    ):
        output = [{"answer": "", "selected_sentences": chosen}]
        record = {"id": query_id, "input": question, "passages": [passage], "output": output}
        lines(folder / f"clapnq_dev_{query_id}.jsonl", [record])
    return folder


def hit(rank: int, doc_id: str, text: str = "Nothing of note.") -> Hit:
    """A passage of `doc_id` at `rank`, with a score that falls with it."""
    chunk = Chunk(f"{doc_id}#{rank}", doc_id, 0, len(text), text)
    return Hit(rank, 1 / rank, chunk, Article(doc_id, doc_id.title(), ""))
