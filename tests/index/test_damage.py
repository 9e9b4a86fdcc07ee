"""Whatever happens to files, disk or clock: a library opens or says what to do, and a sync heals it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import index.sync
from corpus.errors import LibraryBusy, LibraryDamaged, LibraryError, MissingLibrary
from corpus.loaders import Loader
from index.library import Library
from index.local import generation
from index.local.checking import Finding, check
from index.local.repairing import repair
from index.local.status import read_status
from tests.conftest import Write
from tests.index.states import check_whole, contents, open_library, results

FILES = {"a.md": "The summit in Hanoi ended early.", "b.md": "Border trade fell. Alpha rose."}
TRIALS = int(os.environ.get("FOOTNOTE_FLIPS", "3"))


def flipping(place: Path, trials: int, *plant: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.index.flipping", str(place), str(trials), *plant]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1000)
    assert done.returncode == 0, done.stderr[-3000:]
    outcomes: dict[str, int] = json.loads(done.stdout)
    return outcomes


@pytest.mark.timeout(1060)
def test_a_damaged_file_gives_the_right_results_or_one_line(tmp_path: Path) -> None:
    outcomes = flipping(tmp_path / "run", TRIALS)
    assert outcomes.keys() == {"right", "refused"}, outcomes


@pytest.mark.parametrize("plant", ["unsummed", "unread", "unweighed"])
def test_the_damage_is_seen_where_nothing_guards(plant: str, tmp_path: Path) -> None:
    assert flipping(tmp_path / "run", 20, plant).keys() - {"right", "refused"}


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A disk of `size` at `place`; the test is skipped where none can be mounted."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def filled(library: Path, folder: Path) -> tuple[object, object]:
    opened = open_library(library)
    opened.sync(folder)
    known = contents(opened), results(opened)
    opened.close()
    return known


def test_a_full_disk_changes_nothing_and_is_named(tmp_path: Path, write: Write) -> None:
    with small_disk(tmp_path / "disk", "900k") as disk:
        known = filled(disk / "library", write(FILES))
        much = {**FILES, **{f"{n}.md": f"Talk {n} about trade. " * 300 for n in range(60)}}
        opened = open_library(disk / "library")
        with pytest.raises(LibraryError, match=r"full|No space"):
            opened.sync(write(much))
        opened.close()
        opened = open_library(disk / "library")
        assert (contents(opened), results(opened)) == known
        assert opened.sync(write(FILES)).unchanged == 2
        check_whole(opened)
        opened.close()


def test_search_files_are_made_elsewhere_where_the_disk_is_full(tmp_path: Path, write: Write) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        _, found = filled(disk / "library", write(FILES))
        opened = open_library(disk / "library")
        shutil.rmtree(disk / "library" / "generations")
        with pytest.raises(OSError, match="No space"):
            (disk / "filling").write_bytes(bytes(4_000_000))
        assert results(opened) == found
        opened.close()


def test_a_library_on_a_disk_that_only_reads_is_searched(tmp_path: Path, write: Write) -> None:
    with small_disk(tmp_path / "disk", "20m") as disk:
        _, found = filled(disk / "library", write(FILES))
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        opened = open_library(disk / "library")
        assert results(opened) == found
        assert read_status(disk / "library").articles == 2
        with pytest.raises(LibraryError, match="can't write"):
            opened.sync(write({"a.md": "Something else."}))
        assert not check(disk / "library", opened.encoder)
        opened.close()


def test_what_a_log_holds_on_a_disk_that_only_reads_is_named(tmp_path: Path, write: Write) -> None:
    with small_disk(tmp_path / "disk", "20m") as disk:
        filled(disk / "library", write(FILES))
        code = (
            "import os, sys; from pathlib import Path; from tests.index.states import open_library\n"
            "library = open_library(Path(sys.argv[1]))\n"
            "with library.store.writing() as batch: batch.put_folders(['x']); os._exit(0)\n"
        )
        subprocess.run([sys.executable, "-c", code, disk / "library"], check=True)
        (disk / "library" / "library.sqlite-shm").unlink()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(LibraryError, match="once where it can be written to"):
            open_library(disk / "library")


def damage_of(path: Path, kind: str) -> None:
    data = path.read_bytes()
    if kind == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "no database":
        path.write_bytes(b"Dear diary, " * 1000)
    elif kind == "first page":
        path.write_bytes(os.urandom(100) + data[100:])
    else:
        path.write_bytes(data[:12288] + os.urandom(4096) + data[16384:])


@pytest.mark.parametrize("kind", ["truncated", "empty", "no database", "first page", "a page"])
def test_a_damaged_database_is_repaired_and_healed(kind: str, tmp_path: Path, write: Write) -> None:
    place, folder = tmp_path / "library", write({f"{n}.md": f"Talk {n} on trade. " * 20 for n in range(30)})
    known = filled(place, folder)
    damage_of(place / "library.sqlite", kind)
    damaged = (place / "library.sqlite").read_bytes()
    if kind != "a page":
        with pytest.raises(LibraryDamaged, match="footnote check --repair"):
            open_library(place).store.digests()
    findings = check(place)
    assert {finding.kind for finding in findings} == {"database"}
    done = repair(place, findings, ("words-by-checksum", 64))
    (aside,) = place.glob("library.sqlite.aside-*[0-9]")
    assert any(str(aside) in line for line in done)
    assert not damaged or aside.read_bytes() == damaged, "the only copy was changed"
    assert not check(place)
    opened = open_library(place)
    check_whole(opened)
    opened.sync(folder)
    assert (contents(opened), results(opened)) == known


@pytest.mark.parametrize("name", ["format", "encoder", "dimension", "generation"])
@pytest.mark.parametrize("change", ["DELETE FROM meta", "UPDATE meta SET value = CAST('7.' AS BLOB)"])
def test_a_database_that_does_not_say_what_it_is_is_damaged(
    name: str, change: str, tmp_path: Path, write: Write
) -> None:
    place = tmp_path / "library"
    filled(place, write(FILES))
    opened = open_library(place)
    with closing(sqlite3.connect(place / "library.sqlite")) as connection, connection:
        connection.execute(f"{change} WHERE name = ?", (name,))
    with pytest.raises(LibraryDamaged, match="footnote check --repair"):
        opened.search("Hanoi")
    with pytest.raises(LibraryDamaged, match="footnote check --repair"):
        open_library(place)
    with pytest.raises(LibraryDamaged, match="footnote check --repair"):
        read_status(place)


def test_most_of_a_database_is_salvaged(tmp_path: Path, write: Write) -> None:
    place, folder = tmp_path / "library", write({f"{n}.md": f"Talk {n} on trade. " * 50 for n in range(60)})
    filled(place, folder)
    damage_of(place / "library.sqlite", "first page")
    data = bytearray((place / "library.sqlite").read_bytes())
    middle = len(data) // 2
    data[middle : middle + 12_000] = os.urandom(12_000)
    (place / "library.sqlite").write_bytes(data)
    done = repair(place, check(place), ("words-by-checksum", 64))
    whole = len(open_library(place).store.digests())
    assert 30 <= whole < 60
    assert (
        sum(line.startswith("taken out: articles/") for line in done)
        + sum(int(line.split()[2]) for line in done if line.endswith(" more"))
        == 60 - whole
    )


def test_a_torn_log_leaves_an_older_state_or_the_newest(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "library"
    library = open_library(place)
    library.sync(write(FILES))
    states = [contents(library)]
    true, calls = generation.tidy, []

    def once(*arguments: Path | int) -> None:
        calls.append(arguments)
        if len(calls) == 2:  # after it is published: the log stays as it is
            raise sqlite3.OperationalError("stopped")
        true(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(generation, "tidy", once)
        library.sync(write({**FILES, "c.md": "Envoys met in June."}))
    states.append(contents(library))
    shutil.copytree(place, tmp_path / "torn")
    log = tmp_path / "torn" / "library.sqlite-wal"
    with log.open("r+b") as file:
        file.truncate(log.stat().st_size - 1500)
    torn = open_library(tmp_path / "torn")
    assert contents(torn) in states
    check_whole(torn)
    torn.sync(tmp_path / "articles")
    assert contents(torn) == states[1]


def test_search_files_without_their_database_are_told_of(tmp_path: Path, write: Write) -> None:
    place, folder = tmp_path / "library", write(FILES)
    known = filled(place, folder)
    (place / "library.sqlite").unlink()
    with pytest.raises(MissingLibrary, match="footnote restore"):
        read_status(place)
    assert filled(place, folder) == known


class Moving:
    """A loader whose file is written to, or deleted, as soon as it was read."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text, self.true = path, text, Loader

    def __call__(self, **options: int) -> "Moving":
        self.loader = self.true(**options)
        return self

    def __enter__(self) -> "Moving":
        return self

    def __exit__(self, *_: object) -> None:
        self.loader.__exit__(None, None, None)

    def load(self, path: Path, root: Path) -> Iterator[object]:
        yield from self.loader.load(path, root)
        if path == self.path:
            self.path.write_text(self.text) if self.text else self.path.unlink(missing_ok=True)


