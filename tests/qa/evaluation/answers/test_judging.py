"""What each measure of an answer tells, over answers made by hand."""

from dataclasses import replace

import pytest

from qa.answer import Answer
from qa.evaluation.answers.judging import Said, is_held, is_right, is_verbatim, judge, sentences
from qa.evaluation.question import Fact, Question
from tests.qa.evaluation.answers.made import (
    BURNED,
    FISH,
    FORTY,
    NOON,
    OPENED,
    TOLLS,
    FixedBot,
    answer,
    evidence,
)

ARTICLE = FixedBot({}).article
WHEN = Question("q", "When does the ferry sail?", answers=("noon", "12 o'clock"))


def said(*quotes: str, left: tuple[str, ...] = (), short: str = "") -> Said:
    given = answer(*quotes, short=short)
    return Said(given, sentences(given, evidence(*left)))


def test_the_sentences_are_the_quotes_and_then_the_evidence_left_out() -> None:
    given = said(TOLLS, left=(NOON, TOLLS, FORTY))
    assert [(s.doc_id, s.text) for s in given.sentences] == [
        ("bridge", TOLLS),
        ("ferry", NOON),
        ("ferry", FORTY),
    ]


@pytest.mark.parametrize(
    ("given", "first", "three", "whole"),
    [
        (said(NOON), 1, 1, 1),
        (said(FORTY, left=(OPENED, NOON)), 0, 1, 0),
        (said(FORTY, left=(OPENED, TOLLS, NOON)), 0, 0, 0),
        (said(OPENED, TOLLS, FISH, NOON), 0, 0, 1),
        (said(left=(NOON,)), 1, 1, 0),  # it abstained, and had it
        (said(), 0, 0, 0),
    ],
)
def test_the_sentences_are_judged_apart_from_the_decision_to_answer(
    given: Said, first: float, three: float, whole: float
) -> None:
    found = judge(WHEN, given)
    assert (found["first-sentence"], found["three-sentences"], found["whole-answer"]) == (first, three, whole)


def test_an_answer_counts_as_whole_words_whatever_its_case_and_marks() -> None:
    assert judge(replace(WHEN, answers=("The NORHOLM",)), said(NOON))["first-sentence"] == 1
    assert judge(replace(WHEN, answers=("Nor",)), said(NOON))["first-sentence"] == 0


def test_a_marker_is_not_a_part_of_what_is_said() -> None:
    assert judge(replace(WHEN, answers=("1",)), said(NOON))["whole-answer"] == 0


def test_an_abstention_says_nothing() -> None:
    assert judge(replace(WHEN, answers=("articles",)), said())["whole-answer"] == 0


def test_where_only_evidence_is_known_a_sentence_must_be_of_it() -> None:
    asked = Question("q", "What of tolls?", evidence=(Fact("bridge", f"{OPENED}  {TOLLS}"),))
    assert judge(asked, said(TOLLS))["first-sentence"] == 1
    assert judge(asked, said(NOON, left=(TOLLS,)))["first-sentence"] == 0
    assert judge(asked, said(NOON, left=(TOLLS,)))["three-sentences"] == 1
    elsewhere = replace(asked, evidence=(Fact("ferry", TOLLS),))
    assert judge(elsewhere, said(TOLLS))["first-sentence"] == 0
    assert "whole-answer" not in judge(asked, said(TOLLS))


def test_the_best_sentence_is_of_a_relevant_article_or_not() -> None:
    asked = Question("q", "What of tolls?", relevance={"bridge": 1, "ferry": 0})
    assert judge(asked, said(TOLLS, NOON))["first-article"] == 1
    assert judge(asked, said(left=(TOLLS,)))["first-article"] == 1
    assert judge(asked, said(NOON, TOLLS))["first-article"] == 0
    assert judge(asked, said())["first-article"] == 0


def test_a_short_answer_is_scored_where_it_is_given() -> None:
    found = judge(WHEN, said(NOON, short="at noon"))
    assert (found["short-given"], found["short-EM"]) == (1, 0)
    assert found["short-F1"] == pytest.approx(2 / 3)
    assert judge(WHEN, said(NOON))["short-given"] == 0
    assert "short-EM" not in judge(WHEN, said(NOON))


