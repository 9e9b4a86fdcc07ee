"""What every store promises, held by each of them: see index.store."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Chunk
from corpus.errors import InputError, LibraryBusy, LibraryMismatch
from index.encoder import Vectors
from index.hit import Filter
from index.late import passage_tokens
from index.library import Library, Mode
from index.store import FileRecord, Store
from tests.conftest import Write
from tests.index.stores import ENCODER, Make, put

MODES: tuple[Mode, ...] = ("dense", "sparse", "hybrid", "best")


def test_a_new_library_is_empty(store: Store) -> None:
    assert store.articles() == []
    assert store.dense(ENCODER.encode_query(["x"])[0], 5, Filter()) == []
    assert store.sparse("x", 5, Filter()) == []
    assert store.article("nothing") is None


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(st.sampled_from("ab cd ef"), min_size=1, max_size=20), min_size=1, max_size=40),
    query=st.text(st.sampled_from("ab cd ef"), min_size=1, max_size=20),
    k=st.integers(1, 50),
    where=st.sampled_from([Filter(), Filter(("s1",)), Filter(since="2020-01-05", until="2020-01-20")]),
)
def test_dense_search_equals_brute_force(
    texts: list[str], query: str, k: int, where: Filter, make: Make
) -> None:
    store = make()
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


def test_sparse_search_takes_any_text_as_words(store: Store) -> None:
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


def test_text_with_a_nul_is_refused_by_name(store: Store) -> None:
    with pytest.raises(InputError, match="'d0'"):
        put(store, "a\0b")


def test_sources_are_those_of_the_articles_at_this_moment(store: Store) -> None:
    assert store.sources() == frozenset()
    put(store, "one", "two")
    assert store.sources() == {"s0", "s1"}
    with store.writing() as batch:
        batch.remove(["d0"])
    assert store.sources() == {"s1"} == {article.source for article in store.articles()}


def test_a_failed_batch_changes_nothing_and_frees_the_lock(store: Store) -> None:
    put(store, "first text")
    with pytest.raises(ZeroDivisionError), store.writing() as batch:
        batch.remove(["d0"])
        raise ZeroDivisionError
    assert [article.doc_id for article in store.articles()] == ["d0"]
    put(store, "second text")
    assert store.sparse("second", 5, Filter())


def test_a_library_of_another_encoder_is_refused_with_the_cure(make: Make) -> None:
    make("one").close()
    for name, dimension in (("another-model", 384), (ENCODER.name, 384)):
        with pytest.raises(LibraryMismatch, match="FOOTNOTE_ENCODER"):
            make("one", name, dimension)


def test_tokens_are_those_of_the_text_also_when_opened_again(make: Make) -> None:
    store = make("one")
    texts = ["The summit in Hanoi ended. Nobody signed.", "of the", "Border trade fell, and fell."]
    put(store, *texts)
    ids = [f"d{n}#0" for n in range(len(texts))]
    for reader in (store, make("one")):
        found = reader.tokens([*ids, "unknown#0"])
        assert list(found) == ids
        for n, text in enumerate(texts):
            indexed = f"s{n % 3} | 2020-01-{n + 1:02}\n{text}"
            expected = passage_tokens(indexed, text, ENCODER.read_documents([indexed])[0])
            assert found[ids[n]].to_bytes() == expected.to_bytes()
    assert store.tokens([]) == {}


def test_a_word_is_as_rare_as_bm25_has_it(store: Store) -> None:
    put(store, "treaty signed", "treaties", "an Été border", "border border", "nothing of it")

    def rarity(chunks: int) -> float:
        return math.log(1 + (5 - chunks + 0.5) / (chunks + 0.5))

    words = ["Treaty", "treaties", "été", "border", "unseen", "?", "", "border-unseen", "s1"]
    expected = [rarity(n) for n in (2, 2, 1, 2, 0)] + [0.0, 0.0, rarity(0), rarity(2)]
    assert store.rarities(words) == pytest.approx(expected)


def test_rarities_forget_what_was_removed(store: Store, make: Make) -> None:
    put(store, "treaty", "treaty", "border")
    with store.writing() as batch:
        batch.remove(["d0"])
    fresh = make()
    assert fresh.rarities(["treaty"]) == pytest.approx([math.log(2)])  # none of none: (0 + 0.5) / (0 + 0.5)
    put(fresh, "treaty", "border")
    assert store.rarities(["treaty", "border"]) == fresh.rarities(["treaty", "border"])


def piece(doc_id: str, start: int, text: str) -> Chunk:
    return Chunk(f"{doc_id}#0", doc_id, start, start + len(text), text)


def library(store: Store) -> Library:
    return Library(ENCODER, store)


def results(store: Store) -> list[list[tuple[str, float]]]:
    """What a few queries find."""
    return [
        [(hit.chunk.chunk_id, round(hit.score, 4)) for hit in library(store).search(q, 20, mode=m, where=w)]
        for q in ("the summit in Hanoi", "border trade")
        for m in MODES
        for w in (Filter(), Filter(since="2020-01-01"))
    ]


HANOI = "---\ntitle: Hanoi\nsource: Daily\ndate: 2019-02-28\n---\nThe summit in Hanoi ended early. No deal."
BORDER = "---\ntitle: Border\nsource: Wire\ndate: 2020-01-31\n---\nTrade at the border fell. It shut."
PLAIN = "A text about the summit. It has no date."


def test_a_library_after_edits_equals_one_made_at_once(make: Make, write: Write) -> None:
    edited, fresh = make(), make()
    states: list[dict[str, str]] = [
        {"a.md": HANOI, "b.md": BORDER, "c.md": HANOI},
        {"a.md": PLAIN, "c.md": HANOI, "d.md": "", "e.md": PLAIN * 90},
        {"b.md": BORDER, "c.md": PLAIN, "d.md": HANOI, "e.md": PLAIN * 80},
    ]
    for state in states:
        folder = write(state)
        library(edited).sync(folder)
    library(fresh).sync(folder)
    assert edited.articles() == fresh.articles()
    assert edited.digests() == fresh.digests()
    assert edited.files() == fresh.files()
    assert [edited.article(name) for name in edited.digests()] == [
        fresh.article(name) for name in edited.digests()
    ]
    assert results(edited) == results(fresh)
    status = edited.status()
    assert (status.articles, status.chunks) == (4, fresh.status().chunks)
    assert [f.path[-4:] for f in status.failed] == [f.path[-4:] for f in fresh.status().failed]
    assert edited.folders() == fresh.folders() == [str(folder)]


def test_a_second_sync_publishes_nothing(make: Make, write: Write) -> None:
    store = make()
    folder = write({"a.md": HANOI, "b.md": BORDER, "c.md": ""})
    library(store).sync(folder)
    first = store.status().generation
    assert library(store).sync(folder).unchanged == 2
    assert store.status().generation == first


def test_what_was_deleted_is_never_found_again(make: Make, write: Write) -> None:
    store = make()
    library(store).sync(write({"a.md": HANOI, "b.md": BORDER}))
    library(store).sync(write({"b.md": BORDER}))
    assert {name for found in results(store) for name, _ in found} == {"articles/b.md#0"}
    assert store.article("articles/a.md") is None
    assert store.tokens(["articles/a.md#0"]) == {}


def test_a_filter_finds_all_that_match(make: Make) -> None:
    store = make()
    put(store, *(f"the same words {n}" for n in range(60)))
    vector = ENCODER.encode_query(["the same words"])[0]
    where = Filter(("S1",), until="2020-01-20")
    matching = {a.doc_id for a in store.articles() if where.matches(a)}
    for hits in (store.dense(vector, 50, where), store.sparse("same words", 50, where)):
        assert {hit.chunk.doc_id for hit in hits} == matching
    for hits in (store.dense(vector, 7, where), store.sparse("same words", 7, where)):
        assert len(hits) == 7
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_sparse_search_finds_only_what_shares_a_term(make: Make) -> None:
    store = make()
    put(store, "treaty signed", "border closed", "été in Hanoi", "北京 said nothing", "…")
    assert [hit.chunk.doc_id for hit in store.sparse("treaties", 9, Filter())] == ["d0"]
    assert [hit.chunk.doc_id for hit in store.sparse("Ete", 9, Filter())] == ["d2"]
    assert [hit.chunk.doc_id for hit in store.sparse("北京", 9, Filter())] == ["d3"]
    assert store.sparse("unheard", 9, Filter()) == store.sparse("…", 9, Filter()) == []
    assert all(hit.score > 0 for hit in store.sparse("border Hanoi", 9, Filter()))


def test_of_two_writers_one_is_told_who_writes(make: Make) -> None:
    first, second = make("one"), make("one")
    put(first, "some words")
    with first.writing(), pytest.raises(LibraryBusy, match="is being written by process"), second.writing():
        pass
    put(second, "other words")
    assert [hit.chunk.doc_id for hit in first.sparse("other", 5, Filter())] == ["d0"]


def test_an_article_without_its_vectors_waits_and_those_that_were_put_stay(make: Make) -> None:
    store = make()
    text = "Some words. " * 3
    with store.writing() as batch:
        batch.put(Article("a", "", text), "digest", [piece("a", 0, text)], ["one"])
        batch.put(Article("b", "", text), "digest", [piece("b", 0, text)], ["two"])
        batch.put_files([FileRecord("/b", "x", ("b",)), FileRecord("/a", "y", ("a",))])
        assert batch.count_missing() == 2
        item = batch.missing(1)[0]
        (read,) = ENCODER.read_documents([item.indexed])
        batch.put_vectors([item.key], read.vector[None], [passage_tokens(item.indexed, item.text, read)])
        assert [m.key for m in batch.missing(5)] == ["two"]
    assert list(store.digests()) == ["a"]
    assert list(store.files()) == ["/a"]
    with pytest.raises(ZeroDivisionError), store.writing() as batch:
        batch.put(Article("b", "", text), "digest", [piece("b", 0, text)], ["two"])
        batch.put_vectors(["two"], read.vector[None], [passage_tokens(item.indexed, item.text, read)])
        raise ZeroDivisionError
    with store.writing() as batch:
        batch.put(Article("b", "", text), "digest", [piece("b", 0, text)], ["two"])
        assert batch.count_missing() == 0
    assert sorted(store.digests()) == ["a", "b"]


def test_an_interrupted_batch_keeps_what_is_complete_and_a_left_article_stays(make: Make) -> None:
    store = make()
    put(store, "old words", "other words")
    with pytest.raises(KeyboardInterrupt), store.writing() as batch:
        batch.remove(["d0", "d1"])
        batch.leave(["d1"])
        raise KeyboardInterrupt
    assert list(store.digests()) == ["d1"]


def test_a_long_article_is_given_back_to_the_letter(make: Make) -> None:
    store = make()
    text = "Été à Hanoi, 北京 — said “nobody”. " * 9_000
    article = Article('long\'s "name"', "t" * 70_000, text, source="s" * 300, path="/x")
    with store.writing() as batch:
        batch.put(article, "digest", [piece(article.doc_id, 5, text[:200])], ["key"])
        for item in batch.missing(5):
            (read,) = ENCODER.read_documents([item.indexed])
            batch.put_vectors([item.key], read.vector[None], [passage_tokens(item.indexed, item.text, read)])
    assert store.article(article.doc_id) == article
    (hit,) = store.with_texts(store.sparse("nobody", 5, Filter()))
    assert hit.chunk.text == text[5:205]
