"""Follow-up questions: what is filled in, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Answer, Turn
from qa.conversation import standalone
from qa.mentions import mentions, times


def turn(question: str, answer: str = "") -> Turn:
    return Turn(question, Answer(question, answer, abstained=not answer, checked_question=question))


BORDER = turn(
    "Why did North Korea close its border with China?",
    "North Korea sealed its frontier with China in January 2020 to keep the coronavirus out. [1]",
)
SIGNAL = turn(
    "Who called the North Korean remarks an interesting signal?",
    "US National Security Adviser Jake Sullivan called the remarks an interesting signal. [1]",
)
BENNETT = turn(
    "Which think tank does Bruce Bennett work for?",
    "Bruce Bennett is a researcher at the Rand Corporation, an American think tank. [1][2]",
)
SISTER = turn("Who is Kim Jong Un's sister?", "His sister Kim Yo Jong spoke on Tuesday. [1]")
HANOI = turn(
    "Where did Trump and Kim meet in February 2019?",
    "The summit between Donald Trump and Kim Jong Un broke off in Hanoi on February 28, 2019. [1]",
)
TRADE = turn(
    "By how much did shipments to North Korea fall in 2021?",
    "Shipments fell by 84 percent. [1]",
)
TREATY = turn(
    "When was the mutual defense treaty signed?",
    "The treaty between China and North Korea was signed on July 11, 1961. [1]",
)
SINGAPORE = turn(
    "When did Donald Trump meet Kim Jong Un in Singapore?", "They shook hands on June 12, 2018. [1]"
)
VISIT = turn("When did Xi Jinping visit Pyongyang?", "Xi Jinping left Pyongyang on June 21, 2019. [1]")
MOON = turn("Where did Moon Jae-in speak in Pyongyang?", "Moon spoke in the May Day Stadium. [2]")
ENVOY = turn("What did Sung Kim say?", "Sung Kim said the United States hoped for an answer. [1]")
CUP = turn("Who won the 2018 World Cup?")

FOLLOW_UPS = [
    # who
    (SIGNAL, "And what did he say about preconditions?", "What did Jake Sullivan say about preconditions?"),
    (BENNETT, "What did he say?", "What did Bruce Bennett say?"),
    (SISTER, "and what did she say?", "What did Kim Yo Jong say?"),
    (SISTER, "Thanks! And where was she born?", "Where was Kim Yo Jong born?"),
    (ENVOY, "Who appointed him?", "Who appointed Sung Kim?"),
    (BENNETT, "What is his field?", "What is Bruce Bennett's field?"),
    # what and where
    (BORDER, "When did it reopen?", "When did North Korea reopen?"),
    (TREATY, "Who signed it?", "Who signed the mutual defense treaty?"),
    (CUP, "What did it cost?", "What did the 2018 World Cup cost?"),
    (SINGAPORE, "What did they sign?", "What did Donald Trump and Kim Jong Un sign?"),
    (HANOI, "What happened there?", "What happened in Hanoi?"),
    (VISIT, "How long did he stay there?", "How long did Xi Jinping stay in Pyongyang?"),
    (HANOI, "Why did that summit fail?", "Why did the summit between Donald Trump and Kim Jong Un fail?"),
    (HANOI, "What else happened that year?", "What else happened in 2019?"),
    (
        ENVOY,
        "Who said that?",
        "Who said “Sung Kim said the United States hoped for an answer”?",
    ),
    # the same again, of something else
    (BORDER, "What about Russia?", "Why did North Korea close its border with Russia?"),
    (BORDER, "And with Russia?", "Why did North Korea close its border with Russia?"),
    (VISIT, "and Putin?", "When did Putin visit Pyongyang?"),
    (MOON, "How about Seoul?", "Where did Moon Jae-in speak in Seoul?"),
    (TRADE, "and in 2019?", "By how much did shipments to North Korea fall in 2019?"),
    (TRADE, "And in May?", "By how much did shipments to North Korea fall in May 2021?"),
    (BORDER, "What about the sanctions?", "What about the sanctions, with regard to North Korea and China?"),
    # the same again, asked otherwise
    (VISIT, "Why?", "Why did Xi Jinping visit Pyongyang?"),
    (HANOI, "When was that?", "When did Trump and Kim meet in February 2019?"),
    (BORDER, "How did that happen?", "How did North Korea close its border with China?"),
    (
        SIGNAL,
        "why?",
        "Why is it that US National Security Adviser Jake Sullivan called the remarks an interesting signal?",
    ),
    (TREATY, "Tell me more", "Tell me more about the mutual defense treaty."),
]

STAND_ALONE = [
    "Who is the president of South Korea?",
    "Why did North Korea close its border?",
    "When did Kim Jong Un say he would come?",
    "Is it true that Trump met Kim?",
    "How long does it take to fly to Pyongyang?",
    "Are there sanctions on North Korea?",
    "Who leads the WHO?",
    "What does IT mean?",
    "And who is Ned Price?",
    "What did the foreign ministry say about that?",
    "북한은 왜 국경을 닫았나?",
]


@pytest.mark.parametrize(("before", "question", "expected"), FOLLOW_UPS, ids=lambda value: str(value)[:40])
def test_a_follow_up_is_made_to_stand_alone(before: Turn, question: str, expected: str) -> None:
    assert standalone(question, [before]) == expected


@pytest.mark.parametrize("question", STAND_ALONE)
@pytest.mark.parametrize("before", [SIGNAL, BORDER, CUP], ids=lambda turn: turn.question[:20])
def test_a_question_that_stands_alone_is_left_as_it_is(question: str, before: Turn) -> None:
    assert standalone(question, [before]) == question


@given(st.text())
def test_without_history_every_question_is_left_as_it_is(question: str) -> None:
    assert standalone(question, ()) == question


@given(st.text(), st.text(), st.text())
def test_any_text_gives_a_question(question: str, asked: str, said: str) -> None:
    found = standalone(question, [turn(asked, said)])
    assert found == question or found.strip("?. ")


@pytest.mark.parametrize(("before", "question", "expected"), FOLLOW_UPS, ids=lambda value: str(value)[:40])
def test_what_was_made_to_stand_alone_stays_as_it_is(before: Turn, question: str, expected: str) -> None:
    assert standalone(expected, [CUP]) == expected


def test_the_latest_turn_counts_first_and_earlier_ones_after_it() -> None:
    assert standalone("What did he say?", [BENNETT, ENVOY]) == "What did Sung Kim say?"
    assert standalone("What did he say?", [BENNETT, CUP]) == "What did Bruce Bennett say?"


def test_a_chain_of_follow_ups_goes_by_the_question_that_was_searched_for() -> None:
    made = standalone("and in 2019?", [TRADE])
    second = Turn("and in 2019?", Answer("and in 2019?", "By a little. [1]", checked_question=made))
    assert (
        standalone("and in 2020?", [TRADE, second])
        == "By how much did shipments to North Korea fall in 2020?"
    )


def test_nothing_is_filled_in_from_an_abstention() -> None:
    silent = Turn("Who?", Answer("Who?", "Jake Sullivan [1]", abstained=True, checked_question="who won?"))
    assert standalone("What did he say?", [silent]) == "What did he say?"


def test_names_are_found_without_titles_openers_and_days() -> None:
    found = mentions("On Monday, Chinese President Xi Jinping met Kim's sister Kim Yo Jong in Beijing.")
    assert [mention.name for mention in found] == ["Xi Jinping", "Kim", "Kim Yo Jong", "Beijing"]
    assert [mention.person for mention in found] == [True, True, True, False]
    assert [mention.gender for mention in found] == ["", "", "she", ""]


@given(st.text())
def test_mentions_and_times_lie_within_the_text(text: str) -> None:
    assert all(text[mention.start : mention.end] == mention.name for mention in mentions(text))
    assert all(0 <= start < end <= len(text) for start, end in times(text))
