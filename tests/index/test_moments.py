"""What other processes and odd clocks do to a library while it is open."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

import index.sync
from corpus.errors import LibraryBusy, LibraryMismatch
from index.encoder import HashEncoder
from index.hit import Filter
from index.library import Library
from index.local import place
from index.local.backup import back_up
from index.local.checking import check
from index.local.connecting import connect
from index.local.restoring import restore
from index.local.store import LocalStore
from tests.conftest import Write
from tests.index.states import check_whole, contents, open_library, results
from tests.index.test_damage import Moving

FILES = {"a.md": "The summit in Hanoi ended early.", "b.md": "Border trade fell. Alpha rose."}


def other_process(library: Path, *statements: str) -> None:
    """What another Footnote does to the database."""
    connection = connect(library / "library.sqlite")
    for statement in statements:
        connection.execute(statement)
    connection.close()


RISEN = "UPDATE meta SET value = '4' WHERE name = 'format'"
NEXT = "UPDATE meta SET value = value + 1 WHERE name = 'generation'"
LATER = {
    "another format": [RISEN],
    "and generation": [RISEN, NEXT],
    "and tables": [RISEN, "ALTER TABLE chunk RENAME TO passage", "ALTER TABLE vector RENAME TO embedding"],
    "another encoder": ["UPDATE meta SET value = 'another' WHERE name = 'encoder'"],
    "no checksums": ["DELETE FROM meta WHERE name = 'sums'"],
}


@pytest.mark.parametrize("kind", LATER)
def test_a_reader_from_before_an_upgrade_says_what_to_do(kind: str, library: Library, write: Write) -> None:
    folder = write(FILES)
    library.sync(folder)
    results(library)
    other_process(library.store.path, *LATER[kind])
    before = (library.store.path / "library.sqlite").read_bytes()
    for use in (
        lambda: library.search("summit", 5),
        lambda: library.article("articles/a.md"),
        lambda: library.sync(folder),
        lambda: open_library(library.store.path),
    ):
        with pytest.raises(LibraryMismatch, match=r"new library \(--library DIR\)") as raised:
            use()
        assert "\n" not in str(raised.value)
    assert (library.store.path / "library.sqlite").read_bytes() == before


def test_a_library_of_a_later_version_is_not_repaired(library: Library, write: Write) -> None:
    library.sync(write(FILES))
    other_process(library.store.path, *LATER["and tables"])
    with pytest.raises(LibraryMismatch, match="use the Footnote that made it"):
        check(library.store.path)


def test_a_state_without_its_search_files_is_searched_by_a_reader_from_before(
    library: Library, write: Write
) -> None:
    library.sync(write(FILES))
    found = results(library)
    other_process(library.store.path, NEXT)
    assert results(library) == found


class Renamed(HashEncoder):
    """Another encoder, whose vectors look alike."""

    name = "words-by-another-checksum"


def test_a_reader_sees_that_a_backup_of_another_encoder_came_in(
    library: Library, write: Write, tmp_path: Path
) -> None:
    folder = write(FILES)
    library.sync(folder)
    results(library)
    other = Library(Renamed(), LocalStore(tmp_path / "other", Renamed.name, Renamed.dimension))
    other.sync(folder)
    other.close()
    back_up(tmp_path / "other", tmp_path / "other.zip")
    restore(tmp_path / "other.zip", library.store.path, replace=True)
    with pytest.raises(LibraryMismatch, match="words-by-another-checksum"):
        library.search("summit", 5)


def test_of_two_syncs_at_once_one_waits_or_names_the_other(tmp_path: Path, write: Write) -> None:
    folder = write({f"{n}.md": f"Talk {n} about trade. " * 40 for n in range(40)})
    code = (
        "import sys; from pathlib import Path; from corpus.errors import LibraryBusy\n"
        "from tests.index.states import open_library\n"
        "try: open_library(Path(sys.argv[1])).sync(Path(sys.argv[2]))\n"
        "except LibraryBusy as error: print(error); sys.exit(9)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "library"), str(folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [(process.communicate(timeout=120)[0], process.returncode) for process in running]
    assert {status for _, status in said} <= {0, 9}
    assert 0 in {status for _, status in said}
    assert all("is being written by process" in text for text, status in said if status)
    synced = open_library(tmp_path / "library")
    assert synced.sync(folder).unchanged == 40
    check_whole(synced)
    assert not check(tmp_path / "library")
    synced.close()


def test_a_writer_that_waits_in_vain_changes_nothing(library: Library, write: Write) -> None:
    library.sync(write(FILES))
    before = contents(library)
    with place.holding(library.store.path), pytest.raises(LibraryBusy, match=f"process {os.getpid()}"):
        library.sync(write({"c.md": "Envoys met in June."}))
    assert contents(library) == before


@pytest.mark.parametrize("year", [1970, 2400])
def test_a_wrong_clock_changes_nothing_that_is_found(
    year: int, library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated = {
        **FILES,
        "f.md": "---\ntitle: Later\ndate: 2399-12-31\n---\nThe summit in Hanoi was in the future.",
    }
    library.sync(write(dated))
    before = contents(library), results(library)
    assert [
        hit.article.published for hit in library.search("summit", 1, where=Filter(since="2300-01-01"))
    ] == ["2399-12-31"]

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Wrong":
            return cls(year, 1, 1)

    monkeypatch.setattr(place, "datetime", Wrong)
    monkeypatch.setattr("time.time", lambda: datetime(year, 1, 1).timestamp())
    assert not library.sync(write(dated)).changed
    again = open_library(library.store.path)
    assert (contents(again), results(again)) == before
    assert not check(library.store.path)
    again.close()


def test_a_file_cut_off_while_it_is_read_keeps_its_former_articles(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write({**FILES, "m.jsonl": '{"title": "One", "text": "Envoys met."}\n' * 3})
    library.sync(folder)
    before = contents(library)
    long = '{"title": "Two", "text": "Envoys met again."}\n'
    (folder / "m.jsonl").write_text(long * 3)
    with monkeypatch.context() as patch:
        patch.setattr(index.sync, "Loader", Moving(folder / "m.jsonl", long + long[:20]))
        report = library.sync(folder)
    assert [failure.reason for failure in report.failed] == ["it changed while it was read: sync again"]
    assert contents(library) == before
    check_whole(library)