def test_a_found_answer_is_asked_for_only_where_a_passage_holds_it() -> None:
    assert judge(WHEN, said(FORTY))["found-answer"] == 0
    assert "found-answer" not in judge(replace(WHEN, answers=("dusk",)), said(FORTY))


@pytest.mark.parametrize(
    ("expected", "kind", "given", "strict", "shared"),
    [
        ("Norholm", "inference", said(NOON), 1, 1),
        ("Sundby Council", "inference", said(OPENED), 0, 1),  # one word will do for the authors
        ("Yes", "comparison", said(NOON, short="Yes"), 1, 1),
        ("no", "comparison", said(NOON, short="Yes"), 0, 0),
        ("No", "comparison", said(NOON), 0, 0),
        ("Yes", "comparison", said(), 0, 0),
        ("Norholm", "inference", said(left=(NOON,)), 0, 0),
    ],
)
def test_what_is_expected_must_be_said(
    expected: str, kind: str, given: Said, strict: float, shared: float
) -> None:
    found = judge(Question("q", "?", kind, expected=expected), given)
    assert (found["strict"], found["shared-word"]) == (strict, shared)


def test_what_has_no_answer_must_be_refused() -> None:
    asked = Question("q", "Who painted it?", expected="Insufficient information.", unanswerable=True)
    silent, loud = judge(asked, said(left=(NOON,))), judge(asked, said(NOON))
    assert (silent["refused"], silent["strict"], silent["shared-word"]) == (1, 1, 1)
    assert (loud["refused"], loud["strict"], loud["shared-word"], loud["precision"]) == (0, 0, 0, 0)
    assert "first-sentence" not in loud
    assert "precision" not in silent


def test_precision_is_of_what_is_answered() -> None:
    assert judge(WHEN, said(NOON))["precision"] == 1
    assert judge(WHEN, said(FORTY))["precision"] == 0
    assert judge(WHEN, said(NOON))["answered"] == 1
    refusal = judge(WHEN, said(left=(NOON,)))
    assert "precision" not in refusal
    assert refusal["answered"] == 0


def test_where_nothing_is_known_nothing_is_judged() -> None:
    asked = Question("q", "Who painted it?")
    assert judge(asked, said(NOON)) == {}
    assert is_right(asked, said(NOON)) is None


def test_a_follow_up_is_held_against_the_question_that_stands_alone() -> None:
    asked = Question("q", "And when?", standalone="When does the ferry sail?")
    given = Said(replace(answer(NOON), checked_question="When does the bridge sail"), ())
    assert judge(asked, given) == {"standalone-F1": pytest.approx(2 * 3 / (4 + 4))}  # "the" doesn't count


def test_passages_hold_an_answer_as_far_as_can_be_told() -> None:
    given = answer(NOON)
    burned = Fact("", BURNED)
    assert is_held(WHEN, given)
    assert not is_held(replace(WHEN, answers=("dusk",)), given)
    assert is_held(Question("q", "?", evidence=(burned,), expected="Yes"), given)
    assert not is_held(Question("q", "?", evidence=(Fact("", "It sank."),), expected="Yes"), given)
    assert not is_held(Question("q", "?", unanswerable=True), given)


GOOD = answer(NOON, TOLLS)


@pytest.mark.parametrize(
    ("given", "verbatim"),
    [
        (GOOD, True),
        (answer(), True),
        (replace(GOOD, text=f"{NOON} [1] {TOLLS} [1]"), False),
        (replace(GOOD, text=f"{NOON} [2] {TOLLS} [1]"), False),
        (replace(GOOD, text=f"{NOON} [1] {TOLLS} [2] [3]"), False),
        (replace(GOOD, text=f"{NOON} [1][2] {TOLLS} [2]"), True),
        (replace(GOOD, citations=(replace(GOOD.citations[0], start=1), GOOD.citations[1])), False),
        (replace(GOOD, citations=(replace(GOOD.citations[0], doc_id="moon"), GOOD.citations[1])), False),
        (
            replace(GOOD, citations=(replace(GOOD.citations[0], cited_text=NOON[:-1]), GOOD.citations[1])),
            False,
        ),
    ],
)
def test_an_answer_is_verbatim_when_every_quote_and_marker_is_in_its_place(
    given: Answer, verbatim: bool
) -> None:
    assert is_verbatim(given, ARTICLE) == verbatim
