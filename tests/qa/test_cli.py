"""The command line, run as a user runs it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

import qa
from index.library import Library
from index.local.store import LocalStore
from qa.assemble import chatbot
from qa.cli import main
from qa.jsonable import answer_json, search_json
from qa.settings import Settings
from tests.conftest import SAMPLES

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMANDS = ("index", "search", "ask", "chat", "serve", "eval", "status")


@pytest.fixture
def run(tmp_path: Path, sample_library: Library) -> Run:
    """Runs `footnote` in an empty folder, over a copy of the sample library."""
    assert isinstance(sample_library.store, LocalStore)
    shutil.copytree(sample_library.store.path, tmp_path / "samples")
    env = {k: v for k, v in os.environ.items() if not k.startswith("FOOTNOTE_")}

    def footnote(*arguments: str, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "qa.cli", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=env | extra, input=stdin, capture_output=True, text=True, timeout=120
        )

    return footnote


@pytest.fixture
def called(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Does in this process what `run` does in one of its own, which takes seconds to start."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("FOOTNOTE_")]:
        monkeypatch.delenv(name)

    def footnote(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        for name, value in extra.items():
            monkeypatch.setenv(name, value)
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return footnote


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_ends_with_an_example(command: str, called: Run) -> None:
    shown = called(command, "--help")
    assert shown.returncode == 0
    assert shown.stdout.rstrip().splitlines()[-1].startswith(f"Example: footnote {command}")


def test_index_then_ask_from_any_folder(run: Run) -> None:
    first = run("index", str(SAMPLES), "--json", "--library", "samples")
    assert json.loads(first.stdout)["unchanged"] >= 12
    asked = run("ask", "Where did Trump and Kim meet in February 2019?", "--library", "samples")
    assert asked.returncode == 0
    assert "Hanoi" in asked.stdout.splitlines()[0]
    assert "[1]" in asked.stdout


def test_the_command_line_says_the_same_as_python(run: Run, sample_library: Library, tmp_path: Path) -> None:
    question = "Why did the Hanoi summit end early?"
    asked = run("ask", question, "--json", "--library", "samples")
    assert json.loads(asked.stdout) == answer_json(chatbot(sample_library, Settings()).ask(question))
    searched = run("search", question, "-k", "3", "--json", "--since", "2019-01-01", "--library", "samples")
    where = qa.Filter(since="2019-01-01")
    assert json.loads(searched.stdout) == search_json(
        question, sample_library.search(question, 3, where=where)
    )


def test_a_search_can_be_narrowed_by_source(called: Run) -> None:
    searched = called("search", "talks", "--source", "sample desk: economy", "--json", "--library", "samples")
    sources = {hit["source"] for hit in json.loads(searched.stdout)["hits"]}
    assert sources == {"Sample Desk: Economy"}


def test_status_tells_what_is_in_the_library(called: Run) -> None:
    told = json.loads(called("status", "--json", "--library", "samples").stdout)
    assert told["articles"] >= 12
    assert told["chunks"] > told["articles"]
    assert told["encoder"].startswith("all-MiniLM-L6-v2@")
    assert called("status", "--library", "samples").stdout.startswith("library   samples")


def test_a_chat_answers_until_an_empty_line(run: Run) -> None:
    talked = run("chat", "--library", "samples", stdin="Where did Trump and Kim meet in June 2018?\n?\n\n")
    assert talked.returncode == 0
    assert "Singapore" in talked.stdout
    assert "no words" in talked.stdout


def test_what_can_not_be_read_is_listed_and_the_rest_is_indexed(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "good.txt").write_text("A short text about a border.")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    done = run("index", "mixed", FOOTNOTE_ENCODER="words-by-checksum", FOOTNOTE_LIBRARY="mixed-library")
    assert done.returncode == 0
    assert "1 articles added" in done.stdout
    assert "bad.pdf" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("index", "nowhere"), "nowhere"),
        (("index", "empty-folder"), "empty-folder"),
        (("ask", ""), "''"),
        (("ask", "why " * 10_000), "39,999"),
        (("search", "x", "-k", "0"), "k is 0"),
        (("search", "x", "-k", "-1"), "k is -1"),
        (("search", "x", "-k", "many"), "many"),
        (("search", "x", "--since", "yesterday"), "yesterday"),
        (("search", "x", "--mode", "psychic"), "psychic"),
        (("search", "x", "--since", "2021-01-01", "--until", "2020-01-01"), "2021-01-01"),
        (("ask", "who?", "--library", "missing"), "missing"),
        (("status", "--library", "missing"), "missing"),
        (("frobnicate",), "frobnicate"),
        (("serve", "--port", "99999", "--library", "samples"), "99999"),
        ((), "COMMAND"),
    ],
)
def test_bad_input_gives_one_line_and_exit_2(
    arguments: tuple[str, ...], named: str, called: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty-folder").mkdir()
    library = () if "--library" in arguments or not arguments else ("--library", "samples")
    is_refused(called(*arguments, *library), named)


def is_refused(told: subprocess.CompletedProcess[str], named: str) -> None:
    assert told.returncode == 2
    assert told.stdout == ""
    assert len(told.stderr.splitlines()) == 1
    assert named in told.stderr


def test_bad_input_ends_a_process_of_its_own_with_one_line(run: Run) -> None:
    is_refused(run("frobnicate"), "frobnicate")
    is_refused(run("ask", "", "--library", "samples"), "''")


def test_an_empty_library_says_how_to_fill_it(called: Run, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    extra = {"FOOTNOTE_ENCODER": "words-by-checksum", "FOOTNOTE_LIBRARY": "new"}
    assert called("index", "void", **extra).returncode == 2
    refused = called("ask", "who?", **extra)
    assert refused.returncode == 2
    assert "footnote index FOLDER" in refused.stderr


def test_a_folder_of_articles_is_not_taken_for_a_library(called: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("A text.")
    refused = called("index", "mine", "--library", "mine")
    assert refused.returncode == 2
    assert "--library" in refused.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["a.txt"]


def test_a_library_of_another_encoder_is_refused_with_the_cure(called: Run) -> None:
    refused = called("ask", "who?", "--library", "samples", FOOTNOTE_ENCODER="words-by-checksum")
    assert refused.returncode == 2
    assert "FOOTNOTE_ENCODER" in refused.stderr


def test_every_field_of_a_citation_is_in_the_json(sample_library: Library) -> None:
    answer = chatbot(sample_library, Settings()).ask("Where did Trump and Kim meet in June 2018?")
    assert answer.citations
    assert answer_json(answer)["citations"][0] == asdict(answer.citations[0])


def test_nothing_raw_reaches_the_terminal(run: Run, called: Run, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "esc\x1b[31m\n.txt").write_text("A text about a border.\x1b[2J")
    (folder / "bad\x1b]0;x\x07.json").write_text("{")
    extra = {"FOOTNOTE_ENCODER": "words-by-checksum", "FOOTNOTE_LIBRARY": "odd-library"}
    for arguments in (("index", "odd"), ("status",), ("search", "border \x1b[31m"), ("ask", "border\x9b1m?")):
        for form in ((), ("--json",)):
            done = (called if form else run)(*arguments, *form, **extra)
            assert done.returncode == 0
            told = done.stdout + done.stderr
            raw = [c for c in told if (c < " " and c not in "\n\r\t") or "\x7f" <= c < "\xa0"]
            assert raw == []
    refused = run("search", "border", "\x1b[31mextra", **extra)
    assert (refused.returncode, "\x1b" in refused.stderr) == (2, False)


@pytest.mark.parametrize("name", ["x" * 5_000, "l\udcff\x1b"])
def test_a_name_that_can_not_be_is_told_in_one_line(name: str, run: Run, called: Run) -> None:
    for arguments in (("status", "--library", name), ("ask", "who?", "--library", name), ("eval", name)):
        refused = (run if arguments[0] == "ask" else called)(*arguments)
        assert refused.returncode == 2
        assert refused.stderr.count("\n") == 1
        assert "Traceback" not in refused.stderr
