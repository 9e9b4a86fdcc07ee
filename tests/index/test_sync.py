"""A library follows its folder: laws 5, 6 and 7, and what a sync reports."""

import gzip
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import FolderError, InputError, LibraryBusy
from index.embedding import Embedded, embed
from index.encoder import HashEncoder, Vectors
from index.hit import Filter
from index.library import MAX_K, MODES, Library, Mode
from index.local.store import LocalStore
from index.store import Missing
from index.sync import Progress, SyncReport
from tests.conftest import Write, library_in
from tests.index.states import check_whole, contents, open_library, results

HANOI = "---\ntitle: Hanoi\nsource: Daily\ndate: 2019-02-28\n---\nThe summit in Hanoi ended early. No deal."
BODIES = {
    "hanoi": HANOI,
    "border": "---\ntitle: Border\nsource: Wire\ndate: 2020-01-31\n---\nTrade at the border fell. It shut.",
    "plain": "A text of version one. It has no date.",
    "plain2": "A text of version two. It has no date.",
    "long": "---\ntitle: Long\ndate: 2021-06-01\n---\n" + "The alpha sentence says little. " * 60,
    "same": HANOI,
    "empty": "",
}
CLAUSES = "What did the Daily say on 28 February 2019, and why did trade at the border fall before it shut?"
FOLDERS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(sorted(BODIES)), min_size=1, max_size=5)


