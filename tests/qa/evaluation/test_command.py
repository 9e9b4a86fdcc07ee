"""`footnote eval` from end to end, over data made by hand, without a model."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa.cli import main
from qa.evaluation import bootstrap
from qa.evaluation.run import read_run
from tests.qa.evaluation.made import QUESTIONS, article_file, beir, lines, multihop, question_file, squad

Footnote = Callable[..., str]


@pytest.fixture
def footnote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Footnote:
    """Runs a command in an empty folder and gives what it prints, or the complaint of one that fails."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOOTNOTE_ENCODER", "words-by-checksum")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(bootstrap, "RESAMPLES", 100)

    def run(*arguments: object, fails: bool = False) -> str:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert code == (2 if fails else 0), err
        return err if fails else out

    return run


def means(told: str) -> dict[str, float]:
    """Measure to mean over all questions, of what --json prints."""
    figures: list[dict[str, Any]] = json.loads(told)["figures"]
    return {f["measure"]: f["mean"] for f in figures if not f["question_type"]}


def test_questions_are_asked_of_the_library(footnote: Footnote, tmp_path: Path) -> None:
    article_file(tmp_path / "news")
    footnote("index", "news")
    told = footnote("eval", question_file(tmp_path), "--json")
    assert means(told)["fact-MRR@10"] == 1.0
    assert json.loads(told)["notes"] == ["1 of 3 questions have no judgement and are left out"]
    assert json.loads(told)["library"] == ".footnote"


def test_questions_are_asked_of_given_articles(footnote: Footnote, tmp_path: Path) -> None:
    articles = article_file(tmp_path / "news")
    told = footnote("eval", question_file(tmp_path), "--articles", articles, "--json")
    assert means(told)["answer@10"] == 1.0
    assert json.loads(told)["library"] == ".footnote-eval/news-articles/library"
    assert not (tmp_path / ".footnote").exists()


