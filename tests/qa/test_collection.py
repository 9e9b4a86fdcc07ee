"""A collection brings its library in step in the background, one sync at a time."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from corpus.errors import InputError, LibraryBusy
from index.encoder import Encoded
from index.library import Library
from index.local.store import LocalStore
from qa.collection import Collection
from qa.uploads import Received
from tests.conftest import Write
from tests.slow_encoder import SlowEncoder


@pytest.fixture
def encoder() -> SlowEncoder:
    return SlowEncoder()


@pytest.fixture
def collection(tmp_path: Path, encoder: SlowEncoder) -> Iterator[Collection]:
    library = Library(encoder, LocalStore(tmp_path / "library", encoder.name, encoder.dimension))
    made = Collection(library)
    yield made
    encoder.gate.set()
    made.close()
    library.close()


def library_of(collection: Collection) -> Library:
    return collection._library


def add(collection: Collection, tmp_path: Path, **texts: str) -> list[str]:
    """Uploads a .txt file of each name; gives the lines of those that were refused."""
    files = []
    for name, text in texts.items():
        path = tmp_path / f"coming-{name}"
        path.write_text(text)
        files.append(Received(path, f"{name}.txt"))
    return collection.add(files)[1]


def test_an_upload_is_an_article_once_its_sync_has_ended(collection: Collection, tmp_path: Path) -> None:
    assert add(collection, tmp_path, tea="Tea came to Ord in 1720.", empty="") == [
        "empty.txt is empty: there is nothing to read in it"
    ]
    collection.wait()
    (hit,) = library_of(collection).search("tea", 1)
    assert collection.uploaded(hit.article.path) == "tea.txt"
    state = collection.state()
    assert (state.running, state.edition) == (False, 1)
    assert state.outcome is not None
    assert state.outcome.report.added == 1


def test_a_sync_goes_through_every_folder_and_the_uploads(
    collection: Collection, tmp_path: Path, write: Write
) -> None:
    folder = write({"a.md": "# A\n\nThe first words."})
    library_of(collection).sync(folder)
    add(collection, tmp_path, tea="Tea came to Ord in 1720.")
    collection.wait()
    write({"b.md": "# B\n\nThe second words."})
    (collection.uploads / "tea.txt").unlink()
    collection.sync()
    collection.wait()
    assert sorted(library_of(collection).store.digests()) == ["articles/b.md"]
    outcome = collection.state().outcome
    assert outcome is not None
    assert (outcome.report.added, outcome.report.removed) == (1, 2)


def test_while_a_sync_is_under_way_a_second_is_refused_and_searches_go_on(
    collection: Collection, encoder: SlowEncoder, tmp_path: Path
) -> None:
    add(collection, tmp_path, tea="Tea came to Ord in 1720.")
    collection.wait()
    encoder.reached.clear()
    encoder.gate.clear()
    add(collection, tmp_path, rum="Rum came to Ord in 1730.")
    assert encoder.reached.wait(timeout=60)
    with pytest.raises(LibraryBusy, match="under way already"):
        collection.sync()
    assert [hit.article.title for hit in library_of(collection).search("Ord", mode="sparse")] == ["tea"]
    assert collection.state().running
    add(collection, tmp_path, ale="Ale came to Ord in 1740.")
    encoder.gate.set()
    collection.wait()
    assert sorted(library_of(collection).store.digests()) == [
        f"uploads/{n}.txt" for n in ("ale", "rum", "tea")
    ]


def test_a_sync_that_is_stopped_says_so_and_the_next_one_reads_the_rest(
    collection: Collection, encoder: SlowEncoder, tmp_path: Path
) -> None:
    encoder.gate.clear()
    add(collection, tmp_path, tea="Tea came to Ord in 1720.")
    assert encoder.reached.wait(timeout=60)
    collection.stop()
    encoder.gate.set()
    collection.wait()
    outcome = collection.state().outcome
    assert outcome is not None
    assert outcome.stopped
    collection.sync()
    collection.wait()
    assert list(library_of(collection).store.digests()) == ["uploads/tea.txt"]


def test_a_deleted_upload_is_never_found_again(collection: Collection, tmp_path: Path) -> None:
    add(collection, tmp_path, tea="Tea came to Ord in 1720.", rum="Rum came to Ord in 1730.")
    collection.wait()
    assert [article.doc_id for article in collection.articles_of("tea.txt")] == ["uploads/tea.txt"]
    collection.delete("tea.txt")
    collection.wait()
    assert [hit.chunk.doc_id for hit in library_of(collection).search("Ord tea")] == ["uploads/rum.txt"]
    assert [path.name for path in collection.uploads.iterdir()] == ["rum.txt"]
    collection.delete("rum.txt")
    collection.wait()
    assert not library_of(collection).store.digests()
    assert collection.folders() == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../library.sqlite", "/etc/hosts", "nowhere.txt", ".tea.txt.part"]
)
def test_only_an_uploaded_file_can_be_deleted(collection: Collection, tmp_path: Path, name: str) -> None:
    add(collection, tmp_path, tea="Tea came to Ord in 1720.")
    collection.wait()
    (collection.uploads / ".tea.txt.part").write_text("half")
    with pytest.raises(InputError, match="not among the uploaded files"):
        collection.delete(name)
    assert (collection.uploads.parent / "library.sqlite").exists()
    assert collection.state().edition == 1


def test_a_folder_that_is_gone_is_named_and_the_others_are_synced(
    collection: Collection, tmp_path: Path, write: Write
) -> None:
    folder = write({"a.md": "# A\n\nThe first words."})
    library_of(collection).sync(folder)
    folder.rename(tmp_path / "elsewhere")
    add(collection, tmp_path, tea="Tea came to Ord in 1720.")
    collection.wait()
    collection.sync()
    collection.wait()
    outcome = collection.state().outcome
    assert outcome is not None
    (problem,) = outcome.problems
    assert f"{folder} is not there" in problem
    assert outcome.report.unchanged == 1
    assert sorted(library_of(collection).store.digests()) == ["articles/a.md", "uploads/tea.txt"]


def test_a_library_without_folders_says_how_to_begin(collection: Collection) -> None:
    with pytest.raises(InputError, match="footnote index FOLDER"):
        collection.sync()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_that_nobody_foresaw_ends_the_sync_and_is_owned_up_to(
    collection: Collection, encoder: SlowEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(texts: Sequence[str]) -> list[Encoded]:
        raise RuntimeError(f"a fault over {len(texts)} passages")

    monkeypatch.setattr(encoder, "read_documents", broken)
    add(collection, tmp_path, tea="Tea came to Ord in 1720.")
    collection.wait()
    state = collection.state()
    assert not state.running
    assert state.outcome is not None
    assert "something broke" in state.outcome.problems[0]
