"""A library in Milvus, by the ways in that a library in a folder has."""

import json
from pathlib import Path

import pytest

import qa
from qa.cli import main
from tests.conftest import SAMPLES
from tests.qa.evaluation.made import multihop

pytest.importorskip("milvus_lite", reason="milvus-lite is not installed: pip install 'footnote-qa[milvus]'")

QUESTION = "Why did North Korea close its border?"


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOOTNOTE_ENCODER", "words-by-checksum")
    monkeypatch.chdir(tmp_path)


def test_the_commands_and_python_take_an_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"milvus://{tmp_path}/news.db"
    there, here = ["--library", address, "--json"], ["--library", "local", "--json"]

    def told(*arguments: str) -> dict[str, object]:
        capsys.readouterr()
        assert main(arguments) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    assert told("index", str(SAMPLES), *there) == told("index", str(SAMPLES), *here)
    assert told("ask", QUESTION, *there)["citations"] == told("ask", QUESTION, *here)["citations"]
    status, expected = told("status", *there), told("status", *here)
    assert status["library"] == address
    assert {n: status[n] for n in ("articles", "chunks", "sources", "encoder")} == {
        n: expected[n] for n in ("articles", "chunks", "sources", "encoder")
    }
    over, local = qa.open(address), qa.open("local")
    assert over.ask(QUESTION).citations == local.ask(QUESTION).citations
    for bot in (over, local):
        bot.library.close()


def test_an_evaluation_of_both_stores_comes_to_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["eval", str(multihop(tmp_path / "data")), "--json"]
    address = f"milvus://{tmp_path}/news.db"
    found = []
    for library in (address, "local"):
        capsys.readouterr()
        assert main([*asked, "--library", library]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert [run["library"] for run in found] == [address, "local"]
    assert found[0]["figures"]
    for there, here in zip(found[0]["figures"], found[1]["figures"], strict=True):
        assert (there["measure"], there["question_type"]) == (here["measure"], here["question_type"])
        assert there["mean"] == pytest.approx(here["mean"], abs=0.02)


@pytest.mark.parametrize("command", ["check", "backup x.zip", "restore x.zip"])
def test_what_is_for_folders_alone_says_how_to_get_one(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "--library", "milvus://me:secret@localhost/news"]) == 2
    told = capsys.readouterr().err
    assert "milvus://localhost/news is in Milvus: footnote copy brings it into a folder" in told
    assert "secret" not in told


def test_an_answer_of_a_lost_server_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--library", "milvus://me:secret@127.0.0.1:9/news"]) == 2
    told = capsys.readouterr().err
    assert "milvus://127.0.0.1:9/news doesn't answer" in told
    assert told.count("\n") == 1
    assert "secret" not in told
