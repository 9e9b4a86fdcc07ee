"""The store on disk: what it refuses, what it equals, and how it is used by several at once."""

import gc
import math
import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Chunk
from corpus.errors import InputError, LibraryDamaged, LibraryMismatch, MissingLibrary
from index.encoder import HashEncoder, Vectors
from index.hit import Filter
from index.late import passage_tokens
from index.local.status import read_status
from index.local.store import LocalStore
from tests.conftest import Write
from tests.index.states import open_library

ENCODER = HashEncoder()


def put(store: LocalStore, *texts: str) -> None:
    """Store each text as an article of one chunk, under its own words as its vector."""
    with store.writing() as batch:
        for n, text in enumerate(texts):
            article = Article(f"d{n}", "", text, source=f"s{n % 3}", published=f"2020-01-{n % 28 + 1:02}")
            batch.put(article, "digest", [Chunk(f"d{n}#0", f"d{n}", 0, len(text), text)], [f"key{n}"])
        for item in batch.missing(10_000):
            (read,) = ENCODER.read_documents([item.indexed])
            tokens = passage_tokens(item.indexed, item.text, read)
            batch.put_vectors([item.key], read.vector[None], [tokens])


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "library", ENCODER.name, ENCODER.dimension)


def test_a_new_library_is_empty(store: LocalStore) -> None:
    assert store.articles() == []
    assert store.dense(ENCODER.encode_query(["x"])[0], 5, Filter()) == []
    assert store.sparse("x", 5, Filter()) == []
    assert store.article("nothing") is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(st.sampled_from("ab cd ef"), min_size=1, max_size=20), min_size=1, max_size=40),
    query=st.text(st.sampled_from("ab cd ef"), min_size=1, max_size=20),
    k=st.integers(1, 50),
    where=st.sampled_from([Filter(), Filter(("s1",)), Filter(since="2020-01-05", until="2020-01-20")]),
)
def test_dense_search_equals_brute_force(
    texts: list[str], query: str, k: int, where: Filter, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = LocalStore(tmp_path_factory.mktemp("brute") / "library", ENCODER.name, ENCODER.dimension)
    put(store, *texts)
    vector = ENCODER.encode_query([query])[0]
    hits = store.dense(vector, k, where)
    articles = {article.doc_id: article for article in store.articles()}
    headings = [f"{articles[f'd{n}'].heading}\n{text}" for n, text in enumerate(texts)]
    stored: Vectors = ENCODER.encode_document(headings).astype(np.float16).astype(np.float32)
    allowed = [n for n in range(len(texts)) if where.matches(articles[f"d{n}"])]
    expected = sorted((-float(stored[n] @ vector), f"d{n}#0") for n in allowed)[:k]
    assert [round(hit.score, 4) for hit in hits] == [round(-score, 4) for score, _ in expected]
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    store.close()


def test_sparse_search_takes_any_text_as_words(store: LocalStore) -> None:
    put(store, "The AND of the matter", "title:x OR (nothing", "a quoted phrase")
    for query in (
        '"quoted phrase"~2',
        "title:x",
        "AND OR NOT",
        "(((",
        "*",
        "a^5 [a TO b]",
        "\ud800",
        "../etc",
    ):
        store.sparse(query, 5, Filter())
    assert store.sparse("Quotes", 5, Filter())[0].chunk.doc_id == "d2"


def test_text_with_a_nul_is_refused_by_name(store: LocalStore) -> None:
    with pytest.raises(InputError, match="'d0'"):
        put(store, "a\0b")


def test_sources_are_those_of_the_articles_at_this_moment(store: LocalStore) -> None:
    assert store.sources() == frozenset()
    put(store, "one", "two")
    assert store.sources() == {"s0", "s1"}
    with store.writing() as batch:
        batch.remove(["d0"])
    assert store.sources() == {"s1"} == {article.source for article in store.articles()}


def test_a_failed_batch_changes_nothing_and_frees_the_lock(store: LocalStore) -> None:
    put(store, "first text")
    with pytest.raises(ZeroDivisionError), store.writing() as batch:
        batch.remove(["d0"])
        raise ZeroDivisionError
    assert [article.doc_id for article in store.articles()] == ["d0"]
    put(store, "second text")
    assert store.sparse("second", 5, Filter())


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


def test_a_library_of_another_encoder_is_refused_with_the_cure(store: LocalStore) -> None:
    with pytest.raises(LibraryMismatch, match="FOOTNOTE_ENCODER"):
        LocalStore(store.path, "another-model", 384)


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


def test_tokens_are_those_of_the_text_also_when_opened_again(store: LocalStore) -> None:
    texts = ["The summit in Hanoi ended. Nobody signed.", "of the", "Border trade fell, and fell."]
    put(store, *texts)
    ids = [f"d{n}#0" for n in range(len(texts))]
    for reader in (store, LocalStore(store.path, ENCODER.name, ENCODER.dimension)):
        found = reader.tokens([*ids, "unknown#0"])
        assert list(found) == ids
        for n, text in enumerate(texts):
            indexed = f"s{n % 3} | 2020-01-{n + 1:02}\n{text}"
            expected = passage_tokens(indexed, text, ENCODER.read_documents([indexed])[0])
            assert found[ids[n]].to_bytes() == expected.to_bytes()
    assert store.tokens([]) == {}


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


def test_a_word_is_as_rare_as_bm25_has_it(store: LocalStore) -> None:
    put(store, "treaty signed", "treaties", "an Été border", "border border", "nothing of it")

    def rarity(chunks: int) -> float:
        return math.log(1 + (5 - chunks + 0.5) / (chunks + 0.5))

    words = ["Treaty", "treaties", "été", "border", "unseen", "?", "", "border-unseen", "s1"]
    expected = [rarity(n) for n in (2, 2, 1, 2, 0)] + [0.0, 0.0, rarity(0), rarity(2)]
    assert store.rarities(words) == pytest.approx(expected)


def test_rarities_forget_what_was_removed(store: LocalStore, tmp_path: Path) -> None:
    put(store, "treaty", "treaty", "border")
    with store.writing() as batch:
        batch.remove(["d0"])
    fresh = LocalStore(tmp_path / "fresh", ENCODER.name, ENCODER.dimension)
    assert fresh.rarities(["treaty"]) == pytest.approx([math.log(2)])  # none of none: (0 + 0.5) / (0 + 0.5)
    put(fresh, "treaty", "border")
    assert store.rarities(["treaty", "border"]) == fresh.rarities(["treaty", "border"])


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
