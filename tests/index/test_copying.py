"""A library carried into another store: all of it, whatever happens on the way, and nothing embedded."""

import sqlite3
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from corpus.errors import InputError, LibraryBusy, LibraryDamaged
from index.copying import copy
from index.encoder import Encoded, HashEncoder
from index.library import Library
from index.local.store import LocalStore
from index.store import Store
from index.sync import Progress, SyncReport
from tests.conftest import SAMPLES, Write
from tests.index.states import check_whole, results
from tests.index.stores import ENCODER, Make, local, milvus

_groups = count()
NOTHING = SyncReport()


class NoEncoder(HashEncoder):
    """One that must not be asked for the vectors of passages."""

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        raise AssertionError(f"{len(texts)} texts were embedded again")


@pytest.fixture(params=["local to local", "local to milvus", "milvus to local"])
def ways(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Make, Make]:
    """What opens libraries of the one kind and of the other."""
    makes = [
        local(tmp_path / side)
        if kind == "local"
        else milvus(request.getfixturevalue("lite_file"), f"copy{next(_groups)}")
        for side, kind in zip(("from", "to"), request.param.split(" to "), strict=True)
    ]
    return makes[0], makes[1]


def everything(store: Store) -> tuple[object, ...]:
    """All that a store holds, and what is found in it."""
    doc_ids = [article.doc_id for article in store.articles()]
    return (
        store.digests(),
        store.files(),
        store.folders(),
        store.indexed(doc_ids),
        [each.to_bytes() for each in store.tokens([f"{doc_id}#0" for doc_id in doc_ids]).values()],
        results(Library(ENCODER, store)),
    )


def filled(store: Store, write: Write, more: str = "") -> Store:
    """`store` with a handful of articles: one without words, one file that can't be read, texts alike."""
    texts = {f"{n}.md": f"The summit in Hanoi, day {n % 25}. Trade at the border. {more}" for n in range(30)}
    long = "A long text about the summit in Hanoi. " * 90
    Library(ENCODER, store).sync(write({**texts, "long.md": long, "empty.md": "", "bad.jsonl": "{"}))
    return store


def test_a_copy_holds_and_finds_what_the_library_does(ways: tuple[Make, Make], write: Write) -> None:
    source, target = filled(ways[0](), write), ways[1]()
    told: list[Progress] = []
    assert copy(source, target, on_progress=told.append) == SyncReport(added=31)
    assert everything(target) == everything(source)
    assert next((p.stage, p.done) for p in told if p.done == p.total) == ("reading", 31)
    assert told[-1].done == told[-1].total > 0


def test_a_copy_is_brought_in_step_without_embedding(ways: tuple[Make, Make], write: Write) -> None:
    source, target = filled(ways[0](), write), ways[1]()
    copy(source, target)
    (folder,) = source.folders()
    report = Library(NoEncoder(), target).sync(folder)
    assert (report.unchanged, report.changed) == (31, False)


def test_a_second_copy_changes_nothing(ways: tuple[Make, Make], write: Write) -> None:
    source, target = filled(ways[0](), write), ways[1]()
    copy(source, target)
    before = target.status().generation
    assert copy(source, target) == SyncReport(unchanged=31)
    assert target.status().generation == before


@pytest.mark.parametrize("stage", ["reading", "storing"])
def test_a_copy_that_was_cut_off_keeps_what_is_whole_and_goes_on(
    stage: str, ways: tuple[Make, Make], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.copying._ARTICLES_AT_ONCE", 8)
    monkeypatch.setattr("index.copying._VECTORS_AT_ONCE", 8)
    source, target = filled(ways[0](), write), ways[1]()

    told: list[Progress] = []

    def stop(progress: Progress) -> None:
        told.append(progress)
        if progress.stage == stage and progress.done > 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(source, target, on_progress=stop)
    part = target.digests()
    assert part.items() <= source.digests().items()
    assert len(part) < 31
    for item in target.indexed(list(part)):
        assert [item] == source.indexed([item.article.doc_id])
    again: list[Progress] = []
    copy(source, target, on_progress=again.append)
    assert everything(target) == everything(source)
    if stage == "storing":  # the vectors that were put are there for good
        assert again[-1].total == told[-1].total - told[-1].done > 0


def test_what_only_the_target_holds_is_given_up_by_request_alone(
    ways: tuple[Make, Make], write: Write
) -> None:
    source, target = filled(ways[0](), write), ways[1]()
    copy(source, target)
    folder = write({"1.md": "Another text of day one.", "2.md": "The summit in Hanoi."})
    Library(ENCODER, source).sync(folder)
    before = everything(target)
    with pytest.raises(InputError, match=r"holds 31 articles that .* --replace"):
        copy(source, target)
    assert everything(target) == before
    assert copy(source, target, replace=True) == SyncReport(updated=2, removed=29)
    assert everything(target) == everything(source)


def test_what_is_written_meanwhile_is_not_in_the_copy(ways: tuple[Make, Make], write: Write) -> None:
    source, target = filled(ways[0](), write), ways[1]()
    expected = everything(source)
    other = [LocalStore(source.path, ENCODER.name, ENCODER.dimension) if source.path.is_dir() else source]

    def meanwhile(progress: Progress) -> None:
        while other:
            filled(other.pop(), write, "More was said.")

    copy(source, target, on_progress=_in_another_thread(meanwhile))
    assert everything(target) == expected
    assert source.digests() != target.digests()


def test_two_who_copy_into_one_library_are_told_apart(
    ways: tuple[Make, Make], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.local.store._PATIENCE", 0.1)
    source, target = filled(ways[0](), write), ways[1]()
    with target.writing(), pytest.raises(LibraryBusy, match="is being written by process"):
        copy(source, target)
    assert not target.digests()


def test_a_damaged_vector_is_not_copied(tmp_path: Path, write: Write) -> None:
    source, target = (filled(local(tmp_path)("a"), write), local(tmp_path)("b"))
    with sqlite3.connect(source.path / "library.sqlite") as connection:
        connection.execute("UPDATE vector SET data = zeroblob(length(data)) WHERE id = 3")
    with pytest.raises(LibraryDamaged, match="a vector is not as it was written"):
        copy(source, target)
    assert not target.digests()


def test_the_sample_articles_go_there_and_back(tmp_path: Path, lite_file: Path) -> None:
    here, there, back = local(tmp_path)("here"), milvus(lite_file, "trip")(), local(tmp_path)("back")
    Library(ENCODER, here).sync(SAMPLES)
    assert copy(here, there).added == copy(there, back).added == len(here.digests())
    assert everything(here) == everything(back)
    check_whole(Library(ENCODER, back))


def _in_another_thread(call: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """`call`, from a thread that has its own connections, and so its own moment."""

    def run(progress: Progress) -> None:
        thread = Thread(target=call, args=(progress,))
        thread.start()
        thread.join(40)
        assert not thread.is_alive()

    return run
