"""Libraries made of varied copies, and what is measured of them."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.speed import scale
from benchmarks.speed.embedding import chunks_of
from benchmarks.speed.syncing import change_one
from benchmarks.speed.varied import VariedEncoder, write_copies
from corpus.loaders import articles_in
from index.encoder import HashEncoder
from index.library import Library
from index.local import dense, generation
from index.local.store import LocalStore
from tests.conftest import SAMPLES

QUESTIONS = ["Why did the border close?", "Who met in Hanoi?", "What did trade fall by?"]


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """A folder of copies of the sample articles, of about 300 chunks."""
    articles = list(articles_in(SAMPLES))
    write_copies(articles, 300, len(chunks_of(SAMPLES, 10_000)), tmp_path / "copies")
    return tmp_path / "copies"


def varied() -> VariedEncoder:
    vectors = np.random.default_rng(0).standard_normal((40, HashEncoder.dimension), dtype=np.float32)
    return VariedEncoder(HashEncoder(), vectors)


def test_copies_are_many_and_differ(copies: Path) -> None:
    found = chunks_of(copies, 10_000)
    assert 200 < len(found) < 450
    texts = [chunk.text for _, chunk in found]
    assert len(set(texts)) > 0.95 * len(texts)


def test_a_text_has_the_same_vector_every_time() -> None:
    texts = ["one text", "another text", "one text"]
    vectors = varied().encode_document(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors[0] == vectors[2]).all()
    assert (vectors == varied().encode_document(texts)).all()
    assert float(vectors[0] @ vectors[1]) < 0.99


@pytest.mark.parametrize("exact_up_to", [100_000, 50])
def test_the_laws_are_seen_to_hold_and_to_be_broken(
    exact_up_to: int, copies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "EXACT_UP_TO", exact_up_to)
    encoder = varied()
    library = Library(encoder, LocalStore(tmp_path / "library", encoder.name, encoder.dimension))
    library.sync(copies)
    scale._nothing_changes(library, copies)
    change_one(copies)
    assert library.sync(copies).updated == 1
    assert scale._law_5(library, QUESTIONS) == {"edited_equals_made_anew": True}
    assert scale._law_7(library, QUESTIONS) == {"filters_give_all": True}
    assert scale._recall(library, QUESTIONS) == 1.0
    monkeypatch.setattr(dense, "_FEWEST", 1)
    monkeypatch.setattr(dense, "_OVERSAMPLING", 1)
    assert (scale._recall(library, QUESTIONS) < 1.0) == (exact_up_to == 50)
