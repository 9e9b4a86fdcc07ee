"""The days that a text names: every way to write a date is read as that date."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.days import days_named, month_of, season_of
from qa.words import CALENDAR

DAYS = st.dates(date(1500, 1, 1), date(2099, 12, 31))


def named(text: str, published: str = "") -> list[tuple[str, str]]:
    return [(days.since, days.until) for days in days_named(text, published)]


@settings(deadline=None)
@given(DAYS, st.sampled_from(["{m} {d}, {y}", "{d} {m} {y}", "the {d}th of {m}, {y}", "{s} {d} {y}"]))
def test_a_day_is_read_however_it_is_written(day: date, form: str) -> None:
    month = CALENDAR[day.month - 1].title()
    text = form.format(m=month, s=month[:3] if month != "May" else "May", d=day.day, y=day.year)
    if form.startswith("{s}") and day.month == 3:
        text = text.replace("Mar ", "Mar. ")
    assert named(f"It happened on {text}.") == [(day.isoformat(), day.isoformat())]


@settings(deadline=None)
@given(DAYS)
def test_an_iso_date_is_read(day: date) -> None:
    assert named(f"since {day.isoformat()}") == [(day.isoformat(), day.isoformat())]


@settings(deadline=None)
@given(DAYS)
def test_a_month_is_all_its_days(day: date) -> None:
    first, last = month_of(day.year, day.month)
    assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
    month = CALENDAR[day.month - 1].title()
    assert named(f"in {month} {day.year}") == [(first.isoformat(), last.isoformat())]


@settings(deadline=None)
@given(DAYS)
def test_a_day_without_a_year_is_the_last_one_or_lies_less_than_three_months_ahead(day: date) -> None:
    text = f"The talks of {CALENDAR[day.month - 1].title()} {day.day} failed."
    for published in (day + timedelta(days=200), day - timedelta(days=60)):
        if published.year < 2099 and (day.month, day.day) != (2, 29):
            assert named(text, published.isoformat()) == [(day.isoformat(), day.isoformat())]
    assert named(text) == []


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(["", "2021-06-24", "0001-01-01", "9999-12-31"]))
def test_no_text_is_an_error_and_what_is_found_stands_there(text: str, published: str) -> None:
    for days in days_named(text, published):
        assert 0 <= days.start < days.end <= len(text)
        assert days.since <= days.until


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("in 2019", "2019-01-01", "2019-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("the summer of 2020", "2020-06-01", "2020-08-31"),
        ("in winter 2020", "2020-12-01", "2021-02-28"),
        ("the first week of June 2021", "2021-06-01", "2021-06-07"),
        ("the last week of February 2020", "2020-02-23", "2020-02-29"),
        ("in early June 2021", "2021-06-01", "2021-06-10"),
        ("the second half of 2017", "2017-07-01", "2017-12-31"),
        ("the third quarter of 2020", "2020-07-01", "2020-09-30"),
        ("in mid-2019", "2019-05-01", "2019-08-31"),
    ],
)
def test_parts_of_the_calendar(text: str, since: str, until: str) -> None:
    assert named(text) == [(since, until)]


def test_a_year_behind_a_joint_counts_for_both() -> None:
    assert named("between March and May 2021") == [("2021-03-01", "2021-03-31"), ("2021-05-01", "2021-05-31")]
    assert named("left in May 2018 and came back on June 12", "2021-06-23")[1] == ("2018-06-12",) * 2
    assert named("on April 27 and May 26, 2018") == [("2018-04-27",) * 2, ("2018-05-26",) * 2]


@pytest.mark.parametrize(
    "text",
    ["Who may visit?", "the march on Rome", "1,950 people", "$2019", "31 June 2021", "2019-20", "room 20199"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert named(text, "2021-06-24") == []


def test_a_season_ends_with_its_last_month() -> None:
    assert season_of(2019, "winter")[1] == date(2020, 2, 29)