@pytest.mark.parametrize(
    ("make", "measures"),
    [
        (multihop, {"article-recall@1", "fact-hits@4", "fact-recall@10", "answer@5"}),
        (beir, {"article-nDCG@10", "article-recall@5"}),
        (lambda folder: squad(folder.with_suffix(".json")), {"article-MRR@10", "answer@1"}),
    ],
    ids=["multihop", "beir", "squad"],
)
def test_data_with_articles_of_its_own_is_indexed_once(
    make: Callable[[Path], Path],
    measures: set[str],
    footnote: Footnote,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = make(tmp_path / "towns")
    first = means(footnote("eval", data, "--json"))
    assert measures <= first.keys()
    assert first["article-recall@10" if "article-recall@10" in first else "answer@10"] == 1.0
    kept = sorted(path for path in (tmp_path / ".footnote-eval").rglob("generations/*"))
    assert means(footnote("eval", data, "--json")) == first
    assert sorted(path for path in (tmp_path / ".footnote-eval").rglob("generations/*")) == kept
    capsys.readouterr()
    assert main(["eval", str(data)]) == 0
    assert "embedding" not in capsys.readouterr().err


def test_a_library_of_ones_own_takes_the_articles(footnote: Footnote, tmp_path: Path) -> None:
    data = multihop(tmp_path / "towns")
    assert json.loads(footnote("eval", data, "--json", "--library", "mine"))["library"] == "mine"
    other = squad(tmp_path / "dev.json")
    told = json.loads(footnote("eval", other, "--json", "--library", "mine"))
    assert told["notes"][1:] == ["3 other articles are in the library too"]


def test_other_data_of_the_same_name_is_not_mixed_in(footnote: Footnote, tmp_path: Path) -> None:
    footnote("eval", multihop(tmp_path / "here" / "towns"))
    complaint = footnote("eval", multihop(tmp_path / "there" / "towns"), fails=True)
    assert "holds other articles" in complaint
    assert "--library" in complaint


def test_articles_that_are_not_there_are_told(footnote: Footnote, tmp_path: Path) -> None:
    articles = article_file(tmp_path / "news")
    gone = [
        {"query_id": n, "question": "Who?", "doc_ids": [name]} for n, name in enumerate(("moon", "ferry"))
    ]
    told = json.loads(footnote("eval", lines(tmp_path / "q.jsonl", gone), "--articles", articles, "--json"))
    assert "only 1 of the 2 articles that the questions name is in the library" in told["notes"][0]
    none = lines(tmp_path / "q.jsonl", gone[:1])
    told = json.loads(footnote("eval", none, "--articles", articles, "--json"))
    assert "none of the 1 articles that the questions name is in the library" in told["notes"][0]


def test_articles_that_can_not_be_read_are_told(footnote: Footnote, tmp_path: Path) -> None:
    data = multihop(tmp_path / "towns")
    with (data / "articles.jsonl").open("a") as file:
        file.write("{broken\n")
    (note,) = [n for n in json.loads(footnote("eval", data, "--json"))["notes"] if "could not be read" in n]
    assert "articles.jsonl:4" in note


def test_a_part_of_the_questions_is_asked(footnote: Footnote, tmp_path: Path) -> None:
    data = multihop(tmp_path / "towns")
    footnote("eval", data, "--only", "a", "--limit", 1, "--out", "run.jsonl")
    assert [judged.query_id for judged in read_run(tmp_path / "run.jsonl").questions] == ["a1"]


def test_the_run_says_what_was_found_and_can_be_read_again(footnote: Footnote, tmp_path: Path) -> None:
    data = multihop(tmp_path / "towns")
    first = footnote("eval", data, "--mode", "sparse", "-k", "20", "--out", "run.jsonl")
    run = read_run(tmp_path / "run.jsonl")
    assert (run.about.data, run.about.mode, run.about.k) == ("towns", "sparse", 20)
    assert run.questions[0].hits[0].chunk_id.startswith("ferry")
    assert "fact-hits@20" in run.measures
    assert footnote("eval", "run.jsonl") == first


def test_odd_characters_do_no_harm(footnote: Footnote, tmp_path: Path) -> None:
    odd = "the ferry \ud800 \x1b[31m \x00 \u2028 🛳"
    asked = [{"query_id": odd, "question": odd, "question_type": odd, "answers": [odd, "noon"]}]
    data = lines(tmp_path / "q.jsonl", asked)
    footnote("eval", data, "--articles", article_file(tmp_path / "news"), "--out", "run.jsonl")
    assert "\x1b" not in footnote("eval", "run.jsonl", "--against", "run.jsonl")


def test_a_run_is_compared_with_an_earlier_one(footnote: Footnote, tmp_path: Path) -> None:
    articles = article_file(tmp_path / "news")
    asked = [
        {"query_id": "1", "question": "the ferry", "doc_ids": ["ferry"]},
        {"query_id": "2", "question": "the bridge", "doc_ids": ["market"]},
    ]
    changed = [asked[0] | {"doc_ids": ["bridge"]}, asked[1] | {"doc_ids": ["bridge"]}]
    footnote("eval", lines(tmp_path / "q.jsonl", asked), "--articles", articles, "--out", "old.jsonl")
    new = lines(tmp_path / "q.jsonl", changed)
    shown = footnote("eval", new, "--articles", articles, "--against", "old.jsonl", "--out", "new.jsonl")
    assert "better by article-nDCG@10: 1 question\n" in shown
    assert re.search(r"→ 1\.000  2  the bridge", shown)
    by_recall = json.loads(
        footnote("eval", "new.jsonl", "--against", "old.jsonl", "--measure", "article-recall@1", "--json")
    )["comparison"]
    assert by_recall["listed"] == "article-recall@1"
    assert [(c["query_id"], c["before"], c["after"]) for c in by_recall["better"]] == [("2", 0.0, 1.0)]
    assert [(c["query_id"], c["before"], c["after"]) for c in by_recall["worse"]] == [("1", 1.0, 0.0)]


def test_answers_are_asked_for_and_judged(footnote: Footnote, tmp_path: Path) -> None:
    data = squad(tmp_path / "dev.json")
    told = footnote("eval", data, "--answers", "--json", "--out", "run.jsonl")
    found = means(told)
    assert {"first-sentence", "three-sentences", "answered", "refused", "verbatim"} <= found.keys()
    assert {"confidence-AUROC", "confidence-AURC", "confidence-ECE", "seconds-median"} <= found.keys()
    assert found["verbatim"] == 1.0
    assert (json.loads(told)["reader"], json.loads(told)["notes"]) == ("extractive", [])
    run = read_run(tmp_path / "run.jsonl")
    assert [q.told.answerable for q in run.questions if q.told] == [True, True, False]
    assert means(footnote("eval", "run.jsonl", "--json")) == found


def test_the_settings_of_answers_are_told(
    footnote: Footnote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_THRESHOLD", "1")
    monkeypatch.setenv("FOOTNOTE_TODAY", "2021-06-17")
    shown = footnote("eval", multihop(tmp_path / "towns"), "--answers", "-k", "2", "--mode", "sparse")
    assert (
        "search    sparse, 2 passages\nanswers   extractive, from a confidence of 1.0\ntoday     2021-06-17\n"
        in shown
    )
    assert re.search(r"^  answered +\.000", shown, re.MULTILINE)
    assert re.search(r"^  three-sentences +1\.000", shown, re.MULTILINE)  # what it would have said


def test_two_runs_of_answers_are_compared(
    footnote: Footnote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = squad(tmp_path / "dev.json")
    monkeypatch.setenv("FOOTNOTE_THRESHOLD", "1")
    footnote("eval", data, "--answers", "--out", "silent.jsonl")
    monkeypatch.setenv("FOOTNOTE_THRESHOLD", "0")
    told = json.loads(footnote("eval", data, "--answers", "--against", "silent.jsonl", "--json"))
    compared = {each["measure"]: each for each in told["comparison"]["measures"]}
    assert told["comparison"]["listed"] == "first-sentence"
    assert (compared["answered"]["better"], compared["refused"]["worse"]) == (2, 1)
    assert compared["confidence-AUROC"]["before"] == compared["confidence-AUROC"]["after"]


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(
    width: int, footnote: Footnote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [{**QUESTIONS[0], "query_id": n, "question_type": f"a_rather_long_type_{n}"} for n in range(7)]
    lines(multihop(tmp_path / "towns") / "questions.dev.jsonl", kinds)
    monkeypatch.setenv("COLUMNS", str(width))
    footnote("eval", "towns", "--mode", "dense", "--out", "old.jsonl")
    shown = footnote("eval", "towns", "--against", "old.jsonl")
    assert max(map(len, shown.splitlines())) <= width
    assert all(f"a_rather_long_type_{n}" in shown for n in range(7))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nowhere",), "nowhere is not there"),
        (("asked.jsonl",), "there is no library at .footnote"),
        (("asked.jsonl", "--articles", "nowhere"), "nowhere is not there"),
        (("towns", "--articles", "towns"), "leave --articles out"),
        (("towns", "-k", "3"), "k is 3"),
        (("towns", "-k", "5000"), "k is 5000"),
        (("towns", "--limit", "0"), "--limit is 0"),
        (("towns", "--only", "z"), "no query_id begins with 'z': the first is 'a1'"),
        (("towns", "--only", "b"), "nothing to judge by"),
        (("towns", "--out", "missing/run.jsonl"), "--out is missing/run.jsonl"),
        (("towns", "--against", "asked.jsonl"), "asked.jsonl holds no run"),
        (("towns", "--measure", "fact-hits@4"), "--against"),
        (("towns", "--only", "b", "--answers"), "no question has answers, evidence or doc_ids"),
        (("towns", "--answers", "-k", "0"), "k is 0"),
        (("run.jsonl", "--answers"), "leave answers out"),
        (
            ("run.jsonl", "--against", "run.jsonl", "--measure", "luck"),
            "'luck': choose one of article-recall@1",
        ),
    ],
)
def test_what_can_not_be_done_is_one_line(
    arguments: tuple[str, ...], named: str, footnote: Footnote, tmp_path: Path
) -> None:
    question_file(tmp_path)
    multihop(tmp_path / "towns")
    if "run.jsonl" in arguments:
        footnote("eval", "towns", "--out", "run.jsonl")
    complaint = footnote("eval", *arguments, fails=True)
    assert named in complaint
    assert complaint.startswith("footnote: ")
    assert complaint.count("\n") == 1
