"""A library comes back from its backup as it was, whatever went on meanwhile; a bad one touches nothing."""

import json
import threading
from pathlib import Path
from zipfile import ZipFile

import pytest

from corpus.errors import FootnoteError, InputError
from index.local.backup import back_up
from index.local.checking import check
from index.local.restoring import restore
from tests.conftest import Write
from tests.index.states import check_whole, contents, open_library, results

FILES = {"a.md": "The summit in Hanoi ended early.", "b.md": "Border trade fell. Alpha rose."}


def test_a_backup_comes_back_as_it_was(tmp_path: Path, write: Write) -> None:
    place, file = tmp_path / "library", tmp_path / "backup.zip"
    library = open_library(place)
    library.sync(write(FILES))
    known = contents(library), results(library)
    (place / "uploads").mkdir()
    (place / "uploads" / "u.txt").write_text("Tea came.")
    (place / "feedback.jsonl").write_text('{"question": "Why?"}\n')
    assert back_up(place, file) == file.stat().st_size
    library.sync(write({"c.md": "Envoys met in June."}))
    with pytest.raises(InputError, match="--replace"):
        restore(file, place)
    former = restore(file, place, replace=True)
    assert (contents(library), results(library)) == known, "a reader from before sees what came back"
    assert former is not None
    assert open_library(former).store.digests().keys() == {"articles/c.md"}
    assert (place / "uploads" / "u.txt").read_text() == "Tea came."
    assert (place / "feedback.jsonl").read_text() == '{"question": "Why?"}\n'
    assert not check(place, library.encoder)
    assert restore(file, tmp_path / "other") is None
    assert results(open_library(tmp_path / "other")) == known[1]


def test_a_backup_beside_syncs_is_of_one_moment(tmp_path: Path, write: Write) -> None:
    place, ended = tmp_path / "library", threading.Event()
    library = open_library(place)
    versions = [{f"{n}.md": f"Talk {n} of version {v}." for n in range(20)} for v in range(6)]
    library.sync(write(versions[0]))

    def sync() -> None:
        for version in versions[1:]:
            library.sync(write(version))
        ended.set()

    writer = threading.Thread(target=sync)
    writer.start()
    files: list[Path] = []
    while not ended.is_set():
        files.append(tmp_path / f"{len(files)}.zip")
        back_up(place, files[-1])
    writer.join()
    for number, file in enumerate(files[:6]):
        restore(file, tmp_path / f"restored{number}")
        restored = open_library(tmp_path / f"restored{number}")
        check_whole(restored)
        assert len({article.text.split()[-1] for article, *_ in contents(restored).values()}) == 1


def rewritten(file: Path, change: str) -> Path:
    """A backup with something wrong in it."""
    with ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(members["manifest.json"])
    name = "../escaped.txt" if change == "outside" else "uploads/../../escaped.txt"
    if change in ("outside", "up"):
        members[name] = b"x"
        digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        manifest["files"][name] = (1, digest)
    elif change == "sum":
        members["library.sqlite"] = members["library.sqlite"][:-1] + b"?"
    elif change == "more":
        members["uploads/u.txt"] = b"not in the manifest"
    elif change == "format":
        manifest["footnote_backup"] = 99
    members["manifest.json"] = json.dumps(manifest).encode()
    bad = file.with_name(f"{change}.zip")
    with ZipFile(bad, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    if change == "cut":
        bad.write_bytes(bad.read_bytes()[:-100])
    return bad


@pytest.mark.parametrize("change", ["outside", "up", "sum", "more", "format", "cut"])
def test_a_bad_backup_touches_nothing(change: str, tmp_path: Path, write: Write) -> None:
    place, file = tmp_path / "library", tmp_path / "backup.zip"
    library = open_library(place)
    library.sync(write(FILES))
    back_up(place, file)
    known, bad = contents(library), rewritten(file, change)
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(FootnoteError, match=r"backup|belongs to no library"):
        restore(bad, place, replace=True)
    assert contents(library) == known
    assert {path.name for path in tmp_path.iterdir()} == before
