"""What readers say of answers, as it is kept and as it is evaluated."""

import json
import os
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputError, LibraryError
from index.encoder import HashEncoder
from index.local.store import LocalStore
from qa import feedback
from qa.answer import Answer, Citation, Turn
from qa.evaluation.datasets.dataset import read_dataset
from qa.evaluation.question import Exchange, Fact
from qa.feedback import Feedback, keep, read

DAY = date(2021, 6, 17)
QUOTE = Citation(1, "a.md", "A border closed", "Daily", "2021-06-17", "", "The border was closed.", 16, 38)
ANSWER = Answer("Why?", "The border was closed. [1]", (QUOTE,), short="closed", confidence=0.5)
SILENCE = Answer("Who?", "The articles don't answer this.", abstained=True)
ANSWERED, SILENT = Turn("Why?", ANSWER), Turn("Who?", SILENCE)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "feedback.jsonl").read_text().splitlines()]


def test_a_line_holds_what_was_said_and_of_what(tmp_path: Path) -> None:
    keep(tmp_path, Feedback("unhelpful", "wrong", "It was\nopen — “open”."), [SILENT, ANSWERED], DAY)
    (line,) = lines(tmp_path)
    assert (line["verdict"], line["reason"], line["comment"]) == (
        "unhelpful",
        "wrong",
        "It was\nopen — “open”.",
    )
    assert (line["question"], line["text"], line["date"]) == ("Why?", ANSWER.text, "2021-06-17")
    assert line["citations"][0]["cited_text"] == QUOTE.cited_text
    assert line["history"] == [{"question": "Who?", "answer": SILENCE.text}]
    assert "evidence" not in line


def test_what_helped_is_a_question_with_its_quotes_as_evidence(tmp_path: Path) -> None:
    keep(tmp_path, Feedback("helpful"), [SILENT, ANSWERED], DAY)
    (question,) = read_dataset(tmp_path / "feedback.jsonl").questions
    assert question.evidence == (Fact("a.md", QUOTE.cited_text),)
    assert question.relevant == {"a.md"}
    assert (question.expected, question.date) == ("closed", "2021-06-17")
    assert question.history == (Exchange("Who?", SILENCE.text),)
    assert question.is_answerable


@pytest.mark.parametrize(
    ("turn", "said", "answerable"),
    [
        (SILENT, Feedback("helpful"), False),
        (ANSWERED, Feedback("unhelpful", "unanswerable"), False),
        (SILENT, Feedback("unhelpful", "answerable"), None),
        (ANSWERED, Feedback("unhelpful", "wrong"), None),
        (ANSWERED, Feedback("unhelpful"), None),
    ],
)
def test_silence_is_right_where_it_helped_or_was_missed(
    tmp_path: Path, turn: Turn, said: Feedback, answerable: bool | None
) -> None:
    keep(tmp_path, said, [turn], DAY)
    (question,) = read_dataset(tmp_path / "feedback.jsonl").questions
    assert question.is_answerable is answerable
    assert not question.is_judged


def test_the_last_word_on_an_answer_counts(tmp_path: Path) -> None:
    for verdict in ("helpful", "unhelpful"):
        keep(tmp_path, Feedback(verdict), [ANSWERED], DAY)
    keep(tmp_path, Feedback("helpful"), [SILENT, ANSWERED], DAY)
    keep(tmp_path, Feedback("helpful"), [SILENT], DAY)
    keep(tmp_path, Feedback("withdrawn"), [SILENT], DAY)
    first, second = read_dataset(tmp_path / "feedback.jsonl").questions
    assert (first.history, first.is_answerable) == ((), None)
    assert (second.history, second.is_answerable) == ((Exchange("Who?", SILENCE.text),), True)


@pytest.mark.parametrize("torn", [b'{"query_id": "half', b"\xff\xfe", b"[1]", b'{"query_id": "x"}{'])
def test_what_a_crash_left_unfinished_costs_no_other_line(tmp_path: Path, torn: bytes) -> None:
    keep(tmp_path, Feedback("helpful"), [ANSWERED], DAY)
    path = tmp_path / "feedback.jsonl"
    path.write_bytes(path.read_bytes() + torn)
    keep(tmp_path, Feedback("helpful"), [SILENT], DAY)
    assert [line["question"] for _, line in read(path)] == ["Why?", "Who?"]
    assert [number for number, _ in read(path)] == [1, 3]
    assert len(read_dataset(path).questions) == 2


def test_many_at_once_are_all_kept(tmp_path: Path) -> None:
    def say(number: int) -> None:
        keep(tmp_path, Feedback("unhelpful", "", f"{number} " + "x" * 1_000), [ANSWERED], DAY)

    threads = [threading.Thread(target=say, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(line["comment"].split()[0]) for line in lines(tmp_path)) == list(range(20))


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (("great",), "verdict 'great'"),
        (("unhelpful", "boring"), "reason 'boring'"),
        (("helpful", "unanswerable"), "only unhelpful has one"),
        (("unhelpful", "", "x" * 2_001), "2,001 characters"),
    ],
)
def test_what_can_not_be_said_is_refused(said: tuple[str, ...], named: str) -> None:
    with pytest.raises(InputError, match=named):
        Feedback(*said)


@pytest.mark.parametrize(("turn", "reason"), [(SILENT, "unanswerable"), (ANSWERED, "answerable")])
def test_a_reason_must_fit_what_was_said(tmp_path: Path, turn: Turn, reason: str) -> None:
    with pytest.raises(InputError, match="can't be given of"):
        keep(tmp_path, Feedback("unhelpful", reason), [turn], DAY)
    assert not (tmp_path / "feedback.jsonl").exists()


def test_a_library_may_begin_where_feedback_was_left(tmp_path: Path) -> None:
    keep(tmp_path, Feedback("helpful"), [ANSWERED], DAY)
    LocalStore(tmp_path, HashEncoder.name, HashEncoder.dimension).close()
    assert len(lines(tmp_path)) == 1


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "feedback.jsonl").mkdir()
    with pytest.raises(LibraryError, match=r"can't write to .*feedback\.jsonl"):
        keep(tmp_path, Feedback("helpful"), [ANSWERED], DAY)
    os.rmdir(tmp_path / "feedback.jsonl")  # noqa: PTH106
    monkeypatch.setattr(feedback, "MOST_BYTES", 100)
    with pytest.raises(LibraryError, match="is full"):
        keep(tmp_path, Feedback("helpful"), [ANSWERED], DAY)
