"""When the articles that match were published, as bars that one can choose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qa.page.markup import MONTHS, counted, in_words, shown

#: A span of at most so many days is told by days, of so many years by months, any longer one by years.
DAYS, YEARS = 31, 3
#: Of more bars than this, those of no height are left out.
MOST_BARS = 60
#: Up to so many bars have room for their counts on a small screen, on a large one.
FEW_BARS, SOME_BARS = 9, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """So many articles from one day to another, both as YYYY-MM-DD, and what the time is called."""

    since: str
    until: str
    label: str
    count: int


def bars(days: Iterable[str]) -> tuple[Bar, ...]:
    """The days (YYYY-MM-DD; others are passed over) by day, month or year, oldest first, none left out.

    >>> [(bar.label, bar.count) for bar in bars(["2021-05-02", "2021-05-30", "2021-07-01"])]
    [('May 2021', 2), ('June 2021', 0), ('July 2021', 1)]
    """
    known = sorted(filter(None, map(_day, days)))
    if not known:
        return ()
    first, last = known[0], known[-1]
    if (last - first).days < DAYS:
        times = _days(first, last)
    elif last.year - first.year < YEARS:
        times = _months(first, last)
    else:
        times = _years(first, last)
    found = tuple(_bar(since, until, label, known) for since, until, label in times)
    return found if len(found) <= MOST_BARS else tuple(bar for bar in found if bar.count)


def timeline_html(shown_bars: Sequence[Bar]) -> str:
    """The bars as buttons; empty where there is nothing to choose between."""
    if len(shown_bars) < 2:
        return ""
    highest = max(bar.count for bar in shown_bars)
    many = "" if len(shown_bars) <= FEW_BARS else " fn-some" if len(shown_bars) <= SOME_BARS else " fn-many"
    ends = f"<span>{shown(shown_bars[0].label)}</span><span>{shown(shown_bars[-1].label)}</span>"
    listed = "".join(_button(bar, highest) for bar in shown_bars)
    return (
        f'<figure class="fn-timeline{many}" style="--fn-bars: {len(shown_bars)}">'
        "<figcaption>Articles by date of publication"
        '<span class="fn-how">; a bar narrows the search to its dates</span></figcaption>'
        f'<ol aria-label="Matching articles by time">{listed}</ol>'
        f'<p class="fn-ends" aria-hidden="true">{ends}</p></figure>'
    )


def _button(bar: Bar, highest: int) -> str:
    label = f"{bar.label}: {counted(bar.count, 'article')}"
    count = f'<span aria-hidden="true">{bar.count}</span>' if bar.count else ""
    return (
        f'<li><button type="button" class="fn-bar" data-since="{bar.since}" data-until="{bar.until}" '
        f'aria-label="{shown(label)}" title="{shown(label)}"{"" if bar.count else " disabled"} '
        f'style="--fn-share: {bar.count / highest:.3f}">{count}</button></li>'
    )


def _bar(since: date, until: date, label: str, known: Sequence[date]) -> Bar:
    return Bar(since.isoformat(), until.isoformat(), label, sum(since <= day <= until for day in known))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _days(first: date, last: date) -> Iterator[tuple[date, date, str]]:
    for count in range((last - first).days + 1):
        day = first + timedelta(days=count)
        yield day, day, in_words(day)


def _months(first: date, last: date) -> Iterator[tuple[date, date, str]]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = divmod(number, 12)
        begins = date(year, month + 1, 1)
        after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        yield begins, after - timedelta(days=1), f"{MONTHS[month]} {year}"


def _years(first: date, last: date) -> Iterator[tuple[date, date, str]]:
    for year in range(first.year, last.year + 1):
        yield date(year, 1, 1), date(year, 12, 31), str(year)
