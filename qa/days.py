"""The days that a text names: "3 May 2021", "June 2021", "the summer of 2020", "early 2019", "June 17".

A rule is needed where a library would do elsewhere: dateparser reads a point in time out of a phrase
(the thirtieth for "June 2021"), takes "may" for a month, and knows no seasons and no weeks of a month.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from qa.words import CALENDAR

# A day without a year may lie so far ahead of the article that names it; else it was a year before.
_AHEAD = timedelta(days=90)

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_PLAIN_YEAR = rf"(?<![\d.,$€£/])(?<!\d-){_YEAR}s?(?![\w%/-]|[.,]\d)"
_SEASONS = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_SEASON = rf"(?:{'|'.join(_SEASONS)})"
# Without a day or a year, a name such as "May" is a month only behind one of these.
_BEHIND = "|".join(
    rf"(?<=\b{word} )"
    for word in ("in", "of", "from", "since", "until", "before", "after", "between", "last")
)
_NTH = ("first", "second", "third", "fourth")
# How much of a period its parts are: from where to where, in twelfths.
_PARTS = {
    "early": (0, 4), "beginning": (0, 4), "start": (0, 4),
    "mid": (4, 8), "middle": (4, 8), "late": (8, 12), "end": (8, 12),
    "first half": (0, 6), "second half": (6, 12),
    **{f"{nth} quarter": (3 * i, 3 * i + 3) for i, nth in enumerate(_NTH)},
}  # fmt: skip
_PART = rf"(?P<part>{'|'.join(_PARTS)}|(?:{'|'.join(_NTH)}|last) week)(?:[ -](?:of |in )?(?:the )?)"

_NAMED = re.compile(
    rf"\b(?:{_PART})?(?:"
    r"(?P<iso>\d{4}-\d\d-\d\d)"
    rf"|(?P<m1>{_MONTH}) (?P<d1>{_DAY})(?:,? (?P<y1>{_YEAR}))?(?!\d)"
    rf"|(?P<d2>{_DAY}) (?:of )?(?P<m2>{_MONTH})(?:,? (?P<y2>{_YEAR}))?"
    rf"|(?P<m3>{_MONTH})(?: of|,)? (?P<y3>{_YEAR})"
    rf"|(?P<season>{_SEASON}) (?:of )?(?P<y4>{_YEAR})"
    rf"|(?P<y5>{_PLAIN_YEAR})"
    rf"|(?:{_BEHIND})(?-i:(?P<m6>{_MONTH}))"
    r")(?!\w)",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:and|to|through|until|till|or|[-–,])\s*(?:on\s+)?")


@dataclass(frozen=True, slots=True)
class Days:
    """A run of days, `since` to `until` as ISO dates, both included, named at `text[start:end]`."""

    since: str
    until: str
    start: int
    end: int

    def meets(self, since: str, until: str) -> bool:
        """Whether a day of it lies from `since` to `until`; an empty end is open."""
        return (not until or self.since <= until) and (not since or since <= self.until)

    def within(self, since: str, until: str) -> bool:
        """Whether all of its days lie from `since` to `until`; an empty end is open."""
        return (not until or self.until <= until) and (not since or since <= self.since)


@lru_cache(maxsize=4096)
def days_named(text: str, published: str = "") -> tuple[Days, ...]:
    """The days that `text` names, in order. Those without a year are read from `published`, or left out.

    "June 17" is the last one before the day of publication, or one at most ninety days after it.

    >>> [(days.since, days.until) for days in days_named("It met on June 17.", "2021-07-13")]
    [('2021-06-17', '2021-06-17')]
    >>> [(days.since, days.until) for days in days_named("Between March and early May 2021, who left?")]
    [('2021-03-01', '2021-03-31'), ('2021-05-01', '2021-05-10')]
    """
    matches = list(_NAMED.finditer(text))
    named = [
        _days(match, year, published) for match, year in zip(matches, _years(text, matches), strict=True)
    ]
    return tuple(days for days in named if days)


def _years(text: str, matches: list[re.Match[str]]) -> list[str]:
    """The year of each date: its own, that of the next one behind a joint, or the last one named before.

    "Between March and May 2021" are both of 2021; in "left in May 2018 and came back on June 12" too.
    """
    years = [_own_year(match) for match in matches]
    for i in range(len(matches) - 2, -1, -1):
        if not years[i] and _JOINT.fullmatch(text, matches[i].end(), matches[i + 1].start()):
            years[i] = years[i + 1]
    for i in range(1, len(matches)):
        years[i] = years[i] or years[i - 1]
    return years


def _own_year(match: re.Match[str]) -> str:
    return next((match[f"y{i}"] for i in range(1, 6) if match[f"y{i}"]), (match["iso"] or "")[:4])


def _days(match: re.Match[str], year: str, published: str) -> Days | None:
    """What a match names; None where there is no such day, or its year can't be known."""
    try:
        if year:
            first, last = _run(match, int(year[:4]))
        elif published:
            first, last = _nearest(lambda guess: _run(match, guess), date.fromisoformat(published))
        else:
            return None
    except ValueError:  # 31 June, or a month before the year 1
        return None
    if match["part"]:
        first, last = _part(first, last, match["part"].lower())
    return Days(first.isoformat(), last.isoformat(), *match.span())


