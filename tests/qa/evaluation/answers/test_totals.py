"""The figures of a whole run: over which questions, and two runs side by side."""

import pytest

from qa.evaluation import bootstrap
from qa.evaluation.answers.confidence import auroc
from qa.evaluation.answers.totals import compare_totals, outcomes, totals
from qa.evaluation.figures import Figure
from qa.evaluation.run import About, Judged, Run, Told


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals aren't looked at here."""
    monkeypatch.setattr(bootstrap, "RESAMPLES", 20)


def told(
    confidence: float, answerable: bool | None, *, right: bool | None = None, seconds: float = 1.0
) -> Told:
    return Told("", "", (), (), confidence, False, answerable, bool(answerable), right, seconds, seconds / 2)


def run_of(*given: tuple[str, Told | None]) -> Run:
    judged = (Judged(str(n), f"{n}?", kind, {}, (), each) for n, (kind, each) in enumerate(given))
    return Run(About("toy", "fixed"), tuple(judged))


def by_name(figures: tuple[Figure, ...]) -> dict[tuple[str, str], float]:
    return {(figure.measure, figure.question_type): figure.value.mean for figure in figures}


MIXED = run_of(
    ("who", told(0.9, True, right=True, seconds=1)),
    ("when", told(0.6, True, right=False, seconds=3)),
    ("missing", told(0.7, False, right=False, seconds=5)),
    ("misleading", told(0.8, False, right=False, seconds=7)),
    ("follow-up", told(0.1, None, seconds=9)),
)


def test_confidence_is_judged_by_what_has_an_answer_and_what_has_none() -> None:
    found = by_name(totals(MIXED))
    assert found["confidence-AUROC", ""] == 2 / 4  # .9 is above both, .6 above none
    assert found["confidence-AUROC", "missing"] == 1 / 2
    assert found["confidence-AUROC", "misleading"] == 1 / 2
    assert found["confidence-refused@95", ""] == 0  # both answerable ones are needed, and .6 is lowest
    # From the most confident on: right, then three that are wrong.
    assert found["confidence-AURC", ""] == pytest.approx((0 + 1 / 2 + 2 / 3 + 3 / 4) / 4)
    # Each is alone in its bin; of the answerable the passages hold an answer.
    assert found["confidence-ECE", ""] == pytest.approx((0.1 + 0.4 + 0.7 + 0.8) / 4)


def test_every_answer_has_its_seconds() -> None:
    found = by_name(totals(MIXED))
    assert found["seconds-median", ""] == 5
    assert found["seconds-p95", ""] == pytest.approx(7 + 0.8 * 2)  # four fifths of the way from 7 to 9
    assert found["seconds-first-median", ""] == 2.5


def test_types_are_not_told_apart_where_there_is_one() -> None:
    assert {
        kind for _, kind in by_name(totals(run_of(*((q.question_type, q.told) for q in MIXED.questions[:3]))))
    } == {""}


def test_without_unanswerable_questions_nothing_is_said_of_telling_them_apart() -> None:
    found = by_name(totals(run_of(("", told(0.9, True, right=True)))))
    assert ("confidence-AUROC", "") not in found
    assert found["confidence-AURC", ""] == 0


def test_a_run_of_searches_has_no_totals() -> None:
    searched = run_of(("", None))
    assert totals(searched) == ()
    assert compare_totals(searched, MIXED) == ()


def test_two_runs_are_compared_over_the_same_questions() -> None:
    old = run_of(("", told(0.2, True)), ("", told(0.4, False)), ("", told(0.9, True)))
    new = run_of(("", told(0.8, True)), ("", told(0.4, False)))
    compared = {each.measure: each for each in compare_totals(old, new)}
    separation = compared["confidence-AUROC"]
    assert (separation.before, separation.after, separation.difference.mean) == (0, 1, 1)
    assert separation.difference.count == 2
    assert compared["seconds-median"].difference.mean == 0


def test_outcomes_keep_their_places() -> None:
    found = outcomes([q.told for q in MIXED.questions if q.told])
    split = found.at(found.answerable == 1), found.at(found.answerable == 0)
    assert auroc(split[0].confidence, split[1].confidence) == 0.5
    assert split[1].seconds.tolist() == [5, 7]
