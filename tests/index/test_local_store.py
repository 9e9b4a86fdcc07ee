"""The store on disk: what it refuses, what it equals, and how it is used by several at once."""

import gc
import sqlite3
import threading
from pathlib import Path

import pytest

from corpus.errors import InputError, LibraryDamaged, LibraryMismatch, MissingLibrary
from index.encoder import HashEncoder
from index.hit import Filter
from index.local.status import read_status
from index.local.store import LocalStore
from tests.conftest import Write
from tests.index.states import open_library
from tests.index.stores import put

ENCODER = HashEncoder()


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "library", ENCODER.name, ENCODER.dimension)


def test_old_generations_are_tidied_away(store: LocalStore) -> None:
    for n in range(5):
        put(store, f"text {n}")
    assert sorted(path.name for path in (store.path / "generations").iterdir()) == ["4", "5"]


def test_a_thread_that_ends_leaves_no_connection_open(store: LocalStore) -> None:
    put(store, "some text")
    for _ in range(20):
        thread = threading.Thread(target=lambda: store.sparse("text", 5, Filter()))
        thread.start()
        thread.join()
    gc.collect()
    assert len(store._connections) <= 2


@pytest.mark.parametrize("number", [1, 99])
def test_a_library_of_another_format_is_refused_in_one_line_with_the_cure(
    number: int, store: LocalStore
) -> None:
    with sqlite3.connect(store.path / "library.sqlite") as connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'format'", (str(number),))
        connection.execute("DROP TABLE token")  # format 1 had none
    connection.close()
    for refusing in (lambda: LocalStore(store.path, ENCODER.name, 64), lambda: read_status(store.path)):
        with pytest.raises(
            LibraryMismatch, match=f"format {number}, this Footnote reads 3.*--library"
        ) as told:
            refusing()
        assert "\n" not in str(told.value)


def test_tokens_go_with_the_last_chunk_that_says_the_same(tmp_path: Path, write: Write) -> None:
    library = open_library(tmp_path / "library")
    same = "---\ntitle: Talks\n---\nThe envoys met in Hanoi."
    library.sync(write({"a.md": same, "b.md": same, "c.md": "---\ntitle: Trade\n---\nTrade fell."}))
    ids = [f"articles/{name}.md#0" for name in "abc"]
    assert list(library.store.tokens(ids)) == ids
    for left in (["b", "c"], ["c"]):
        library.sync(
            write({f"{name}.md": (tmp_path / "articles" / f"{name}.md").read_text() for name in left})
        )
        assert list(library.store.tokens(ids)) == [f"articles/{name}.md#0" for name in left]
    with sqlite3.connect(tmp_path / "library" / "library.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM token").fetchone() == (1,)
    connection.close()


def test_a_damaged_database_says_what_to_do(tmp_path: Path, write: Write) -> None:
    library = open_library(tmp_path / "library")
    library.sync(write({"a.md": "Some text."}))
    library.close()
    for leftover in (tmp_path / "library").glob("library.sqlite-*"):
        leftover.unlink()
    (tmp_path / "library" / "library.sqlite").write_bytes(b"not a database at all" * 500)
    with pytest.raises(LibraryDamaged, match="footnote check --repair"):
        open_library(tmp_path / "library")


def test_a_folder_of_other_files_is_never_made_a_library(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(InputError, match="--library"):
        open_library(tmp_path)
    with pytest.raises(InputError, match="is a file"):
        open_library(tmp_path / "holiday.jpg")


def test_status_counts_what_is_there(tmp_path: Path, write: Write) -> None:
    with pytest.raises(MissingLibrary):
        read_status(tmp_path / "library")
    library = open_library(tmp_path / "library")
    library.sync(write({"a.md": "---\nsource: Daily\ndate: 2021-01-02\n---\nSome text.", "b.md": ""}))
    status = read_status(tmp_path / "library")
    assert (status.articles, status.chunks, status.first_published) == (1, 1, "2021-01-02")
    assert status.sources == (("Daily", 1),)
    assert status.failed[0].path.endswith("b.md")
    assert status.bytes_on_disk > 1000


def test_a_library_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="can't make a library"):
        LocalStore(tmp_path / "file" / "library", ENCODER.name, ENCODER.dimension)
