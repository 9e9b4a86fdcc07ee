"""What every encoder promises, and that the compiled model equals the one it was made from."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ModelError
from index import models
from index.encoder import Encoder, HashEncoder, TorchEncoder
from index.models import DEFAULT_MODEL, identify, load_encoder, load_transformer

TEXTS = [
    "North Korea closed its border with China in January 2020.",
    "a",
    "",
    "…" * 700 + " and at the very end a summit in Hanoi.",
    "Ein Treffen in Wien, 三国会谈, قمة هانوي",
    "lone \ud800 surrogate",
]


@pytest.fixture(scope="module", params=["hash", "torch", "compiled"])
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "hash":
        return HashEncoder()
    if request.param == "torch":
        return TorchEncoder(load_transformer(), identify(DEFAULT_MODEL))
    compiled: Encoder = request.getfixturevalue("encoder")
    return compiled


def test_vectors_are_float32_of_unit_length_in_the_order_of_the_texts(any_encoder: Encoder) -> None:
    vectors = any_encoder.encode_document(TEXTS)
    assert vectors.shape == (len(TEXTS), any_encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert vector @ any_encoder.encode_document([text])[0] > 0.9999


def test_no_texts_give_no_vectors(any_encoder: Encoder) -> None:
    assert any_encoder.encode_document([]).shape == (0, any_encoder.dimension)
    assert any_encoder.encode_query([]).shape == (0, any_encoder.dimension)


def test_the_end_of_a_long_text_counts(any_encoder: Encoder) -> None:
    long = "word " * 1500
    plain, ended = any_encoder.encode_document([long, long + "Kim Jong Un met Donald Trump in Hanoi."])
    assert np.abs(plain - ended).max() > 1e-4


def test_the_compiled_model_equals_torch(encoder: Encoder) -> None:
    assert type(encoder).__name__ == "CompiledEncoder"
    torch = TorchEncoder(load_transformer(), encoder.name)
    cosines = (encoder.encode_document(TEXTS) * torch.encode_document(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.999


def test_the_compiled_model_is_loaded_again_from_its_folder(tmp_path: Path, encoder: Encoder) -> None:
    load_encoder(cache=tmp_path)
    again = load_encoder(cache=tmp_path)
    assert type(again).__name__ == "CompiledEncoder"
    assert again.name == encoder.name == identify(DEFAULT_MODEL)


def test_a_damaged_compiled_model_is_made_anew(tmp_path: Path) -> None:
    first = load_encoder(cache=tmp_path)
    (graph,) = tmp_path.rglob("model.xml")
    graph.write_text("<net")
    for blob in tmp_path.rglob("*.blob"):
        blob.unlink()
    again = load_encoder(cache=tmp_path)
    assert again.encode_query(["Hanoi"])[0] @ first.encode_query(["Hanoi"])[0] > 0.999


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "no-such-model")
    with pytest.raises(ModelError, match="no-such-model"):
        load_encoder(missing)


def test_weights_with_another_checksum_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "DEFAULT_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="force-reinstall"):
        models.default_model_path()


@given(st.lists(st.text(), max_size=5))
def test_the_test_encoder_takes_any_text(texts: list[str]) -> None:
    vectors = HashEncoder().encode_document(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
