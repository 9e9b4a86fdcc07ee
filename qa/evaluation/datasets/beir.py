"""BEIR's form: queries.jsonl and corpus.jsonl in a folder, graded judgements in qrels/*.tsv.

Thakur et al., "BEIR: A Heterogenous Benchmark for Zero-shot Evaluation of Information Retrieval Models"
(NeurIPS 2021). The fields of corpus.jsonl (_id, title, text) are among those that articles are read by.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import InputError
from qa.evaluation.datasets.questions import unique
from qa.evaluation.datasets.records import read_records
from qa.evaluation.question import Question

# Of several splits the first of these is taken: the one that papers report.
_SPLITS = ("test", "dev", "train")


def is_beir(folder: Path) -> bool:
    """Whether `folder` holds queries and a corpus in BEIR's form."""
    return (folder / "queries.jsonl").is_file() and (folder / "corpus.jsonl").is_file()


def choose_split(folder: Path) -> Path:
    """The judgements to use of those in `folder`: test before dev before train before any other."""
    found = sorted((folder / "qrels").glob("*.tsv"))
    if not found:
        raise InputError(f"{folder} has no qrels/*.tsv: BEIR's form needs judgements, such as qrels/test.tsv")
    return min(found, key=lambda path: _SPLITS.index(path.stem) if path.stem in _SPLITS else len(_SPLITS))


def read_beir(folder: Path, qrels: Path) -> tuple[Question, ...]:
    """The queries that `qrels` judges, in the order of queries.jsonl; `InputError` for unknown ids in it."""
    queries = [(record.text("_id"), record) for record in read_records(folder / "queries.jsonl")]
    articles = {record.text("_id") for record in read_records(folder / "corpus.jsonl")}
    relevance = _relevance(qrels, {query_id for query_id, _ in queries}, articles)
    return unique(
        (record.place, Question(query_id, record.text("text"), relevance=relevance[query_id]))
        for query_id, record in queries
        if query_id in relevance
    )


def _relevance(qrels: Path, queries: set[str], articles: set[str]) -> dict[str, dict[str, int]]:
    """For each query that `qrels` judges its articles with their grades."""
    found: dict[str, dict[str, int]] = {}
    for place, query_id, doc_id, grade in _rows(qrels):
        if query_id not in queries:
            raise InputError(f"{place}: query-id {query_id!r} is not in queries.jsonl: add it there")
        if doc_id not in articles:
            raise InputError(f"{place}: corpus-id {doc_id!r} is not in corpus.jsonl: add it there")
        found.setdefault(query_id, {})[doc_id] = grade
    return found


def _rows(qrels: Path) -> Iterator[tuple[str, str, str, int]]:
    """Place, query, article and grade of each line below the header."""
    with qrels.open(encoding="utf-8", errors="replace", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if not row or (number == 1 and len(row) == 3 and not _is_grade(row[2])):  # the header
                continue
            if len(row) != 3 or not _is_grade(row[2]):
                raise InputError(
                    f"{qrels}:{number}: {chr(9).join(row)[:60]!r} is not query-id, corpus-id and grade, "
                    "a whole number, with tabs between"
                )
            yield f"{qrels}:{number}", row[0], row[1], int(row[2])


def _is_grade(text: str) -> bool:
    return text.strip().lstrip("-").isdecimal()
