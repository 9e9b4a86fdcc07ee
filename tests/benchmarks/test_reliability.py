"""The harnesses find what is planted: in the reading of files, in orders, and in the run of all parts."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reliability import covered
from benchmarks.reliability.__main__ import soak
from benchmarks.reliability.attacks import attacks
from benchmarks.reliability.fuzzing import fuzz
from benchmarks.reliability.orders import quoting, written
from benchmarks.reliability.page import BEGIN, END, write_page

ROOT = Path(__file__).resolve().parents[2]
SHORT = 42 if not os.environ.get("FOOTNOTE_EXHAUSTIVE") else 420

_FAULTY = """
import json, sys
from pathlib import Path
from benchmarks.reliability.fuzzing import read_in_turn
from corpus.article import Failure
from corpus.loaders import load
files = []
def read(path, root):
    files.append(path)
    if len(files) == 60:  # behind the well-formed ones
        {fault}
    return load(path, root)
print(json.dumps(read_in_turn(read, ".txt", 2, Path(sys.argv[1]), 1).failures))
"""


@pytest.mark.parametrize("kind", [".txt", ".json", ".epub"])
def test_files_changed_at_random_break_no_law(kind: str) -> None:
    found = fuzz(kind, 2)
    assert found.trials > 5
    assert found.failures == []


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("raise KeyError('planted')", "raised KeyError"),
        ("open('/etc/hostname').close()", "open /etc/hostname"),
        ("__import__('socket').create_connection(('127.0.0.1', 9))", "socket."),
        ("return [Failure('a', 0, 'two\\nlines')]", "isn't one plain line"),
        ("bytearray(600_000_000)", "MemoryError"),
    ],
)
def test_a_fault_that_is_planted_in_a_loader_is_found(fault: str, told: str, tmp_path: Path) -> None:
    code = _FAULTY.format(fault=fault)
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert any(told in failure for failure in json.loads(ran.stdout)), ran.stdout[:500]


_HANGS = """
import benchmarks.reliability.fuzzing as fuzzing
files, load = [], fuzzing.load
def read(path, root):
    files.append(path)
    while len(files) > 10:  # behind the well-formed ones
        pass
    return load(path, root)
fuzzing.SECONDS, fuzzing.load = 1, read
fuzzing.main()
"""
_FAILS_WHEN_LED = """
import corpus.loaders as loaders
from benchmarks.reliability import covered
files, load = [], loaders.load
def read(path, root):
    files.append(path)
    if len(files) > 10:
        {fault}
    return load(path, root)
loaders.load = read
covered.main()
"""


def planted(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the child that a fuzzer starts as `python -m …` run `code` instead, on the same arguments."""
    run = subprocess.run

    def other(command: list[str], **how: Any) -> Any:
        assert command[1] == "-m"
        return run([command[0], "-c", code, *command[3:]], **how)

    monkeypatch.setattr(subprocess, "run", other)


def test_a_loader_that_hangs_is_ended_and_its_file_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    planted(monkeypatch, _HANGS)
    found = fuzz(".txt", 1, tmp_path)
    assert found.failures
    for failure in found.failures:
        name, _, told = failure.partition(": ")
        assert told.startswith("took longer than")
        assert (tmp_path / name).is_file()


def test_a_fault_is_found_by_the_fuzzer_that_is_led(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed")
    planted(monkeypatch, _FAILS_WHEN_LED.format(fault="raise KeyError('planted')"))
    found = covered.fuzz(".txt", 20, tmp_path)
    assert len(found.failures) == 1
    assert "raised KeyError" in found.failures[0]
    assert list(tmp_path.glob("found-*.txt"))


def test_there_are_hundreds_of_different_attacks() -> None:
    planned = list(attacks(420))
    assert len(set(planned)) == 420
    assert len({attack.order for attack in planned}) > 200


def test_no_order_gets_through() -> None:
    for outcome in (quoting(SHORT), written(SHORT)):
        assert outcome.trials == SHORT
        assert outcome.seen > 0.9 * SHORT
        assert outcome.failures == []


def test_an_order_that_gets_through_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.support.check._ordered", lambda claim, quote: "")
    monkeypatch.setattr("qa.quotes.supported", lambda claim, quote, article, before="": True)
    assert written(14).failures


def test_a_part_that_fails_is_told_and_the_others_run(tmp_path: Path) -> None:
    def good(trials: int) -> dict[str, object]:
        return {"test": "good", "trials": trials, "failures": 0}

    def bad(trials: int) -> dict[str, object]:
        raise OSError("no room")

    told: dict[str, object] = {}
    assert soak([("bad", 10, bad), ("good", 10, good)], 40, told.__setitem__) == 1
    assert told["good"] == {"test": "good", "trials": 10, "failures": 0, "minutes": 0.0}
    results, page = tmp_path / "results.json", tmp_path / "README.md"
    results.write_text(json.dumps({"date": "d", "machine": "m", **told}))
    page.write_text(f"Before\n{BEGIN}\nold\n{END}\nafter\n")
    write_page(results, page)
    assert "| good | 10 | 0 |" in page.read_text()
    assert "old" not in page.read_text()
