"""`footnote check`, `backup` and `restore` in a terminal."""

import json
from pathlib import Path

import pytest

from index.local.store import LocalStore
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


def test_a_library_is_copied_and_what_stays_is_told(
    tmp_path: Path, write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_ENCODER", "words-by-checksum")
    place, target = str(tmp_path / "library"), str(tmp_path / "copy")
    main(["index", str(write({"a.md": "The summit in Hanoi ended."})), "--library", place])
    (tmp_path / "library" / "feedback.jsonl").write_text("{}\n")
    capsys.readouterr()
    assert main(["copy", place, target]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{target}: 1 articles added, ")
    assert told.endswith(f"in {place} stay: feedback.jsonl\n")
    assert main(["copy", place, target, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 1
    assert main(["search", "Hanoi", "--library", target]) == 0


def test_what_cannot_be_copied_is_told_in_one_line_and_makes_nothing(
    tmp_path: Path, write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_ENCODER", "words-by-checksum")
    place, other = tmp_path / "library", tmp_path / "other"
    main(["index", str(write({"a.md": "The summit in Hanoi ended."})), "--library", str(place)])
    LocalStore(other, "another-encoder", 384).close()
    (tmp_path / "link").symlink_to(place)
    LocalStore(tmp_path / "empty", "words-by-checksum", 384).close()
    (tmp_path / "busy").mkdir()
    (tmp_path / "busy" / "letter.txt").write_text("Dear Sir")
    for source, target, reason in (
        (place, tmp_path / "link", "is both the library and its copy"),
        (tmp_path / "nothing", tmp_path / "new", "there is no library at"),
        (tmp_path / "empty", tmp_path / "new", "is empty: there is nothing to copy"),
        (place, other, "was embedded with another-encoder"),
        (place, tmp_path / "busy", "holds other files and no library"),
        (place, "milvus://localhost/a-b", "write it as milvus://host:19530/name"),
        ("http://localhost/a", tmp_path / "new", "write it as milvus://host:19530/name"),
    ):
        capsys.readouterr()
        assert main(["copy", str(source), str(target)]) == 2
        told = capsys.readouterr().err
        assert reason in told
        assert told.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_half_a_line_of_feedback_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text('{"question": "Why?"}\n{"questi\n{"question": "Who?"}\n')
    assert [number for number, _ in feedback.read(path)] == [1, 3]
    assert "feedback.jsonl:2" in caplog.text
    assert feedback.torn(path) == [2]
