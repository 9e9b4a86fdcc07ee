"""`footnote check`, `backup` and `restore` in a terminal."""

import json
from pathlib import Path

import pytest

from qa import feedback
from qa.cli import main
from tests.conftest import Write


def test_a_library_is_checked_backed_up_damaged_repaired_and_restored(
    tmp_path: Path, write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_ENCODER", "words-by-checksum")
    place, file = tmp_path / "library", str(tmp_path / "b.zip")
    library = ["--library", str(place)]
    folder = str(write({"a.md": "The summit in Hanoi ended.", "b.md": "Border trade fell."}))
    assert main(["index", folder, *library]) == 0
    assert main(["check", *library]) == 0
    assert main(["backup", file, *library]) == 0
    assert main(["restore", file, *library]) == 2
    (place / "feedback.jsonl").write_text('{"question": "Why?"}\n{"questi')
    (place / "generations" / "1" / "columns.npz").write_bytes(b"")
    capsys.readouterr()
    assert main(["check", "--json", *library]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {finding["kind"] for finding in told["findings"]} == {"search", "feedback"}
    assert main(["check", "--repair", *library]) == 1, "half a line of feedback is left to its owner"
    assert "made anew" in capsys.readouterr().out
    (place / "library.sqlite").write_bytes(b"no database" * 1000)
    assert main(["search", "Hanoi", *library]) == 2
    assert "footnote check --repair" in capsys.readouterr().err
    assert main(["restore", file, "--replace", *library]) == 0
    assert main(["check", *library]) == 0


def test_another_encoder_is_named_with_the_cure(
    tmp_path: Path, write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_ENCODER", "words-by-checksum")
    library = ["--library", str(tmp_path / "library")]
    main(["index", str(write({"a.md": "The summit in Hanoi ended."})), *library])
    monkeypatch.delenv("FOOTNOTE_ENCODER")
    capsys.readouterr()
    assert main(["check", *library]) == 1
    assert "set FOOTNOTE_ENCODER" in capsys.readouterr().out


def test_half_a_line_of_feedback_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text('{"question": "Why?"}\n{"questi\n{"question": "Who?"}\n')
    assert [number for number, _ in feedback.read(path)] == [1, 3]
    assert "feedback.jsonl:2" in caplog.text
    assert feedback.torn(path) == [2]
