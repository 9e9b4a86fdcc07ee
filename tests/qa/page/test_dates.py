"""What is typed as a date: a day, a month or a year, and one line for anything else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from index.hit import Filter
from qa.page.dates import between

DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@given(DAYS, DAYS)
def test_days_are_taken_as_they_are(one: date, other: date) -> None:
    first, last = sorted([one.isoformat(), other.isoformat()])
    assert between(first, f" {last} ") == (first, last)


@given(DAYS)
def test_a_month_and_a_year_reach_from_their_first_to_their_last_day(day: date) -> None:
    year, month = f"{day.year}", f"{day.year}-{day.month:02}"
    assert between(year, year) == (f"{day.year}-01-01", f"{day.year}-12-31")
    first, last = between(month, month)
    assert first == f"{month}-01"
    assert first <= day.isoformat() <= last
    assert date.fromisoformat(last).month == day.month


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_typed_is_a_filter_or_one_line(since: str, until: str) -> None:
    try:
        Filter((), *between(since, until))
    except InputError as error:
        assert str(error).startswith(("From", "Until"))


@pytest.mark.parametrize("text", ["last spring", "2021-13", "2021-02-30", "0000", "20210617", "２０２１"])
def test_what_is_no_date_is_named_with_its_box_and_a_cure(text: str) -> None:
    with pytest.raises(InputError, match=f"Until: '{text}' is not a date; write it as 2021-06-17"):
        between("2020", text)


def test_a_long_text_is_named_in_short() -> None:
    with pytest.raises(InputError) as raised:
        between("x" * 10_000, "")
    assert len(str(raised.value)) < 200


def test_days_the_wrong_way_round_are_told_in_the_words_of_the_page() -> None:
    with pytest.raises(InputError, match="From 2021-06-01 is later than Until 2020-12-31: no day lies betw"):
        between("2021-06", "2020")
