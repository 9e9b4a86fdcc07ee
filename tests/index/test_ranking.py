"""The best ranking: laws of its score, and what each of its parts can bring about."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Chunk
from index.clues import MOST_CLAUSES, clauses
from index.encoder import Encoded, HashEncoder
from index.hit import Filter, Hit
from index.late import Tokens, passage_tokens
from index.library import MAX_K, MAX_QUERY_CHARACTERS, Library
from index.ranking import (
    LATE,
    MOST_TOKENS,
    POOL,
    WEIGHTS,
    Candidates,
    Question,
    candidates,
    compared,
    late_values,
)
from tests.conftest import Write
from tests.index.states import open_library

ENCODER = HashEncoder()
WORDS = ("summit", "Hanoi", "border", "trade", "talks", "the", "of", "envoy")
SOURCES = ("Daily Herald", "Wire", "")
DAYS = ("2019-02-28", "2020-01-31", "")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
QUESTIONS = st.one_of(
    TEXTS,
    TEXTS.map(
        lambda text: f"What did the Daily Herald say of {text} on 28 February 2019, and why did it end?"
    ),
)


def hit(number: int, text: str, score: float) -> Hit:
    article = Article(f"d{number}", "", "", source=SOURCES[number % 3], published=DAYS[number // 3 % 3])
    return Hit(1, score, Chunk(f"d{number}#0", f"d{number}", 0, len(text), text), article)


def tokens_of(hits: Sequence[Hit]) -> dict[str, Tokens]:
    texts = [one.chunk.text for one in hits]
    read = ENCODER.read_documents(texts)
    return {
        one.chunk.chunk_id: passage_tokens(text, text, encoded)
        for one, text, encoded in zip(hits, texts, read, strict=True)
    }


def asked(text: str) -> Question:
    encoded = ENCODER.read_query(text)
    return Question(encoded, np.ones(len(encoded.tokens), np.float32), clauses(text))


@st.composite
def rankings(draw: st.DrawFn) -> tuple[list[Hit], list[Hit], list[list[Hit]]]:
    """What two searches, and one of words for each of some clauses, may have found of one set of chunks."""
    texts = draw(st.lists(TEXTS, max_size=12))

    def found() -> list[Hit]:
        places = draw(st.lists(st.integers(0, len(texts) - 1), unique=True)) if texts else []
        return [hit(n, texts[n], draw(st.floats(-1, 30, width=16))) for n in places]

    return found(), found(), [found() for _ in range(draw(st.integers(0, 3)))]


def scored(question: str, found: tuple[list[Hit], list[Hit], list[list[Hit]]]) -> Candidates:
    before = candidates(question, *found)
    return compared(asked(question), before, tokens_of(before.hits))


def test_the_weights_add_up_to_one_and_none_is_negative() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert min(WEIGHTS.values()) >= 0


@given(QUESTIONS, rankings())
def test_every_part_and_every_score_is_from_0_to_1(
    question: str, found: tuple[list[Hit], list[Hit], list[list[Hit]]]
) -> None:
    result = scored(question, found)
    assert result.parts.keys() == WEIGHTS.keys()
    for part in (*result.parts.values(), result.scores()):
        assert part.shape == (len(result.hits),)
        assert ((part >= 0) & (part <= 1 + 1e-9)).all()


@given(QUESTIONS, rankings())
def test_every_chunk_that_was_found_is_a_candidate_once(
    question: str, found: tuple[list[Hit], list[Hit], list[list[Hit]]]
) -> None:
    dense, sparse, by_clause = found
    ids = [one.chunk.chunk_id for one in candidates(question, *found).hits]
    assert len(ids) == len(set(ids))
    assert set(ids) == {one.chunk.chunk_id for ranking in (dense, sparse, *by_clause) for one in ranking}


@given(QUESTIONS, rankings(), st.integers(1, 15), st.randoms(use_true_random=False))
def test_the_ranking_is_by_score_then_by_chunk_whatever_the_order_of_what_was_found(
    question: str, found: tuple[list[Hit], list[Hit], list[list[Hit]]], k: int, chance: random.Random
) -> None:
    result = scored(question, found)
    ranked = result.ranked(k)
    assert len(ranked) == min(k, len(result.hits))
    assert [one.rank for one in ranked] == list(range(1, len(ranked) + 1))
    keys = [(-one.score, one.chunk.chunk_id) for one in ranked]
    assert keys == sorted(keys)
    dense, sparse, by_clause = found
    for ranking in (dense, sparse, *by_clause):
        chance.shuffle(ranking)
    again = scored(question, (dense, sparse, by_clause))
    expected = dict(zip((one.chunk.chunk_id for one in result.hits), result.scores(), strict=True))
    for one, score in zip(again.hits, again.scores(), strict=True):
        assert score == pytest.approx(expected[one.chunk.chunk_id])


@given(QUESTIONS, rankings(), st.sets(st.integers(0, 11)))
def test_only_those_with_tokens_get_late_parts(
    question: str, found: tuple[list[Hit], list[Hit], list[list[Hit]]], known: set[int]
) -> None:
    before = candidates(question, *found)
    given_tokens = {
        key: value for key, value in tokens_of(before.hits).items() if int(key[1:].split("#")[0]) in known
    }
    result = compared(asked(question), before, given_tokens)
    for place, one in enumerate(result.hits):
        if one.chunk.chunk_id not in given_tokens:
            assert all(result.parts[name][place] == 0 for name in LATE)
    assert all(result.parts[name] is before.parts[name] for name in before.parts)
    if given_tokens:
        assert all(result.parts[name].max() == 1 for name in LATE)


def test_a_score_is_the_weighted_sum_done_by_hand() -> None:
    first, second, third = (hit(n, WORDS[n], 0.0) for n in range(3))

    def scoring(one: Hit, score: float) -> Hit:
        return Hit(1, score, one.chunk, one.article)

    result = candidates(
        "What did the Wire say on January 31, 2020?",
        [scoring(first, 0.9), scoring(second, 0.6), scoring(third, 0.5)],  # scaled: 1, 0.25, 0
        [scoring(second, 8.0), scoring(first, 4.0)],  # scaled: 1, 0
        [[scoring(third, 3.0)], [scoring(second, 5.0), scoring(third, 1.0)]],  # the better one: 0, 1, 1
    )
    by_id = dict(zip((one.chunk.chunk_id for one in result.hits), result.scores(), strict=True))
    dense, sparse, clause, source = (WEIGHTS[n] for n in ("dense", "sparse", "sparse clause", "source"))
    assert by_id["d0#0"] == pytest.approx(dense)
    assert by_id["d1#0"] == pytest.approx(0.25 * dense + sparse + clause + source)  # d1 is of the Wire
    assert by_id["d2#0"] == pytest.approx(clause)


@pytest.mark.parametrize("clue", ["Wire", "31 January 2020", "2020-01-31"])
def test_a_source_or_a_day_that_the_question_names_lifts_its_article(
    clue: str, library: Library, write: Write
) -> None:
    article = "---\ntitle: Talks\nsource: {}\ndate: {}\n---\nThe envoys met and talked about trade."
    files = {
        "a.md": article.format("Daily", "2019-02-28"),
        "b.md": article.format("Wire", "2020-01-31"),
        "c.md": article.format("Post", "2021-06-17"),
    }
    library.sync(write(files))
    first, *rest = library.search(f"{clue}: envoys talked trade", 3)
    assert first.chunk.doc_id == "articles/b.md"
    assert first.score > max(one.score for one in rest)


def test_late_interaction_tells_apart_what_bm25_can_not(library: Library, write: Write) -> None:
    """One text meets the question in a sentence, the other says the same words here and there."""
    together = "The envoy left Vienna. Nobody knew why then. Prices fell slowly. Rain came later."
    apart = "The envoy came later. Nobody left then. Vienna knew why. Prices fell slowly. Rain."
    assert sorted(together.replace(".", "").lower().split()) == sorted(apart.replace(".", "").lower().split())
    title = "---\ntitle: News\n---\n"
    library.sync(write({"a.md": title + apart, "b.md": title + together}))
    question = "envoy left Vienna"
    by_words = library.search(question, mode="sparse")
    assert by_words[0].score == by_words[1].score
    assert [one.chunk.doc_id for one in by_words] == ["articles/a.md", "articles/b.md"]
    best = library.search(question)
    assert best[0].chunk.doc_id == "articles/b.md"
    assert best[0].score > best[1].score


def test_more_hits_than_are_compared_word_by_word_come_when_asked_for(library: Library, write: Write) -> None:
    number = POOL * 2 + 5
    library.sync(write({f"{n:03}.txt": f"Talk number {n} of the envoys, in Hanoi." for n in range(number)}))
    for k in (1, POOL, POOL + 1, 100, number, MAX_K):
        hits = library.search("Which envoys talked in Hanoi, and which talk was number 7 of all?", k)
        assert len(hits) == min(k, number)
        assert len({one.chunk.chunk_id for one in hits}) == len(hits)
        assert hits[0].chunk.doc_id == "articles/007.txt"


ODD = [
    ("envoy " * MAX_QUERY_CHARACTERS)[: MAX_QUERY_CHARACTERS - 1],
    "三国会谈" * (MAX_QUERY_CHARACTERS // 4),
    "the of and who which that",
    "a",
    "👩‍👩‍👧 1",
    "e\u0301 \u200d\u202e x",
    "a\ud800b",
    ", ".join(f"when was treaty number {n} signed" for n in range(140)),
    "?!,;: x :;,!?",
    "a_b",
    "٣ ² ½",
    "31 February 2023 2023-99-99 the",
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    place = tmp_path_factory.mktemp("odd")
    (place / "articles").mkdir()
    for n in range(12):
        (place / "articles" / f"{n}.txt").write_text(
            f"Treaty number {n} was signed by the envoy. It was {n}."
        )
    library = open_library(place / "library")
    library.sync(place / "articles")
    return library


@pytest.mark.parametrize("question", ODD, ids=lambda q: ascii(q)[:30])
def test_an_odd_question_finds_as_many_as_any(question: str, small: Library) -> None:
    hits = small.search(question, 20)
    assert len(hits) == 12
    assert all(0 <= one.score <= 1 + 1e-9 for one in hits)
    assert hits == small.search(question, 20)
    assert small.search(question, 5) == hits[:5]


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert library.search("Who met in Hanoi, and why did the envoys leave so soon?") == []


def test_a_question_of_two_hundred_clauses_makes_few_searches(
    small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    store = small.store
    sparse = store.sparse

    def counting(text: str, k: int, where: Filter) -> list[Hit]:
        searched.append(text)
        return sparse(text, k, where)

    monkeypatch.setattr(store, "sparse", counting)
    small.search(", ".join(f"so met {n} of us" for n in range(200)))
    assert len(searched) == 1 + MOST_CLAUSES


def test_of_a_very_long_text_only_the_rarest_words_take_part() -> None:
    text = " ".join(f"word{number}" for number in range(MOST_TOKENS + 50))
    encoded = ENCODER.read_query(text)
    rarities = np.linspace(0, 1, len(encoded.tokens), dtype=np.float32)
    passage = passage_tokens(text, text, encoded)
    clause = [(0, len(text))]
    found = late_values(Question(encoded, rarities, clause), [passage])
    rarest = Encoded(encoded.vector, encoded.tokens[50:], encoded.spans[50:])
    expected = late_values(Question(rarest, rarities[50:], clause), [passage])
    assert all(np.allclose(found[name], expected[name]) for name in LATE)