class CountingEncoder(HashEncoder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return super().encode_document(texts)


def files(state: dict[str, str]) -> dict[str, str]:
    return {f"{name}.md": BODIES[body] for name, body in state.items()}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(states=st.lists(FOLDERS, min_size=2, max_size=4))
def test_sync_after_any_edit_equals_a_fresh_build(
    states: list[dict[str, str]], size: str, write: Write, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("edits")
    edited = open_library(place / "edited")
    for state in states:
        report = edited.sync(write(files(state)))
        assert len(report.failed) == list(state.values()).count("empty")
    fresh = open_library(place / "fresh")
    fresh.sync(write(files(states[-1])))
    assert contents(edited) == contents(fresh)
    assert results(edited) == results(fresh)
    check_whole(edited)
    edited.close()
    fresh.close()


def test_a_second_sync_does_no_work(tmp_path: Path, write: Write) -> None:
    encoder = CountingEncoder()
    library = Library(encoder, LocalStore(tmp_path / "library", encoder.name, encoder.dimension))
    folder = write({"a.md": BODIES["hanoi"], "b.md": BODIES["border"], "c.md": ""})
    first = library.sync(folder)
    embedded = list(encoder.embedded)
    before = sorted((p, p.stat().st_mtime_ns) for p in (tmp_path / "library" / "generations").rglob("*"))
    second = library.sync(folder)
    assert first.added == second.unchanged == 2
    assert not second.changed
    assert second.failed == first.failed != ()
    assert encoder.embedded == embedded
    assert before == sorted(
        (p, p.stat().st_mtime_ns) for p in (tmp_path / "library" / "generations").rglob("*")
    )


def test_unchanged_text_is_never_embedded_again(tmp_path: Path, write: Write) -> None:
    encoder = CountingEncoder()
    library = Library(encoder, LocalStore(tmp_path / "library", encoder.name, encoder.dimension))
    library.sync(write({"a.md": BODIES["hanoi"], "b.md": BODIES["border"]}))
    encoder.embedded.clear()
    report = library.sync(write({"renamed.md": BODIES["hanoi"], "b.md": BODIES["border"]}))
    assert (report.added, report.removed, report.unchanged) == (1, 1, 1)
    assert encoder.embedded == []


class _AheadEncoder(HashEncoder):
    """Takes all texts before it gives the vectors of the last, which come first."""

    def embed_stream(self, waiting: Iterable[Sequence[Missing]]) -> Iterator[list[Embedded]]:
        taken = [*itertools.chain.from_iterable(waiting)]
        assert len({item.key for item in taken}) == len(taken)
        for some in reversed([taken[start : start + 100] for start in range(0, len(taken), 100)]):
            yield embed(HashEncoder(), some)


def test_an_encoder_that_reads_ahead_makes_the_same_library(tmp_path: Path, write: Write) -> None:
    alike = {f"{n}.txt": f"Talk {n % 150} was held in Hanoi." for n in range(300)}
    folder = write(alike)
    made = []
    for place, encoder in (("plain", HashEncoder()), ("ahead", _AheadEncoder())):
        with library_in(tmp_path / place, encoder) as library:
            told: list[Progress] = []
            library.sync(folder, told.append)
            assert told[-1].done == told[-1].total
            check_whole(library)
            made.append(results(library))
    assert made[0] == made[1]


def test_only_the_changed_chunks_of_a_long_article_are_embedded(tmp_path: Path, write: Write) -> None:
    encoder = CountingEncoder()
    library = Library(encoder, LocalStore(tmp_path / "library", encoder.name, encoder.dimension))
    sentences = [f"Sentence number {n} speaks of the talks at length and in vain." for n in range(120)]
    library.sync(write({"a.txt": "A title\n\n" + " ".join(sentences)}))
    first = len(encoder.embedded)
    encoder.embedded.clear()
    report = library.sync(write({"a.txt": "A title\n\n" + " ".join([*sentences, "One more sentence."])}))
    assert report.updated == 1
    assert 1 <= len(encoder.embedded) <= 2 < first


def test_a_deleted_article_is_never_found_again(size: str, library: Library, write: Write) -> None:
    library.sync(write({"a.md": BODIES["hanoi"], "b.md": BODIES["border"]}))
    other = open_library(library.store.path)
    assert other.search("summit in Hanoi", mode="sparse")
    library.sync(write({"b.md": BODIES["border"]}))
    for reader in (library, other, open_library(library.store.path)):
        for mode in MODES:
            assert {hit.chunk.doc_id for hit in reader.search("summit in Hanoi", mode=mode)} <= {
                "articles/b.md"
            }
        assert reader.article("articles/a.md") is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    state=st.lists(st.sampled_from(["hanoi", "border", "plain", "long", "same"]), min_size=1, max_size=8),
    where=st.sampled_from(
        [
            Filter(),
            Filter(("Daily",)),
            Filter(("wire", "DAILY")),
            Filter(since="2020-01-01"),
            Filter(until="2019-12-31"),
        ]
    ),
    k=st.one_of(st.integers(1, 30), st.just(MAX_K)),
)
def test_a_filter_gives_all_that_match_up_to_k(
    state: list[str],
    where: Filter,
    k: int,
    size: str,
    write: Write,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    library = open_library(tmp_path_factory.mktemp("filter") / "library")
    library.sync(write({f"{n}.md": BODIES[body] for n, body in enumerate(state)}))
    chunks = {
        c for article, _, rows in contents(library).values() if where.matches(article) for c, *_ in rows
    }
    modes: tuple[Mode, ...] = ("dense", "hybrid", "best")
    for mode, query in itertools.product(modes, ("the summit", CLAUSES)):
        hits = library.search(query, k, mode=mode, where=where)
        assert len(hits) == min(k, len(chunks))
        assert {hit.chunk.chunk_id for hit in hits} <= chunks
    words = library.search("the", 1000, mode="sparse", where=where)
    assert {hit.chunk.chunk_id for hit in words} == {
        hit.chunk.chunk_id for hit in library.search("the", 1000, mode="sparse") if where.matches(hit.article)
    }
    library.close()


def test_two_folders_share_a_library(library: Library, tmp_path: Path) -> None:
    for name, body in (("one", "hanoi"), ("two", "border")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(BODIES[body])
        library.sync(tmp_path / name)
    assert sorted(library.store.digests()) == ["one/a.md", "two/a.md"]
    (tmp_path / "two" / "a.md").unlink()
    assert library.sync(tmp_path / "two").removed == 1
    assert sorted(library.store.digests()) == ["one/a.md"]


def test_a_file_of_many_articles_keeps_the_good_ones(library: Library, write: Write) -> None:
    good = [json.dumps({"title": f"T{n}", "text": f"Text {n} is here.", "doc_id": f"d{n}"}) for n in range(3)]
    folder = write({"many.jsonl": "\n".join([good[0], "{broken", good[1], good[0], good[2]])})
    report = library.sync(folder)
    assert sorted(library.store.digests()) == ["d0", "d1", "d2"]
    assert [failure.line for failure in report.failed] == [2, 4]


def test_one_doc_id_in_two_files_is_reported_with_the_first(library: Library, write: Write) -> None:
    record = json.dumps({"title": "T", "text": "Some text.", "doc_id": "same"})
    report = library.sync(write({"a.jsonl": record, "b.jsonl": record}))
    assert report.added == 1
    assert "a.jsonl" in report.failed[0].reason
    assert library.sync(write({"a.jsonl": record, "b.jsonl": record})).unchanged == 1


def test_a_compressed_file_is_read(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl.gz"
    with gzip.open(path, "wt") as file:
        file.write(json.dumps({"title": "T", "text": "Some text.", "date": "2021/06/17"}) + "\n")
    assert library.sync(path).added == 1
    assert library.store.articles()[0].published == "2021-06-17"


def test_progress_tells_stage_rate_and_time_left(library: Library, write: Write) -> None:
    told: list[Progress] = []
    library.sync(write({f"{n}.md": BODIES["hanoi"] + f"Number {n}." for n in range(5)}), told.append)
    assert {progress.stage for progress in told} == {"reading", "embedding"}
    last = told[-1]
    assert last.done == last.total == 5
    assert Progress("embedding", 10, 30, 5.0).rate == 2
    assert Progress("embedding", 10, 30, 5.0).seconds_left == 10


def test_a_folder_that_is_missing_or_empty_is_named(library: Library, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="nowhere"):
        library.sync(tmp_path / "nowhere")
    (tmp_path / "void").mkdir()
    with pytest.raises(FolderError, match="void"):
        library.sync(tmp_path / "void")


def test_a_second_writer_is_told_who_holds_the_library(library: Library, write: Write) -> None:
    folder = write({"a.md": BODIES["hanoi"]})
    with library.store.writing(), pytest.raises(LibraryBusy, match=r"process \d+"):
        open_library(library.store.path).sync(folder)
    assert library.sync(folder).added == 1


def test_ctrl_c_keeps_what_is_complete(tmp_path: Path, write: Write) -> None:
    class Interrupting(CountingEncoder):
        def encode_document(self, texts: Sequence[str]) -> Vectors:
            if self.embedded:
                raise KeyboardInterrupt
            return super().encode_document(texts)

    encoder = Interrupting()
    library = Library(encoder, LocalStore(tmp_path / "library", encoder.name, encoder.dimension))
    articles = {f"{n:03}.md": f"---\ntitle: T{n}\n---\nText number {n} is short." for n in range(300)}
    with pytest.raises(KeyboardInterrupt):
        library.sync(write(articles))
    kept = len(library.store.digests())
    assert kept == len(encoder.embedded) == 128
    again = open_library(tmp_path / "library")
    check_whole(again)
    assert again.sync(write(articles)) == SyncReport(added=300 - kept, unchanged=kept)
    fresh = open_library(tmp_path / "fresh")
    fresh.sync(write(articles))
    assert contents(again) == contents(fresh)
    assert results(again) == results(fresh)


def test_what_was_embedded_before_a_failure_is_not_embedded_again(tmp_path: Path, write: Write) -> None:
    class Failing(CountingEncoder):
        def encode_document(self, texts: Sequence[str]) -> Vectors:
            if self.embedded:
                raise ZeroDivisionError
            return super().encode_document(texts)

    failing, encoder = Failing(), CountingEncoder()
    articles = {f"{n:03}.md": f"---\ntitle: T{n}\n---\nText number {n} is short." for n in range(150)}
    library = Library(failing, LocalStore(tmp_path / "library", failing.name, failing.dimension))
    with pytest.raises(ZeroDivisionError):
        library.sync(write(articles))
    assert library.search("text", mode="sparse") == []
    healed = Library(encoder, library.store)
    healed.sync(write(articles))
    assert len(failing.embedded) + len(encoder.embedded) == 150
    fresh = open_library(tmp_path / "fresh")
    fresh.sync(write(articles))
    assert contents(healed) == contents(fresh)


@pytest.mark.parametrize(
    ("k", "query"), [(0, "x"), (-1, "x"), (10**6, "x"), (5, ""), (5, " \n"), (5, "word " * 10_000)]
)
def test_a_bad_search_is_refused(library: Library, k: int, query: str) -> None:
    with pytest.raises(InputError):
        library.search(query, k)


def test_the_folders_that_were_synced_are_remembered_without_those_within_another(
    library: Library, tmp_path: Path
) -> None:
    inner, outer, other = tmp_path / "all" / "inner", tmp_path / "all", tmp_path / "other"
    for folder in (inner, other):
        folder.mkdir(parents=True)
        (folder / "a.md").write_text(BODIES["hanoi"])
    for folder in (inner, other):
        library.sync(folder)
    assert library.store.folders() == [str(inner), str(other)]
    library.sync(outer)
    library.sync(inner)
    assert library.store.folders() == [str(other), str(outer)]


def test_what_lies_in_the_librarys_own_folder_is_part_of_no_folder_around_it(
    library: Library, tmp_path: Path
) -> None:
    uploads = tmp_path / "library" / "uploads"
    uploads.mkdir()
    (uploads / "own.md").write_text(BODIES["hanoi"])
    (tmp_path / "a.md").write_text(BODIES["border"])
    library.sync(uploads)
    report = library.sync(tmp_path)
    assert (report.added, report.removed) == (1, 0)
    assert sorted(library.store.digests()) == [f"{tmp_path.name}/a.md", "uploads/own.md"]
    assert library.store.folders() == [str(tmp_path)]


def test_an_upload_takes_no_doc_id_from_an_article_of_a_folder(
    library: Library, write: Write, tmp_path: Path
) -> None:
    record = json.dumps({"title": "First", "text": "It was the first.", "doc_id": "d1"})
    library.sync(write({"a.jsonl": record}))
    uploads = tmp_path / "library" / "uploads"
    uploads.mkdir()
    (uploads / "b.jsonl").write_text(record.replace("irst", "orged"))
    report = library.sync(uploads)
    assert (report.added, report.updated) == (0, 0)
    assert "'d1' is taken already by" in report.failed[0].reason
    kept = library.article("d1")
    assert kept is not None
    assert kept.title == "First"
