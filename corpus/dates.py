"""Dates of any wording to ISO dates.

The day is the one that is written: a time zone never moves it. A month without a day means its first
day, a year alone its first of January. In `03/04/2021` the month comes first, the American way, unless
that can't be. Numbers are Unix seconds, milli-, micro- or nanoseconds, in UTC; four digits are a year.
Relative dates ("yesterday") and dates without a year are none.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"  # noqa: E501
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?[.,]*\s+)?"
_REST = r"(?=$|[\sT,.;|Z+-])"

_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})(?:\2(?P<day>\d{1,2})(?=$|[\sTZ+-])|$)",  # 2018-03-15…
        r"(?P<year>[12]\d{3})(?P<month>\d\d)(?P<day>\d\d)(?:T\d{4,6}.*)?$",  # 20180315
        r"(?P<year>[12]\d{3})$",  # 2018
        rf"{_WEEKDAY}{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_REST}",  # March 15…
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_NAME},?[\s-]+(?P<year>\d{{4}}){_REST}",
        rf"{_NAME},?\s+(?P<year>\d{{4}})$",  # March 2018
        r"(?P<month>0?\d|1[012])/(?P<day>\d{1,2})/(?P<year>\d{4})(?=$|[\s,])",  # 3/15/2018
        r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{1,2})/(?P<year>\d{4})(?=$|[\s,])",  # 15/3/2018
    )
)
_NUMBER = re.compile(r"-?\d{9,19}(?:\.\d*)?$")
_LONGEST = 64  # characters; a longer "date" is a sentence


def iso_date(value: object) -> str:
    """`value` (text, a number of Unix time, a date) as `YYYY-MM-DD`, or empty where it is no date.

    >>> iso_date("Thu, 15 Mar 2018 23:30:00 -0500"), iso_date("2018-03"), iso_date("soon")
    ('2018-03-15', '2018-03-01', '')
    """
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    text = " ".join(str(value).split())
    return _read(text) if 4 <= len(text) <= _LONGEST else ""


@lru_cache(maxsize=10_000)
def _read(text: str) -> str:
    for shape in _SHAPES:
        if match := shape.match(text):
            return _calendar(match.groupdict())
    if _NUMBER.match(text):
        return _unix(float(text))
    return _last_resort(text)


def _calendar(parts: dict[str, str | None]) -> str:
    name = parts.get("name")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts.get("month") or 1)
    try:
        return date(int(parts["year"] or 0), month, int(parts.get("day") or 1)).isoformat()
    except ValueError:
        return ""


def _unix(number: float) -> str:
    while abs(number) > 100_000_000_000:  # past the year 5138 in seconds: it counts something smaller
        number /= 1000
    try:
        return datetime.fromtimestamp(number, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _last_resort(text: str) -> str:
    if not re.search(r"\d{4}|\d[/.-]\d", text) or not re.search(r"\d", text):
        return ""
    import dateparser

    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "RETURN_AS_TIMEZONE_AWARE": False}
    try:
        found = dateparser.parse(text, languages=["en"], settings=settings)
    except (ValueError, OverflowError, TypeError):  # what it lets slip on malformed numbers
        return ""
    return found.date().isoformat() if found else ""
