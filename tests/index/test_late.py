"""Late interaction: what is kept of a passage's tokens, and MaxSim against a loop that takes its time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.sentences import sentence_spans
from index.encoder import Encoded, HashEncoder, Vectors
from index.late import STOPWORDS, Tokens, max_similarity, passage_tokens

ENCODER = HashEncoder()
DIMENSIONS = st.sampled_from([8, 12, 64])
WORDS = st.sampled_from(
    ["summit", "Hanoi", "trade", "the", "of", "it", "who", ".", ",", "!", "\n\n", "ends."]
)
PASSAGES = st.lists(WORDS, min_size=1, max_size=30).map(" ".join).map(str.strip).filter(bool)


def made(seed: int, dimension: int) -> Tokens:
    """Tokens of random signs, in one to five sentences of one to six tokens."""
    chance = np.random.default_rng(seed)
    sentences = chance.integers(1, 7, chance.integers(1, 6)).astype(np.uint16)
    bits = chance.integers(0, 2, (int(sentences.sum()), dimension))
    return Tokens(np.packbits(bits, axis=1), sentences)


def signs(tokens: Tokens, dimension: int) -> NDArray[np.float64]:
    """The ±1 that the bits of `tokens` stand for, at unit length."""
    bits: NDArray[np.float64] = np.unpackbits(tokens.signs, axis=1)[:, :dimension].astype(np.float64)
    return (bits * 2 - 1) / np.float64(dimension**0.5)


def by_hand(question: Vectors, weights: NDArray[np.float32], vectors: NDArray[np.float64]) -> float:
    """The mean, weighted, of each question token's best cosine."""
    total = sum(float(w) * max(float(q @ v) for v in vectors) for w, q in zip(weights, question, strict=True))
    return total / float(weights.sum())


def kept(indexed: str, passage: str) -> Tokens:
    return passage_tokens(indexed, passage, ENCODER.read_documents([indexed])[0])


def expected(words: list[str]) -> list[bytes]:
    """What is kept of `words`, in order."""
    return [np.packbits(ENCODER.read_query(word).tokens[0] > 0).tobytes() for word in words]


@given(st.integers(0, 10**6), DIMENSIONS)
def test_tokens_come_back_from_disk_as_they_were(seed: int, dimension: int) -> None:
    tokens = made(seed, dimension)
    again = Tokens.from_bytes(tokens.to_bytes(), dimension)
    assert (again.signs == tokens.signs).all()
    assert (again.sentences == tokens.sentences).all()
    assert len(tokens.to_bytes()) == 2 * (1 + len(tokens.sentences)) + tokens.signs.size


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), DIMENSIONS, st.integers(1, 4))
def test_max_similarity_equals_a_loop_over_all_pairs(seeds: list[int], dimension: int, parts: int) -> None:
    chance = np.random.default_rng(seeds[0])
    question = chance.standard_normal((3, dimension)).astype(np.float32)
    weights = chance.uniform(0.1, 5, (parts, 3)).astype(np.float32)
    passages = [made(seed, dimension) for seed in seeds]
    whole, best = max_similarity(question, weights, passages)
    assert whole.shape == best.shape == (parts, len(passages))
    for place, passage in enumerate(passages):
        vectors = signs(passage, dimension)
        sentences = np.split(vectors, np.cumsum(passage.sentences[:-1], dtype=np.int64))
        for part in range(parts):
            one = by_hand(question, weights[part], vectors)
            assert whole[part, place] == pytest.approx(one, abs=1e-4)
            one = max(by_hand(question, weights[part], sentence) for sentence in sentences)
            assert best[part, place] == pytest.approx(one, abs=1e-4)


@given(st.integers(0, 10**6), st.floats(0.01, 100))
def test_only_the_proportion_of_the_weights_counts(seed: int, factor: float) -> None:
    chance = np.random.default_rng(seed)
    question = chance.standard_normal((4, 8)).astype(np.float32)
    weights = chance.uniform(0.5, 2, (1, 4)).astype(np.float32)
    passages = [made(seed + 1, 8), made(seed + 2, 8)]
    once = max_similarity(question, weights, passages)
    assert np.allclose(once, max_similarity(question, weights * np.float32(factor), passages), atol=1e-4)
    assert (once[1] <= once[0] + 1e-5).all(), "a sentence is never closer than the passage that it is in"


def test_a_passage_of_one_sentence_is_its_own_best_sentence() -> None:
    tokens = Tokens(made(1, 8).signs, np.array([len(made(1, 8).signs)], np.uint16))
    question = np.eye(8, dtype=np.float32)[:2]
    whole, best = max_similarity(question, np.ones((1, 2), np.float32), [tokens])
    assert whole == best


def test_the_same_word_is_at_most_as_close_as_all_its_signs_can_tell() -> None:
    word = ENCODER.read_query("Hanoi").tokens  # its entries are ±1/8: nothing is lost but their size
    whole, _ = max_similarity(word, np.ones((1, 1), np.float32), [kept("Hanoi", "Hanoi")])
    assert whole[0, 0] == pytest.approx(1)


def test_no_weight_at_all_is_no_likeness() -> None:
    whole, best = max_similarity(np.eye(8, dtype=np.float32), np.zeros((1, 8), np.float32), [made(1, 8)])
    assert whole[0, 0] == best[0, 0] == 0


def test_stop_words_and_punctuation_are_not_kept() -> None:
    passage = "Who met in Hanoi? The two of them, it was said."
    words = ["met", "Hanoi", "two", "them", "said"]
    assert not STOPWORDS & {word.lower() for word in words}
    assert [row.tobytes() for row in kept(passage, passage).signs] == expected(words)


def test_a_piece_of_a_word_is_no_stop_word() -> None:
    vectors = np.ones((2, 8), np.float32)
    read = Encoded(vectors[0], vectors, np.array([(0, 3), (3, 8)], np.int32))  # The|ranos
    assert len(passage_tokens("Theranos", "Theranos", read).signs) == 2


@pytest.mark.parametrize("passage", ["It was that which it is.", "…", "To be, or not to be"])
def test_a_passage_of_stop_words_is_kept_as_its_one_vector(passage: str) -> None:
    (read,) = ENCODER.read_documents([passage])
    tokens = passage_tokens(passage, passage, read)
    assert tokens.signs.tobytes() == np.packbits(read.vector > 0).tobytes()
    assert tokens.sentences.tolist() == [1]


def test_the_heading_is_not_kept_even_where_it_says_the_same() -> None:
    passage = "Hanoi talks ended. Nobody signed."
    assert [row.tobytes() for row in kept(f"Hanoi talks | Daily | 2019-02-28\n{passage}", passage).signs] == [
        row.tobytes() for row in kept(passage, passage).signs
    ]


@given(PASSAGES, st.sampled_from(["", "Hanoi | Daily\n"]))
def test_tokens_are_split_where_sentences_are(passage: str, heading: str) -> None:
    tokens = kept(heading + passage, passage)
    assert int(tokens.sentences.sum()) == len(tokens.signs) >= 1
    assert (tokens.sentences > 0).all()
    sentences = [passage[start:end] for start, end in sentence_spans(passage)]
    words = [[w for w in sentence.split() if w.strip(".,!") and w not in STOPWORDS] for sentence in sentences]
    counts = [len(said) for said in words if said]
    if counts:
        assert tokens.sentences.tolist() == counts
        flat = [word.strip(".") for said in words for word in said]
        assert [row.tobytes() for row in tokens.signs] == expected(flat)
