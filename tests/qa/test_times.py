"""What a question says about time, worked by hand over a calendar; 30 June 2021 is a Wednesday."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.times import Period, at_event, period

TODAY = date(2021, 6, 30)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What happened yesterday?", "2021-06-29", "2021-06-29"),
        ("What happened the day before yesterday?", "2021-06-28", "2021-06-28"),
        ("What happened today?", "2021-06-30", "2021-06-30"),
        ("What did Kim say last week?", "2021-06-20", "2021-06-27"),
        ("What did Kim say this week?", "2021-06-27", "2021-07-04"),
        ("Who left in the past week?", "2021-06-24", "2021-06-30"),
        ("Who left last weekend?", "2021-06-26", "2021-06-27"),
        ("Who left last month?", "2021-05-01", "2021-05-31"),
        ("Who left this month?", "2021-06-01", "2021-06-30"),
        ("Who won last year’s election?", "2020-01-01", "2020-12-31"),
        ("What was said in the past three days?", "2021-06-28", "2021-06-30"),
        ("What was said over the last 24 hours?", "2021-06-29", "2021-06-30"),
        ("Who resigned two weeks ago?", "2021-06-13", "2021-06-19"),
        ("Who resigned a couple of days ago?", "2021-06-28", "2021-06-28"),
        ("Who resigned six months ago?", "2020-12-01", "2020-12-31"),
        ("Who resigned last Monday?", "2021-06-28", "2021-06-28"),
        ("Who resigned last Wednesday?", "2021-06-23", "2021-06-23"),
        ("Who resigned last June?", "2020-06-01", "2020-06-30"),
        ("Who resigned this June?", "2021-06-01", "2021-06-30"),
        ("What happened last summer?", "2020-06-01", "2020-08-31"),
        ("What happened last winter?", "2020-12-01", "2021-02-28"),
        ("What has changed since last month?", "2021-05-01", "2021-06-30"),
    ],
)
def test_what_is_told_from_today(question: str, since: str, until: str) -> None:
    found = period(question, TODAY)
    assert found is not None
    assert (found.meant, found.since, found.until) == ("relative", since, until)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Who spoke in June 2021?", "2021-06-01", "2021-06-30"),
        ("Who spoke on 3 May 2021?", "2021-05-03", "2021-05-03"),
        ("Who was president in 1950?", "1950-01-01", "1950-12-31"),
        ("What has been tested since 2020?", "2020-01-01", ""),
        ("Who spoke before June 2021?", "", "2021-05-31"),
        ("Who spoke after May 3, 2021?", "2021-05-04", ""),
        ("What was tested by the end of 2020?", "", "2020-12-31"),
        ("What was tested between March and May 2021?", "2021-03-01", "2021-05-31"),
        ("How did trade in 2018 compare with 2020?", "2018-01-01", "2020-12-31"),
        ("What was built ten years ago?", "2011-01-01", "2011-12-31"),
        ("What was built in the last five years?", "2016-07-01", "2021-06-30"),
    ],
)
def test_dates_are_absolute_and_so_are_years_ago(question: str, since: str, until: str) -> None:
    found = period(question, TODAY)
    assert found is not None
    assert (found.meant, found.since, found.until) == ("absolute", since, until)


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest on the talks?",
        "Who is currently the envoy?",
        "Who is the envoy now?",
        "What are the most recent tests?",
        "Who leads North Korea today?",
        "When did Trump and Kim last meet?",
    ],
)
def test_the_newest_is_asked_for(question: str) -> None:
    found = period(question, TODAY)
    assert found is not None
    assert (found.meant, found.known) == ("latest", False)


@pytest.mark.parametrize(
    ("question", "side", "event"),
    [
        ("What did Kim ask for before the summit?", "before", "the summit"),
        ("After the Hanoi summit, who left?", "after", "the Hanoi summit"),
        (
            "Who spoke during the Winter Olympics in Pyeongchang?",
            "during",
            "the Winter Olympics in Pyeongchang",
        ),
        ("What has been closed since the pandemic?", "since", "the pandemic"),
    ],
)
def test_an_event_is_named_with_its_side(question: str, side: str, event: str) -> None:
    found = period(question, TODAY)
    assert found is not None
    assert (found.meant, found.side, found.event, found.known) == ("event", side, event, False)


@pytest.mark.parametrize(
    "question",
    [
        "Who led the talks?",
        "Who testified before the court?",
        "Why might this may be so?",
        "What was the last resort?",
        "Who won the first round?",
    ],
)
def test_most_questions_say_nothing_about_time(question: str) -> None:
    assert period(question, TODAY) is None


@pytest.mark.parametrize(
    ("side", "since", "until"),
    [
        ("before", "", "2019-02-26"),
        ("until", "", "2019-02-27"),
        ("during", "2019-02-27", "2019-02-28"),
        ("after", "2019-02-28", ""),
        ("since", "2019-02-28", ""),
    ],
)
def test_an_event_has_two_sides(side: str, since: str, until: str) -> None:
    found = at_event(Period("event", f"{side} the summit", event="the summit", side=side), *SUMMIT)
    assert (found.since, found.until) == (since, until)


SUMMIT = ("2019-02-27", "2019-02-28")
RELATIVE = ["yesterday", "last week", "this year", "last March", "three months ago", "in the past 999 days"]


@settings(deadline=None)
@given(st.dates(date(4, 1, 1)), st.sampled_from([*RELATIVE, "last winter", "last Friday", "900 years ago"]))
def test_on_every_day_the_past_lies_before_today(today: date, words: str) -> None:
    found = period(f"What happened {words}?", today)
    assert found is not None
    assert found.since <= found.until
    assert found.since <= today.isoformat()


@settings(deadline=None)
@given(st.text(max_size=60), st.dates())
def test_no_question_is_an_error(question: str, today: date) -> None:
    found = period(question, today)
    assert found is None or found.words in question


@settings(deadline=None)
@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_last_week_holds_every_day_of_the_week_before(today: date) -> None:
    found = period("last week", today)
    assert found is not None
    monday = today - timedelta(days=today.weekday() + 7)
    assert (date.fromisoformat(found.since), date.fromisoformat(found.until)) == (
        monday - timedelta(days=1),
        monday + timedelta(days=6),
    )


def test_the_topic_is_the_question_without_what_is_told_from_today() -> None:
    for question, topic in (
        ("What did Biden promise last month?", "What did Biden promise?"),
        ("Over the past week, who resigned?", ", who resigned?"),
        ("Last week?", "Last week?"),
        ("Who was president in 1950?", "Who was president in 1950?"),
    ):
        asked = period(question, TODAY)
        assert asked is not None
        assert asked.topic(question) == topic
