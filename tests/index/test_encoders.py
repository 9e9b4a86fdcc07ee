"""What every encoder promises, and that the compiled model equals the one it was made from."""

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

import index.openvino
from index import models
from index.embedding import embed_all
from index.encoder import Encoded, Encoder, HashEncoder, TorchEncoder, clean, split_long
from index.graph_files import read_about, write_about
from index.late import passage_tokens
from index.models import DEFAULT_MODEL, identify, load_encoder, load_transformer
from index.openvino import CompiledEncoder
from index.store import Missing
from tests.qa.samples import QUESTIONS

TEXTS = [
    "North Korea closed its border with China in January 2020.",
    "a",
    "",
    "…" * 700 + " and at the very end a summit in Hanoi.",
    "Ein Treffen in Wien, 三国会谈, قمة هانوي",
    "lone \ud800 surrogate",
    "한국어의 회담 " * 60,  # several tokens a character
    "unbelievably supercalifragilistic " * 70,  # cut inside a word, it has more tokens
    "👩‍👩‍👧 met 🇰🇵 e\u0301te\u0301 हिन्दी \u200d\u202e.",
    "\t \n",
]


@pytest.fixture(scope="module")
def torch_encoder() -> TorchEncoder:
    """The default model as torch runs it."""
    return TorchEncoder(load_transformer(), identify(DEFAULT_MODEL))


@pytest.fixture(scope="module", params=["hash", "torch", "compiled"])
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "hash":
        return HashEncoder()
    asked: Encoder = request.getfixturevalue("torch_encoder" if request.param == "torch" else "encoder")
    return asked


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """The default model's own, which neither cuts nor pads."""
    loaded = Tokenizer.from_file(str(models.default_model_path() / "tokenizer.json"))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


def check_tokens(text: str, encoded: Encoded, dimension: int) -> None:
    """The shapes and types of `encoded`, unit lengths, and spans that stand in `text` in order."""
    assert encoded.tokens.shape == (len(encoded.spans), dimension)
    assert encoded.spans.shape == (len(encoded.spans), 2)
    assert encoded.tokens.dtype == encoded.vector.dtype == np.float32
    assert encoded.spans.dtype == np.int32
    assert np.allclose(np.linalg.norm(encoded.tokens, axis=1), 1, atol=1e-4)
    starts, ends = encoded.spans[:, 0], encoded.spans[:, 1]
    assert ((starts >= 0) & (starts < ends) & (ends <= len(text))).all()
    assert (np.diff(starts) >= 0).all()


