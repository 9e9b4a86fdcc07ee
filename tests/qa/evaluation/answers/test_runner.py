"""Asking: conversations in their order, and what a run keeps of each answer."""

import pytest

from corpus.errors import InputError
from index.sync import Progress
from qa.evaluation.answers.runner import evaluate
from qa.evaluation.question import Exchange, Question
from qa.evaluation.run import About
from tests.qa.evaluation.answers.made import FORTY, NOON, TOLLS, FixedBot, answer

ABOUT = About("toy", "fixed")


def test_a_run_keeps_what_was_said_and_how_it_turned_out() -> None:
    bot = FixedBot({"When?": answer(NOON, short="noon")}, left=(FORTY, TOLLS, NOON))
    (judged,) = evaluate(bot, [Question("q", "When?", "time", answers=("noon",))], ABOUT).questions
    told = judged.told
    assert told
    assert (judged.query_id, judged.question_type, len(judged.hits)) == ("q", "time", 3)
    assert judged.measures["verbatim"] == 1
    assert (told.text, told.short, told.sentences) == (f"{NOON} [1]", "noon", (NOON, FORTY, TOLLS))
    assert (told.gold, told.confidence, told.abstained) == (("noon",), 0.8, False)
    assert (told.answerable, told.held, told.right) == (True, True, True)
    assert 0 <= told.first_seconds <= told.seconds


def test_earlier_questions_are_asked_in_their_order_unless_their_answer_is_given() -> None:
    bot = FixedBot({"When?": answer(NOON), "And back?": answer(), "How long?": answer(FORTY)})
    history = (Exchange("When?"), Exchange("From where?", "From the pier."), Exchange("And back?"))
    evaluate(bot, [Question("q", "How long?", answers=("forty",), history=history)], ABOUT)
    said = f"{NOON} [1]"
    silence = answer().text
    assert bot.asked == [
        ("When?", ()),
        ("And back?", (said, "From the pier.")),
        ("How long?", (said, "From the pier.", silence)),
    ]


def test_a_question_is_asked_on_its_own_day() -> None:
    bot = FixedBot({"When?": answer(NOON)})
    evaluate(bot, [Question("1", "When?", answers=("noon",), date="2022-01-14")], ABOUT)
    evaluate(bot, [Question("2", "When?", answers=("noon",))], ABOUT)
    assert bot.days == ["2022-01-14"]


def test_questions_of_which_nothing_is_known_are_not_asked() -> None:
    bot = FixedBot({"When?": answer(NOON), "Never?": answer()})
    told: list[Progress] = []
    asked = [
        Question("1", "When?", answers=("noon",)),
        Question("2", "Who?"),
        Question("3", "Never?", unanswerable=True),
    ]
    run = evaluate(bot, asked, ABOUT, told.append)
    assert [judged.query_id for judged in run.questions] == ["1", "3"]
    assert [(progress.done, progress.total) for progress in told] == [(1, 2), (2, 2)]
    with pytest.raises(InputError, match="no question has"):
        evaluate(bot, asked[1:2], ABOUT)
