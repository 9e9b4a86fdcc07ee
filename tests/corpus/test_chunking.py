from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Chunk
from corpus.chunking import chunk
from corpus.errors import SettingError
from corpus.sentences import sentence_spans
from corpus.tokens import count
from tests.corpus.texts import HOSTILE, real_articles, texts

SENTENCES = st.lists(st.integers(1, 30).map(lambda words: "The " + "border " * words + "shut."), max_size=30)


def article(text: str) -> Article:
    return Article("doc", "Title", text)


def check_laws(text: str, max_tokens: int = 200, overlap: int = 1) -> list[Chunk]:
    chunks = chunk(article(text), max_tokens=max_tokens, overlap=overlap)
    assert [one.chunk_id for one in chunks] == [f"doc#{number}" for number in range(len(chunks))]
    assert all(one.text == text[one.start : one.end] for one in chunks)
    assert all(0 < count(one.text) <= max_tokens for one in chunks)
    assert all(left.end < right.end for left, right in pairwise(chunks))
    check_coverage(text, chunks)
    check_cuts(text, chunks, max_tokens)
    return chunks


def check_coverage(text: str, chunks: list[Chunk]) -> None:
    edges = [0, *(edge for one in chunks for edge in (one.start, one.end)), len(text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    assert not "".join(text[start:end] for start, end in gaps).strip()


def check_cuts(text: str, chunks: list[Chunk], max_tokens: int) -> None:
    """Each chunk starts and ends where a sentence does, or inside one that is over the budget alone."""
    spans = sentence_spans(text)
    cuttable = bytearray(len(text) + 1)
    for start, end in spans:
        cuttable[start] = cuttable[end] = 1
        if count(text[start:end]) > max_tokens:
            cuttable[start:end] = b"\1" * (end - start)
    assert all(cuttable[one.start] and cuttable[one.end] for one in chunks)


@given(texts, st.integers(16, 80), st.integers(0, 3))
def test_chunks_are_slices_that_cover_within_the_budget(text: str, max_tokens: int, overlap: int) -> None:
    check_laws(text, max_tokens, overlap)


@given(SENTENCES, st.integers(16, 80), st.integers(0, 3))
def test_a_chunk_begins_with_the_last_sentences_of_the_one_before_as_far_as_they_fit(
    parts: list[str], max_tokens: int, overlap: int
) -> None:
    text = " ".join(parts)
    spans = [span for span in sentence_spans(text) if count(text[slice(*span)]) <= max_tokens]
    chunks = check_laws(text, max_tokens, overlap)
    for left, right in pairwise(chunks):
        shared = [span for span in spans if span[0] >= right.start and span[1] <= left.end]
        new = next((span for span in spans if span[0] > left.end), None)
        assert len(shared) <= overlap
        earlier = [span for span in spans if span[0] >= left.start and span[1] <= left.end]
        if new and len(shared) < min(overlap, len(earlier) - 1):
            wider = earlier[-len(shared) - 1][0]
            assert count(text[wider : new[1]]) > max_tokens


def test_real_articles_obey_the_laws(shared: Path) -> None:
    for text in real_articles(shared, 100):
        check_laws(text)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_obeys_the_laws_and_does_not_hang(name: str) -> None:
    check_laws(HOSTILE[name])


@given(texts.filter(bool))
def test_the_same_article_gives_the_same_chunks(text: str) -> None:
    assert chunk(article(text)) == chunk(article(text))


@pytest.mark.parametrize("text", ["", " ", "\n\n\t "])
def test_a_blank_text_has_no_chunks(text: str) -> None:
    assert chunk(article(text)) == []


def test_a_sentence_over_the_budget_is_cut_at_white_space() -> None:
    words = [f"word{number}" for number in range(300)]
    chunks = check_laws(" ".join(words), max_tokens=50)
    assert len(chunks) > 1
    assert {word for one in chunks for word in one.text.split()} == set(words)


@pytest.mark.parametrize("drawn", ["e\u0301\u0323", "👩🏽\u200d🚀", "☝🏿"])
def test_a_word_over_the_budget_is_cut_between_what_is_drawn_as_one(drawn: str) -> None:
    for one in check_laws(drawn * 200, max_tokens=40):
        assert one.text == drawn * (len(one.text) // len(drawn))


def test_the_white_space_between_sentences_counts_too() -> None:
    check_laws(("Talks ended." + " " * 400) * 20, max_tokens=30)


@pytest.mark.parametrize("max_tokens", [15, 0, -1])
def test_a_budget_too_small_is_refused(max_tokens: int) -> None:
    with pytest.raises(SettingError, match=f"max_tokens {max_tokens} .* 16 or more"):
        chunk(article("Talks ended."), max_tokens=max_tokens)


def test_a_negative_overlap_is_refused() -> None:
    with pytest.raises(SettingError, match=r"overlap -1 .* 0 or more"):
        chunk(article("Talks ended."), overlap=-1)


def test_an_unknown_encoding_is_refused_even_for_a_blank_text() -> None:
    with pytest.raises(SettingError, match="nonsense"):
        chunk(article(""), encoding="nonsense")
