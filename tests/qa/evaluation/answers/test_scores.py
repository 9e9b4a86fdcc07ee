"""The scores of an answer's words, by hand and by law."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluation.answers.scores import best_token_f1, exact_match, shares_word, token_f1

WORDS = st.lists(st.sampled_from(["ferry", "noon", "Norholm", "1931"]), max_size=5).map(" ".join)


@given(WORDS, WORDS)
@settings(deadline=None)
def test_f1_is_the_harmonic_mean_of_precision_and_recall(text: str, expected: str) -> None:
    rest = expected.split()
    shared = sum(word in rest and not rest.remove(word) for word in text.split())  # type: ignore[func-returns-value]
    if not shared:
        assert token_f1(text, expected) == float(text == expected == "")
        return
    precision, recall = shared / len(text.split()), shared / len(expected.split())
    assert token_f1(text, expected) == pytest.approx(2 * precision * recall / (precision + recall))


@given(WORDS, WORDS)
@settings(deadline=None)
def test_f1_does_not_care_which_text_is_ours(text: str, expected: str) -> None:
    assert token_f1(text, expected) == token_f1(expected, text)


@pytest.mark.parametrize(
    ("text", "answers", "matches", "f1"),
    [
        ("the ferry", ["Ferry!"], 1, 1),
        ("at noon", ["noon"], 0, 2 / 3),
        ("at noon", ["dusk", "at noon on Fridays"], 0, 2 * 2 / (2 + 4)),
        ("at noon", [], 0, 0),
        ("", ["noon"], 0, 0),
    ],
)
def test_a_short_answer_is_scored_as_by_squad(
    text: str, answers: Sequence[str], matches: float, f1: float
) -> None:
    assert exact_match(text, answers) == matches
    assert best_token_f1(text, answers) == pytest.approx(f1)


def test_any_word_in_common_satisfies_the_authors_of_multihop_rag() -> None:
    assert shares_word("He said the BANK failed", "Bank of Norholm") == 1
    assert shares_word("The Bank.", "bank") == 0  # a point makes it another word to them
