"""The rows that the cross-encoder takes."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.comprehension.inputs import MARKS, MOST_TOKENS, Row, batch, load_tokenizer, row

QUESTION = "When did Kim Jong Un cross the Rhine in 1951?"
PASSAGE = "Kim crossed the river on 3 May 1951."


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return load_tokenizer()


def marked(tokenizer: Any, one: Row) -> dict[str, int]:
    """The mark of each token, by the token."""
    return {tokenizer.id_to_token(i): mark for i, mark in zip(one.ids, one.marks, strict=True)}


def test_words_are_marked_by_their_kind_and_by_whether_the_other_side_has_them(tokenizer: Any) -> None:
    marks = marked(tokenizer, row(tokenizer, QUESTION, "Crossings", PASSAGE))
    assert marks["kim"] == 3 and marks["rhine"] == 4  # a name: found, missing
    assert marks["1951"] == 5  # a number: found
    assert marks["crossed"] == 1 and marks["river"] == 0  # a common word; one that isn't asked about
    assert marks["when"] == 0


def test_a_missing_number_has_a_mark_of_its_own(tokenizer: Any) -> None:
    assert marked(tokenizer, row(tokenizer, QUESTION, "", "Kim came in 1950."))["1951"] == 6


def test_spans_are_the_places_of_the_passages_tokens(tokenizer: Any) -> None:
    one = row(tokenizer, QUESTION, "Crossings", PASSAGE)
    tokens = [tokenizer.id_to_token(i) for i in one.ids[one.start :]]
    assert [PASSAGE[a:b].lower() for a, b in one.spans[:3]] == tokens[:3] == ["kim", "crossed", "the"]
    assert tokens[len(one.spans)] == "[SEP]"


@given(st.text(max_size=3000), st.text(max_size=300), st.text(max_size=4000))
def test_every_row_is_whole_and_within_the_limit(
    tokenizer: Any, question: str, heading: str, passage: str
) -> None:
    one = row(tokenizer, question, heading, passage)
    assert len(one.ids) == len(one.sides) == len(one.marks) <= MOST_TOKENS
    assert all(0 <= mark < MARKS for mark in one.marks)
    assert all(0 <= a <= b <= len(passage) for a, b in one.spans)


def test_a_batch_is_filled_up_with_what_the_mask_hides(tokenizer: Any) -> None:
    rows = [row(tokenizer, "Who?", "", text) for text in ("Kim.", PASSAGE)]
    found = batch(rows, 40)
    assert found.ids.shape == (2, 40)
    assert found.mask.sum(axis=1).tolist() == [len(one.ids) for one in rows]
    assert not np.any(found.ids[found.mask == 0])