@pytest.mark.parametrize("text", ["Second words, and more of them.", ""])
def test_a_file_that_changes_or_goes_while_it_is_read(
    text: str, library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(FILES)
    library.sync(folder)
    (folder / "a.md").write_text("First words.")
    with monkeypatch.context() as patch:
        patch.setattr(index.sync, "Loader", Moving(folder / "a.md", text))
        report = library.sync(folder)
    assert [failure.reason for failure in report.failed] == ["it changed while it was read: sync again"]
    kept = library.article("articles/a.md")
    assert kept is not None
    assert kept.text == FILES["a.md"], "a text of which nobody knows whether it is whole"
    report = library.sync(folder)
    assert (report.updated, report.removed) == ((1, 0) if text else (0, 1))
    check_whole(library)


def test_a_clock_that_jumps_changes_nothing(library: Library, write: Write) -> None:
    folder = write(FILES)
    library.sync(folder)
    before = contents(library), results(library)
    for seconds in (0, 4_000_000_000):
        os.utime(folder / "a.md", (seconds, seconds))
        assert not library.sync(folder).changed
    os.utime(folder / "b.md", (0, 0))
    (folder / "b.md").write_text("Envoys met in June.")
    os.utime(folder / "b.md", (0, 0))
    assert library.sync(folder).updated == 1
    (folder / "b.md").write_text(FILES["b.md"])
    library.sync(folder)
    assert (contents(library), results(library)) == before


def test_the_second_of_two_syncs_names_the_first(library: Library, write: Write) -> None:
    folder = write(FILES)
    with library.store.writing(), pytest.raises(LibraryBusy, match=f"process {os.getpid()}"):
        open_library(library.store.path).sync(folder)
    assert library.sync(folder).added == 2


def test_a_reader_from_before_goes_on_through_a_repair(tmp_path: Path, write: Write) -> None:
    place = tmp_path / "library"
    reader = open_library(place)
    reader.sync(write(FILES))
    found = results(reader)
    assert not check(place)
    repair(place, [Finding("database", "none", "none")], ("words-by-checksum", 64))
    assert results(reader) == found
    reader.sync(write({"c.md": "Envoys met in June."}))
    assert [hit.chunk.text for hit in reader.search("envoys", 5)] == ["Envoys met in June."]
    check_whole(reader)
