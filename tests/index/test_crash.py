"""Law 8: a process killed at any moment leaves a library that opens, is whole, and heals by the next sync."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import LibraryError
from index.local import generation
from tests.conftest import Write
from tests.index.states import check_whole, contents, open_library, results

KILLS = int(os.environ.get("FOOTNOTE_KILLS", "12"))


def killing(place: Path, kills: int, *plant: str) -> subprocess.CompletedProcess[str]:
    """A run of a process of its own, which forks one child to kill after the other; see killing.py."""
    command = [sys.executable, "-m", "tests.index.killing", str(place), str(kills), *plant]
    return subprocess.run(command, capture_output=True, text=True, timeout=3000)


@pytest.mark.timeout(3060)
def test_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    """Of syncs, rebuilds, uploads and feedback; FOOTNOTE_KILLS says how many, 12 unless it does."""
    done = killing(tmp_path, KILLS)
    assert done.returncode == 0, done.stderr[-3000:]
    killed = json.loads(done.stdout)
    assert sum(killed.values()) >= KILLS
    assert killed.keys() == {"sync", "rebuild", "upload", "feedback"}


@pytest.mark.parametrize(
    ("plant", "complaint"),
    [("publish", "assert "), ("upload", "half an upload"), ("feedback", "acknowledged is gone")],
)
def test_the_kills_find_what_is_not_safe(plant: str, complaint: str, tmp_path: Path) -> None:
    done = killing(tmp_path, 60, plant)
    assert done.returncode == 1, done.stdout
    assert complaint in done.stderr


@pytest.mark.parametrize("moment", ["before the files are renamed", "after the files are renamed"])
def test_a_publication_that_fails_changes_nothing(
    moment: str, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(tmp_path / "library")
    library.sync(write({"a.md": "First words of version one."}))
    before = contents(library), results(library)
    true_write = generation.write

    def failing(*arguments: object) -> None:
        if moment.startswith("after"):
            true_write(*arguments)  # type: ignore[arg-type]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generation, "write", failing)
    with pytest.raises(LibraryError, match="No space"):
        library.sync(write({"b.md": "Second words of version two."}))
    assert (contents(library), results(library)) == before
    monkeypatch.setattr(generation, "write", true_write)
    assert library.sync(write({"b.md": "Second words of version two."})).removed == 1
    check_whole(library)


@pytest.mark.parametrize("damage", ["missing", "truncated", "signs", "manifest", "sparse", "older"])
def test_search_files_that_do_not_fit_are_made_anew(
    damage: str, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "EXACT_UP_TO", 1)
    place = tmp_path / "library"
    library = open_library(place)
    library.sync(write({"a.md": "The summit in Hanoi ended early.", "b.md": "Border trade fell."}))
    expected = results(library)
    library.close()
    folder = place / "generations" / "1"
    if damage == "missing":
        (folder / "dense.faiss").unlink()
    elif damage == "truncated":
        with (folder / "columns.npz").open("r+b") as file:
            file.truncate(100)
    elif damage == "signs":
        with (folder / "dense.faiss").open("r+b") as file:
            file.truncate(20)
    elif damage == "manifest":
        (folder / "manifest.json").write_text("{")
    elif damage == "sparse":
        (folder / "sparse" / "meta.json").write_text("{")
    else:
        (folder / "manifest.json").write_text('{"generation": 0, "chunks": 2}')
    assert results(open_library(place)) == expected
    assert results(open_library(place)) == expected
