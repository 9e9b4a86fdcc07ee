"""Folders that are there whole or not at all."""

from pathlib import Path

import pytest

from index.aside import written_aside


def test_a_folder_takes_the_place_of_the_old_one_when_it_is_complete(tmp_path: Path) -> None:
    for text in ("old", "new"):
        with written_aside(tmp_path / "folder") as aside:
            (aside / "deep").mkdir()
            (aside / "deep" / "file").write_text(text)
    assert (tmp_path / "folder" / "deep" / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_failure_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ZeroDivisionError), written_aside(tmp_path / "folder") as aside:
        (aside / "file").write_text("half")
        raise ZeroDivisionError
    assert list((tmp_path / "folder").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
