"""Answers that differ because time went on: the newer first, the older shown as older."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from qa.answer import Citation
from qa.extractive import ExtractiveReader
from qa.reader import Evidence
from qa.rivals import newer_first, older_notes, rivals
from tests.qa.hits import hits_of

TOLL = "How many people were killed by the flood?"
OLD = "The flood killed 12 people in the north of the country."
NEW = "The flood killed 31 people in the north of the country."


def evidence_of(*said: tuple[str, str, float]) -> list[Evidence]:
    """A sentence an article, given as (published, sentence, score)."""
    hits = hits_of([Article(str(i), "", text, published=day) for i, (day, text, _) in enumerate(said)])
    return [
        Evidence(hit, 0, len(text), text, score) for hit, (_, text, score) in zip(hits, said, strict=True)
    ]


@pytest.mark.parametrize(
    ("question", "one", "other", "expected"),
    [
        (TOLL, OLD, NEW, True),
        (TOLL, OLD, OLD, False),
        (TOLL, OLD, "The flood killed people in the north of the country.", False),
        (TOLL, OLD, "Some 31 people watched the parade in the capital.", False),
        ("Who is the envoy?", "The envoy is now Biegun, an executive.", "The envoy is Sung Kim now.", False),
        (
            "Who leads the talks?",
            "The talks will be led by Mike Pompeo.",
            "The talks will be led by Ri.",
            True,
        ),
        ("When do the talks start?", "The talks start in June.", "The talks start in August.", True),
        ("Who leads the talks?", "The talks start in June.", "The talks start in August.", False),
    ],
)
def test_rivals_differ_in_the_answer_and_in_nothing_else(
    question: str, one: str, other: str, expected: bool
) -> None:
    assert rivals(question, one, other) is rivals(question, other, one) is expected


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "2018-02-10", "2020-06-25", "2021-06-24"]),
            st.sampled_from([OLD, NEW, "The flood began on Monday."]),
            st.sampled_from([0.1, 0.3, 0.5, 0.6]),
        ),
        max_size=5,
    )
)
def test_only_two_change_places_and_the_scores_stay_where_they_are(
    said: Sequence[tuple[str, str, float]],
) -> None:
    evidence = evidence_of(*sorted(said, key=lambda item: -item[2]))
    found = newer_first(TOLL, evidence)
    assert [item.score for item in found] == [item.score for item in evidence]
    assert sorted(item.hit.rank for item in found) == [item.hit.rank for item in evidence]
    moved = [a for a, b in zip(found, evidence, strict=True) if a.hit.rank != b.hit.rank]
    assert len(moved) in (0, 2)
    assert not moved or found[0].hit.article.published > evidence[0].hit.article.published


def test_the_newest_rival_takes_the_best_ones_place() -> None:
    evidence = evidence_of(("2020-08-01", OLD, 0.6), ("2020-08-05", NEW, 0.4), ("2020-08-03", NEW, 0.3))
    assert [item.hit.rank for item in newer_first(TOLL, evidence)] == [2, 1, 3]


@pytest.mark.parametrize(
    "evidence",
    [
        evidence_of(("2020-08-05", OLD, 0.6), ("2020-08-01", NEW, 0.4)),  # the newer is first already
        evidence_of(("2020-08-01", OLD, 0.6), ("2020-08-05", NEW, 0.1)),  # too unlikely
        evidence_of(("", OLD, 0.6), ("2020-08-05", NEW, 0.4)),  # who knows which is older
        evidence_of(("2020-08-01", OLD, 0.6), ("2020-08-05", "The flood began on Monday.", 0.4)),
        [],
    ],
)
def test_else_the_best_stays_first(evidence: list[Evidence]) -> None:
    assert list(newer_first(TOLL, evidence)) == evidence


def test_the_answer_gives_both_though_they_have_nearly_the_same_words() -> None:
    evidence = newer_first(TOLL, evidence_of(("2020-08-01", OLD, 0.6), ("2020-08-05", NEW, 0.5)))
    pieces = list(ExtractiveReader().read(TOLL, [item.hit for item in evidence], evidence))
    assert pieces == [f"{NEW} [2]", f" {OLD} [1]"]


def cited(number: int, published: str, text: str) -> Citation:
    return Citation(number, str(number), "", "", published, "", text, 0, len(text))


def test_the_older_is_shown_as_older() -> None:
    quotes = [cited(1, "2020-08-05", NEW), cited(2, "2020-08-01", OLD)]
    expected = ("[2] is older than [1]: from 2020-08-01, not 2020-08-05",)
    assert older_notes(TOLL, quotes) == older_notes(TOLL, quotes[::-1]) == expected
    assert older_notes(TOLL, [cited(1, "2020-08-05", NEW), cited(2, "", OLD)]) == ()
    assert older_notes(TOLL, quotes[:1]) == ()
