"""Folders that are there whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from index.aside import made_once, written_aside


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


def test_of_two_who_make_the_same_the_second_waits(tmp_path: Path) -> None:
    within, go_on = Event(), Event()

    def first() -> bool:
        with made_once(tmp_path / "folder") as waited:
            within.set()
            assert go_on.wait(timeout=30)
            (tmp_path / "folder").mkdir()
            return waited

    def second() -> tuple[bool, bool]:
        assert within.wait(timeout=30)
        with made_once(tmp_path / "folder") as waited:
            return waited, (tmp_path / "folder").is_dir()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(first), pool.submit(second)
        assert within.wait(timeout=30)
        assert not other.done()
        go_on.set()
        assert not one.result(timeout=30)
        _, there = other.result(timeout=30)
    assert there


def test_who_is_alone_does_not_wait(tmp_path: Path) -> None:
    with made_once(tmp_path / "deep" / "folder") as waited:
        assert not waited
