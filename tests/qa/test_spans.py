"""The candidate spans of a sentence and their features: laws for any text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.questions import parse
from qa.span_features import FEATURES, span_features
from qa.spans import CLASSES, LONGEST, spans, tokens

WORDS = st.sampled_from(
    [
        *("The", "the", "of", "in", "Kim", "Hanoi", "2019", "84%", "$5.2", "billion", "was", "met", "by"),
        *("because", "(", ")", ",", ".", '"', "“", "”", "June", "who", "St.", "3–4"),
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join))


@given(TEXTS)
def test_tokens_are_slices_in_order_and_leave_out_only_space(text: str) -> None:
    found = tokens(text)
    edges = [0, *(edge for token in found for edge in (token.start, token.end)), len(text)]
    assert edges == sorted(edges)
    assert all(text[token.start : token.end].lower() == token.lower for token in found)
    assert all(token.start < token.end and 0 <= token.kind < len(CLASSES) for token in found)


@given(TEXTS)
def test_candidates_are_short_whole_and_end_in_words(text: str) -> None:
    found = tokens(text)
    first, last = spans(found)
    assert len(first) == len(last)
    for i, j in zip(first, last, strict=True):
        assert 0 <= j - i < LONGEST
        assert found[i].stem
        assert found[j].stem
        kinds = [CLASSES[token.kind] for token in found[i : j + 1]]
        assert "stop" not in kinds
        assert kinds.count("open") == kinds.count("close")


@given(TEXTS, TEXTS)
def test_there_is_a_finite_row_for_every_candidate(question: str, text: str) -> None:
    found = tokens(text)
    first, last = spans(found)
    rows = span_features(parse(question), found, first, last)
    assert rows.shape == (len(first), len(FEATURES))
    assert np.isfinite(rows).all()


@given(TEXTS.filter(lambda text: bool(len(spans(tokens(text))[0]))), st.integers(0, 10**6))
def test_what_a_reader_says_of_a_token_counts_for_the_spans_that_begin_or_end_with_it(
    text: str, place: int
) -> None:
    found = tokens(text)
    first, last = spans(found)
    told = np.zeros((2, len(found)))
    told[:, place % len(found)] = 3.0
    column = FEATURES.index("told")
    with_it = span_features(parse("Who?"), found, first, last, told)
    assert (
        with_it[:, column] == 3.0 * (first == place % len(found)) + 3.0 * (last == place % len(found))
    ).all()
    rest = np.delete(with_it, column, axis=1)
    assert (rest == np.delete(span_features(parse("Who?"), found, first, last), column, axis=1)).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trade fell 84% to $5.2 billion.", ["other", "other", "number", "to", "number", "scale", "stop"]),
        ("In 1973–74 the U.S. met Dr. Kim", ["prep", "year", "det", "name", "ed", "name", "name"]),
        ("It closed on 3 May, at 11:40", ["pron", "ed", "prep", "number", "aux", "comma", "prep", "number"]),
    ],
)
def test_tokens_know_what_their_letters_tell(text: str, expected: list[str]) -> None:
    told = [CLASSES[token.kind] for token in tokens(text)]
    assert [kind for kind, hoped in zip(told, expected, strict=True) if hoped not in (kind, "ed")] == []


def test_an_edge_through_a_name_or_an_amount_is_a_cut() -> None:
    found = tokens("They met Kim Jong Un in June 2018.")
    first, last = spans(found)
    rows = dict(zip(zip(first.tolist(), last.tolist(), strict=True), span_features(
        parse("Who met?"), found, first, last), strict=True))  # fmt: skip
    left, right = FEATURES.index("cut_left"), FEATURES.index("cut_right")
    assert (rows[2, 4][left], rows[2, 4][right]) == (0, 0)
    assert (rows[2, 3][right], rows[3, 4][left]) == (1, 1)
    assert (rows[6, 6][right], rows[7, 7][left]) == (1, 1)
