"""The timeline: every dated article in one bar, the bars side by side without a gap."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qa.page.timeline import FEW_BARS, MOST_BARS, SOME_BARS, bars, timeline_html

DAYS = st.lists(st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat), min_size=1)


@given(DAYS)
def test_every_article_is_in_exactly_one_bar(days: list[str]) -> None:
    found = bars(days)
    assert sum(bar.count for bar in found) == len(days)
    for day in days:
        assert sum(bar.since <= day <= bar.until for bar in found) == 1


@given(DAYS)
def test_bars_follow_each_other_without_a_gap_unless_they_are_many(days: list[str]) -> None:
    found = bars(days)
    assert list(found) == sorted(found, key=lambda bar: bar.since)
    if all(bar.count for bar in found) and len(found) > MOST_BARS:
        return
    gaps = [date.fromisoformat(b.since) - date.fromisoformat(a.until) for a, b in pairwise(found)]
    assert all(gap == timedelta(days=1) for gap in gaps) or all(bar.count for bar in found)


def test_a_month_is_told_by_days_three_years_by_months_more_by_years() -> None:
    assert [bar.label for bar in bars(["2021-05-30", "2021-06-01"])] == [
        "30 May 2021", "31 May 2021", "1 June 2021",
    ]  # fmt: skip
    assert bars(["2021-12-03", "2022-02-01"])[0].until == "2021-12-31"
    assert [bar.label for bar in bars(["2018-05-30", "2021-06-01"])] == ["2018", "2019", "2020", "2021"]


def test_what_is_no_date_is_passed_over() -> None:
    assert bars(["", "soon"]) == ()


def test_without_a_choice_there_is_no_timeline() -> None:
    assert timeline_html(()) == ""
    assert timeline_html(bars(["2021-05-02", "2021-05-02"])) == ""


def test_a_bar_says_its_time_and_count_and_an_empty_one_can_not_be_chosen() -> None:
    html = timeline_html(bars(["2021-05-02", "2021-05-30", "2021-07-01"]))
    assert 'aria-label="May 2021: 2 articles"' in html
    assert 'aria-label="July 2021: 1 article"' in html
    assert html.count(" disabled") == 1
    assert re.findall("<span[^>]*>(.)</span></button>", html) == ["2", "1"]


def test_counts_are_shown_only_where_there_is_room() -> None:
    def classes(many: int) -> str:
        first = date(2021, 5, 1)
        return timeline_html(bars((first + timedelta(days=n)).isoformat() for n in (0, many - 1)))[:40]

    assert 'class="fn-timeline"' in classes(FEW_BARS)
    assert 'class="fn-timeline fn-some"' in classes(FEW_BARS + 1)
    assert 'class="fn-timeline fn-some"' in classes(SOME_BARS)
    assert 'class="fn-timeline fn-many"' in classes(SOME_BARS + 1)
