"""Walking a folder finds its articles and follows nothing out of it."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Failure
from corpus.errors import FolderError
from corpus.folder import SUFFIXES, suffix, walk

names = st.text("abcXYZ09 -_é", min_size=1, max_size=6).filter(str.strip)


def reasons(root: Path) -> dict[str, str]:
    return {Path(found.path).name: found.reason for found in walk(root) if isinstance(found, Failure)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.sets(st.tuples(names, names, st.sampled_from((*SUFFIXES, ".PDF", ".png", "", ".json.bak")))))
def test_every_known_file_is_found_once_and_sorted(
    tmp_path_factory: pytest.TempPathFactory, files: set[tuple[str, str, str]]
) -> None:
    root = tmp_path_factory.mktemp("articles")
    for folder, name, ending in files:
        (root / f"in {folder}").mkdir(exist_ok=True)
        (root / f"in {folder}" / f"{name}{ending}").write_text("x")
    found = [path for path in walk(root) if isinstance(path, Path)]
    expected = sorted(path for path in root.rglob("*") if path.is_file() and suffix(path))
    assert found == expected
    assert not reasons(root)


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/a.md", ".b.md", "c.md"):
        (tmp_path / name).write_text("x")
    assert list(walk(tmp_path)) == [tmp_path / "c.md"]


def test_a_file_is_its_own_folder(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    file.touch()
    assert list(walk(file)) == [file]


def test_a_missing_folder_or_unknown_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="nowhere is not there: give a folder"):
        walk(tmp_path / "nowhere")
    (tmp_path / "logo.png").touch()
    with pytest.raises(FolderError, match=r"logo\.png is not a kind of file"):
        walk(tmp_path / "logo.png")


def test_links_within_the_folder_lead_to_nothing_new(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("x")
    (tmp_path / "b.txt").symlink_to("sub/a.txt")
    (tmp_path / "other").symlink_to("sub")
    assert list(walk(tmp_path)) == [tmp_path / "sub" / "a.txt"]


def test_a_link_to_a_file_that_is_not_walked_is_that_file(tmp_path: Path) -> None:
    (tmp_path / ".store").mkdir()
    (tmp_path / ".store" / "4f2a").write_text("x")
    (tmp_path / "a.txt").symlink_to(".store/4f2a")
    assert list(walk(tmp_path)) == [tmp_path / "a.txt"]


def test_links_that_lead_astray_are_failures(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "articles"
    outside.mkdir()
    root.mkdir()
    (outside / "secret.txt").write_text("x")
    (root / "file.txt").symlink_to(outside / "secret.txt")
    (root / "folder").symlink_to(outside)
    (root / "up").symlink_to("..")
    (root / "self.txt").symlink_to("self.txt")
    (root / "gone.txt").symlink_to("nothing")
    assert reasons(root) == {
        "file.txt": "a symbolic link out of the folder",
        "folder": "a symbolic link out of the folder",
        "up": "a symbolic link in a loop",
        "self.txt": "a symbolic link in a loop",
        "gone.txt": "a symbolic link to nothing",
    }
    assert all(isinstance(found, Failure) for found in walk(root))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_folder_that_may_not_be_opened_is_a_failure(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    assert "can't be opened" in reasons(tmp_path)["closed"]
    with pytest.raises(FolderError, match="can't be opened"):
        walk(closed)


def test_a_pipe_is_a_failure_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert reasons(tmp_path) == {"a.txt": "not a regular file"}


def test_folders_may_be_nested_hundreds_deep(tmp_path: Path) -> None:
    deep = tmp_path / Path(*["d"] * 900)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("x")
    assert list(walk(tmp_path)) == [deep / "a.txt"]