def test_vectors_are_float32_of_unit_length_in_the_order_of_the_texts(any_encoder: Encoder) -> None:
    vectors = any_encoder.encode_document(TEXTS)
    assert vectors.shape == (len(TEXTS), any_encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert vector @ any_encoder.encode_document([text])[0] > 0.9999


def test_reading_gives_the_vectors_of_encoding(any_encoder: Encoder) -> None:
    read = any_encoder.read_documents(TEXTS)
    assert len(read) == len(TEXTS)
    vectors = any_encoder.encode_document(TEXTS)
    assert np.abs(np.stack([encoded.vector for encoded in read]) - vectors).max() < 1e-4
    for text in TEXTS[:3]:
        query = any_encoder.encode_query([text])[0]
        assert np.abs(any_encoder.read_query(text).vector - query).max() < 1e-4


def test_every_token_has_its_vector_and_its_place_in_the_text(any_encoder: Encoder) -> None:
    for text, encoded in zip(TEXTS, any_encoder.read_documents(TEXTS), strict=True):
        check_tokens(text, encoded, any_encoder.dimension)
        words = {place for match in re.finditer(r"[a-z]+", text) for place in range(*match.span())}
        covered = {place for start, end in encoded.spans.tolist() for place in range(start, end)}
        assert words <= covered, "the end of a long text has its tokens too"


def test_a_token_is_read_in_its_context(encoder: Encoder) -> None:
    river, money = encoder.read_documents(["The bank of the river was steep.", "The bank lent money."])
    assert [river.spans[1].tolist(), money.spans[1].tolist()] == [[4, 8], [4, 8]]
    assert float(river.tokens[1] @ money.tokens[1]) < 0.95


def test_no_texts_give_no_vectors(any_encoder: Encoder) -> None:
    assert any_encoder.read_documents([]) == []
    assert any_encoder.encode_document([]).shape == (0, any_encoder.dimension)
    assert any_encoder.encode_query([]).shape == (0, any_encoder.dimension)


def test_the_end_of_a_long_text_counts(any_encoder: Encoder) -> None:
    long = "word " * 1500
    plain, ended = any_encoder.encode_document([long, long + "Kim Jong Un met Donald Trump in Hanoi."])
    assert np.abs(plain - ended).max() > 1e-4


def test_what_is_kept_is_made_of_what_is_read(any_encoder: Encoder) -> None:
    texts = [text for text in TEXTS if text.strip()]
    waiting = [Missing(f"key {n}", f"A heading\n{text}", text) for n, text in enumerate(texts)]
    made = {e.key: e for some in embed_all(any_encoder, [waiting[:2], waiting[2:]]) for e in some}
    assert made.keys() == {item.key for item in waiting}
    for item in waiting:
        (read,) = any_encoder.read_documents([item.indexed])
        assert made[item.key].vector.dtype == np.float32
        assert float(made[item.key].vector @ read.vector) > 0.9999
        kept, expected = made[item.key].tokens, passage_tokens(item.indexed, item.text, read)
        assert (kept.sentences == expected.sentences).all()
        assert (np.unpackbits(kept.signs) != np.unpackbits(expected.signs)).mean() < 0.01
    assert list(embed_all(any_encoder, [])) == []


def test_what_nncf_refuses_is_a_value_error() -> None:
    import nncf

    from index import quantizing

    with pytest.raises(ValueError, match="no such"), quantizing._refusing():
        raise nncf.UnsupportedModelError("no such layer")
    with pytest.raises(KeyError), quantizing._refusing():
        raise KeyError("of another")


def test_the_compiled_model_comes_near_to_torch(encoder: Encoder, torch_encoder: TorchEncoder) -> None:
    assert isinstance(encoder, CompiledEncoder)
    torch = torch_encoder
    questions = [sample.question for sample in QUESTIONS]
    cosines = (encoder.encode_document(questions) * torch.encode_document(questions)).sum(axis=1)
    assert cosines.mean() > 0.99
    assert cosines.min() > 0.97
    odd = (encoder.encode_document(TEXTS) * torch.encode_document(TEXTS)).sum(axis=1)
    assert odd.min() > 0.8
    for one, other in zip(encoder.read_documents(questions), torch.read_documents(questions), strict=True):
        assert (one.spans == other.spans).all()
        assert (one.tokens * other.tokens).sum(axis=1).mean() > 0.97


def test_what_shares_a_batch_with_a_text_changes_nothing_of_its_vectors(encoder: Encoder) -> None:
    together = encoder.read_documents([*TEXTS, *(" ".join(TEXTS[:n]) for n in range(1, 40))])
    for text, read in zip(TEXTS, together, strict=False):
        (alone,) = encoder.read_documents([text])
        assert (alone.vector == read.vector).all()
        assert (alone.tokens == read.tokens).all()


def _refuse(graph: object, tokenizer: object) -> object:
    raise ValueError("no such layer")


def _missing(graph: object, tokenizer: object) -> object:
    raise ImportError("nncf")


@pytest.mark.parametrize(("quantized", "said"), [(_refuse, "no such layer"), (_missing, "not installed")])
def test_where_there_can_be_no_integers_the_model_stays_exact(
    quantized: object, said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr("index.quantizing.quantized", quantized)
    plain = Tokenizer.from_file(str(models.default_model_path() / "tokenizer.json"))
    assert index.openvino._quantized("a graph", plain) is None
    assert said in caplog.text


def test_a_model_compiled_for_another_processor_is_made_anew_and_exact(
    encoder: Encoder, torch_encoder: TorchEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(encoder, CompiledEncoder)
    copy = shutil.copytree(encoder.folder, tmp_path / encoder.folder.name)
    _change(copy / "about.json", integers=True)
    monkeypatch.setattr("index.openvino.integers", lambda: False)
    exact = load_encoder(cache=tmp_path)
    assert isinstance(exact, CompiledEncoder)
    assert not json.loads((copy / "about.json").read_text())["integers"]
    assert (exact.encode_document(TEXTS) * torch_encoder.encode_document(TEXTS)).sum(axis=1).min() > 0.999


def _change(about: Path, **values: object) -> None:
    write_about(about.parent, {**read_about(about.parent), **values})


def test_the_number_of_cores_changes_nothing_of_a_vector(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(encoder, CompiledEncoder)
    together = encoder.read_documents(TEXTS)
    for cores in (1, 3):
        monkeypatch.setattr("index.openvino.cores", lambda cores=cores: cores)
        for read, expected in zip(
            CompiledEncoder(encoder.folder).read_documents(TEXTS), together, strict=True
        ):
            assert (read.vector == expected.vector).all()
            assert (read.tokens == expected.tokens).all()


def test_threads_that_ask_at_once_get_what_one_alone_gets(encoder: Encoder) -> None:
    alone = [encoder.read_query(text) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            for read, expected in zip(pool.map(encoder.read_query, TEXTS), alone, strict=True):
                assert (read.vector == expected.vector).all()
                assert (read.tokens == expected.tokens).all()


def test_the_compiled_model_is_loaded_from_its_folder_without_torch(encoder: Encoder) -> None:
    assert isinstance(encoder, CompiledEncoder)
    code = (
        "import sys; from pathlib import Path; from index.models import load_encoder; "
        "print(load_encoder(cache=Path(sys.argv[1])).name, 'torch' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(encoder.folder.parent)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert ran.stdout.split() == [encoder.name, "False"] == [identify(DEFAULT_MODEL), "False"]


def test_an_encoder_can_be_let_go_right_after_its_last_text(encoder: Encoder) -> None:
    """OpenVINO's threads held on to a callback; they waited for Python, and Python for them to end."""
    assert isinstance(encoder, CompiledEncoder)
    code = (
        "import sys; from pathlib import Path; from index.openvino import CompiledEncoder\n"
        "for _ in range(15): CompiledEncoder(Path(sys.argv[1])).encode_document(['So many met.'] * 40)"
    )
    command = [sys.executable, "-c", code, str(encoder.folder)]
    subprocess.run(command, timeout=120, check=True)


@settings(max_examples=30, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.text(st.sampled_from("aé한국👩\u200d\u0301 .-"), max_size=80)),
    st.integers(4, 20),
)
def test_a_long_text_is_cut_into_slices_that_fit(tokenizer: Any, text: str, room: int) -> None:
    text = clean(text)
    parts = split_long(text, tokenizer, room)
    assert "".join(parts) == text
    for part in parts:
        assert len(tokenizer.encode(part, add_special_tokens=False).ids) <= room
        assert part or not text


def test_a_text_that_fits_is_one_slice_and_a_longer_one_is_cut_evenly(tokenizer: Any) -> None:
    assert split_long("word " * 20, tokenizer, 20) == ["word " * 20]
    assert [len(part.split()) for part in split_long("word " * 21, tokenizer, 20)] == [11, 10]


@given(st.lists(st.text(), max_size=5))
def test_the_test_encoder_takes_any_text(texts: list[str]) -> None:
    vectors = HashEncoder().encode_document(texts)
    for text, encoded in zip(texts, HashEncoder().read_documents(texts), strict=True):
        check_tokens(text, encoded, HashEncoder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