def _run(match: re.Match[str], year: int) -> tuple[date, date]:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return day, day
    if match["season"]:
        return _months(year, _SEASONS[match["season"].lower()], 3)
    if match["y5"]:
        decade = match["y5"][4:]
        return date(year, 1, 1), date(year + 9 if decade else year, 12, 31)
    name = next(match[f"m{i}"] for i in (1, 2, 3, 6) if match[f"m{i}"])
    month = month_number(name)
    number = match["d1"] or match["d2"]
    if not number:
        return _months(year, month, 1)
    day = date(year, month, int(number[:2].rstrip("sthndrSTHNDR")))
    return day, day


def month_number(name: str) -> int:
    """1 to 12 for the name of a month, or its first three letters.

    >>> month_number("Sept.")
    9
    """
    return next(i for i, month in enumerate(CALENDAR, 1) if month.startswith(name[:3].lower()))


def _nearest(run: Callable[[int], tuple[date, date]], published: date) -> tuple[date, date]:
    """The last one that begins before the day of publication, or not much after it."""
    for year in (published.year + 1, published.year, published.year - 1):
        try:
            first, last = run(year)
        except ValueError:  # 29 February
            continue
        if first <= published + _AHEAD:
            return first, last
    raise ValueError(published)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    """The first and last day of `count` months."""
    after = month - 1 + count
    return date(year, month, 1), date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1)


def season_of(year: int, season: str) -> tuple[date, date]:
    """The first and last day of a season, whole months, of the north; winter begins in December.

    >>> season_of(2020, "winter")[1].isoformat()
    '2021-02-28'
    """
    return _months(year, _SEASONS[season], 3)


def month_of(year: int, month: int) -> tuple[date, date]:
    """The first and last day of a month; `month` may be 0 or less, counting back from January.

    >>> month_of(2021, 0)[0].isoformat()
    '2020-12-01'
    """
    return _months(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _part(first: date, last: date, part: str) -> tuple[date, date]:
    """A part of a period: "early", "second half", "last week"."""
    if part == "last week":
        return last - timedelta(days=6), last
    if part.endswith(" week"):
        begin = first + timedelta(days=7 * _NTH.index(part.removesuffix(" week")))
        return begin, begin + timedelta(days=6)
    a, b = _PARTS[part]
    if (first, last) == _months(first.year, 1, 12):
        return _months(first.year, a + 1, b - a)
    length = (last - first).days + 1
    return first + timedelta(days=length * a // 12), first + timedelta(days=length * b // 12 - 1)
