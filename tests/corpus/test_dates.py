"""Dates of any wording become ISO dates, or nothing."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import iso_date

days = st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31))

SHAPES = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S+09:00",
    "%B %d, %Y", "%b. %d, %Y", "%d %B %Y", "%d-%b-%Y", "%A, %B %d, %Y", "%a, %d %b %Y %H:%M:%S -0800",
    "%m/%d/%Y", "%B %d, %Y at 9:30 p.m. ET",
)  # fmt: skip


@given(days, st.sampled_from(SHAPES))
def test_a_day_in_any_usual_wording_is_that_day(day: date, shape: str) -> None:
    written = datetime.combine(day, time(23, 59, 59)).strftime(shape)
    assert iso_date(written) == day.isoformat()


@given(days)
def test_a_date_or_a_moment_is_its_day(day: date) -> None:
    assert iso_date(day) == iso_date(datetime.combine(day, time(23), UTC)) == day.isoformat()


@given(st.datetimes(datetime(1975, 1, 1), datetime(2099, 1, 1)), st.sampled_from((1, 1000, 10**6)))
def test_unix_time_is_a_day_in_utc(moment: datetime, scale: int) -> None:
    number = int(moment.replace(tzinfo=UTC).timestamp()) * scale
    assert iso_date(number) == iso_date(str(number)) == moment.date().isoformat()


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.integers())))
def test_anything_gives_an_iso_date_or_nothing(value: object) -> None:
    found = iso_date(value)
    assert not found or date.fromisoformat(found).isoformat() == found


@given(st.from_regex(r"\A[0-9 :/.,TZ+a-z-]{4,40}\Z"))
def test_what_looks_like_a_date_never_raises(value: str) -> None:
    found = iso_date(value)
    assert not found or date.fromisoformat(found)


@pytest.mark.parametrize(
    "value", ["2021-02-30", "2018-13-01", "yesterday", "3 days ago", "June 17", "soon", ""]
)
def test_no_day_that_is_written_is_no_date(value: str) -> None:
    assert iso_date(value) == ""


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2018-03", "2018-03-01"),
        ("March 2018", "2018-03-01"),
        ("2018", "2018-01-01"),
        (2018, "2018-01-01"),
        ("15/3/2018", "2018-03-15"),
        ("03/04/2021", "2021-03-04"),
        ("the 5th of May 2020", "2020-05-05"),
    ],
)
def test_what_is_left_open_is_settled_as_documented(value: object, day: str) -> None:
    assert iso_date(value) == day
