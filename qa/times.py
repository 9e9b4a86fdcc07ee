"""What a question says about time: in which days its answer lies, and how that was meant."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qa.days import Days, days_named, month_number, month_of, season_of
from qa.words import CALENDAR

Meant = Literal["absolute", "relative", "latest", "event"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = ("winter", "spring", "summer", "autumn", "fall")
_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_DAYS_BACK = {"the day before yesterday": 2, "yesterday": 1, "last night": 1}
_SOME = {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 5}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS[1:])}|a couple(?: of)?|a few|few|couple(?: of)?|several|an?)"
_UNIT = r"(?:day|week|month|year|decade)"
# "This may be" and "this march" name no month.
_MONTHS = "|".join(f"(?-i:{name.title()})" if name in ("march", "may") else name for name in CALENDAR)
_NAMED_TIME = "|".join((*WEEKDAYS, _MONTHS, *_SEASONS))

_RELATIVE = re.compile(
    r"\b(?:(?P<day>the day before yesterday|yesterday|last night|tonight|this (?:morning|afternoon|evening))"
    rf"|(?P<ago>{_COUNT}) (?P<ago_unit>{_UNIT})s? ago"
    rf"|(?:last|past|previous) (?P<span>{_COUNT}) (?P<span_unit>{_UNIT}|hour)s?"
    r"|(?P<running>(?:over|in|during|within|for) the (?:last|past)|(?:this|the) past)"
    rf" (?P<running_unit>{_UNIT})"
    rf"|(?P<which>last|this|previous|past) (?P<unit>week|weekend|month|year|decade|{_NAMED_TIME})"
    r")\b(?! (?:of|in) )",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:did|was|were|has|have|had|happen\w*|news|\w+ed)\b", re.IGNORECASE)
_LATEST = re.compile(
    r"\b(?:the (?:very )?latest|latest|most recent(?:ly)?|newest|recently|lately|currently|current|nowadays"
    r"|today|these days|at present|at the moment|right now|now|so far|to date|up to date|still"
    r"|(?<=when )(?:did|was|were|has|have) .{2,80} last(?= \w+\W*$))\b",
    re.IGNORECASE,
)
_BEFORE_TIME = r"(?:\b(?:in|on|over|during|within|for|from|of|since|until|by|about) )?(?:\bthe )?"
# What happens on days that a library can tell.
_OCCASION = (
    r"(?:summit|meeting|talks|negotiations|conference|congress|election|referendum|vote|war|attack|battle"
    r"|invasion|coup|revolution|crisis|pandemic|outbreak|epidemic|lockdown|earthquake|flood|hurricane|typhoon|fire"
    r"|explosion|crash|accident|olympics|games|tournament|championship|cup|festival|ceremony|parade|wedding"
    r"|funeral|coronation|inauguration|trial|verdict|speech|debate|visit|launch|test|treaty|agreement"
    r"|declaration|armistice|ceasefire|merger|takeover|strike|protests?|scandal)"
)
_EVENT = re.compile(
    rf"\b(?P<side>before|after|since|until|during|following|prior to|ahead of) "
    rf"(?P<event>(?:the |an? |this |that )?(?:[\w’'-]+ ){{0,4}}?{_OCCASION}s?"
    rf"(?-i: (?:in|of|at|between|on|with) (?:the )?[A-Z][\w’'-]*(?: (?:and |of )?[A-Z][\w’'-]*)*)?)\b",
    re.IGNORECASE,
)
# What stands before a date and says on which side of it.
_FROM = re.compile(r"\b(?:since|starting|from)(?: in| on)?(?: the)?\s*$", re.IGNORECASE)
_LATER = re.compile(r"\bafter(?: the)?\s*$", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:until|till|by|up to|through)(?: the)?(?: end of)?\s*$", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:before|prior to|ahead of)(?: the)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a question is about, as ISO dates, both included; an empty end is open.

    `meant` tells how: "absolute" (in June 2021), "relative" to today (last week), "latest" (now, the most
    recent; both ends open) or "event" (before the summit). `words` is what the question says. The days of
    an event must be found in the library: until then both ends are open, `event` names it and `side` is
    the word before it ("before", "after", "during"…).
    """

    meant: Meant
    words: str
    since: str = ""
    until: str = ""
    event: str = ""
    side: str = ""

    @property
    def known(self) -> bool:
        """Whether it says anything about days."""
        return bool(self.since or self.until)

    def topic(self, question: str) -> str:
        """What is left of `question` without what is told from today, which is no word of any article.

        >>> Period("relative", "last week").topic("What did Kim say last week?")
        'What did Kim say?'
        """
        if self.meant != "relative":
            return question
        rest = re.sub(rf"\s*{_BEFORE_TIME}{re.escape(self.words)}(?:['’]s)?", "", question, count=1)
        return rest.strip() if any(map(str.isalnum, rest)) else question


def period(question: str, today: date) -> Period | None:
    """What `question`, asked on the day `today`, says about time; None where it says nothing.

    Where it says several things, one counts: what is told from today, then dates, then events.
    Weeks run from Sunday to Sunday; "last week" is the one before this one, "the past week" the last
    seven days.

    >>> found = period("What did Kim say last week?", date(2021, 6, 30))
    >>> (found.since, found.until)
    ('2021-06-20', '2021-06-27')
    """
    told = _relative(question, today) or _absolute(question)
    return told or _event(question) or _latest(question, today)


def _relative(question: str, today: date) -> Period | None:
    """What is told from today. Years ago isn't the news any more, but a date like others."""
    match = _RELATIVE.search(question)
    if not match:
        return None
    unit = (match["ago_unit"] or match["span_unit"] or "").lower()
    first, last = _told_from(today, match, unit)
    if _FROM.search(question[: match.start()]):
        last = max(last, today)
    meant: Meant = "absolute" if unit in ("year", "decade") else "relative"
    return Period(meant, match[0], first.isoformat(), last.isoformat())


def _told_from(today: date, match: re.Match[str], unit: str) -> tuple[date, date]:
    if match["day"]:
        day = today - timedelta(days=_DAYS_BACK.get(match["day"].lower(), 0))
        return day, day
    if match["ago"]:
        return _ago(today, _number(match["ago"]), unit)
    if match["span"]:
        return _back(today, _number(match["span"]), unit), today
    if match["running"]:
        return _back(today, 1, match["running_unit"].lower()), today
    return _calendar(today, match["unit"].lower(), this=match["which"].lower() == "this")


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    words = text.lower().split()
    known = [_SOME.get(word) or (_NUMBERS.index(word) if word in _NUMBERS else 0) for word in words]
    return max(known)


def _back(today: date, count: int, unit: str) -> date:
    """The first day of the last `count` days, weeks…, today being the last one."""
    if unit == "hour":
        return today - timedelta(days=max(1, count // 24))
    if unit in ("day", "week"):
        return today - timedelta(days=count * (7 if unit == "week" else 1) - 1)
    return _months_before(today, count * {"month": 1, "year": 12, "decade": 120}[unit]) + timedelta(days=1)


def _months_before(today: date, months: int) -> date:
    first, last = month_of(max(1, today.year), max(today.month - months, 13 - 12 * today.year))
    return min(last, first + timedelta(days=today.day - 1))


def _ago(today: date, count: int, unit: str) -> tuple[date, date]:
    """The day, the week around the day, the month or the year."""
    if unit in ("day", "week"):
        day = today - timedelta(days=count * (7 if unit == "week" else 1))
        around = timedelta(days=3 if unit == "week" else 0)
        return day - around, day + around
    if unit == "month":
        return month_of(today.year, max(today.month - count, 13 - 12 * today.year))
    return _year(today.year - count * (10 if unit == "decade" else 1))


def _year(year: int) -> tuple[date, date]:
    return date(max(1, year), 1, 1), date(max(1, year), 12, 31)


def _calendar(today: date, unit: str, *, this: bool) -> tuple[date, date]:
    """The present one, or the one before it: a week, month, year, season, June, Monday."""
    if unit in ("week", "weekend"):
        monday = today - timedelta(days=today.weekday() + (0 if this else 7))
        # A week begins on Sunday for some and on Monday for others: it is as long as either.
        return monday + timedelta(days=5 if unit == "weekend" else -1), monday + timedelta(days=6)
    if unit in WEEKDAYS:
        back = (today.weekday() - WEEKDAYS.index(unit)) % 7
        day = today - timedelta(days=back if this or back else 7)
        return day, day
    if unit == "month":
        return month_of(today.year, today.month - (not this))
    if unit in _SEASONS:
        return _last_begun([season_of(today.year - back, unit) for back in (0, 1, 2)], today, this=this)
    if unit in CALENDAR:
        number = month_number(unit)
        return _last_begun([month_of(today.year - back, number) for back in (0, 1, 2)], today, this=this)
    if unit == "decade":
        return _back(today, 1, unit), today
    return _year(today.year - (not this))


def _last_begun(runs: list[tuple[date, date]], today: date, *, this: bool) -> tuple[date, date]:
    """The newest run of this year's that has begun, or, unless `this` is meant, is over."""
    return next(run for run in runs if (run[0] if this else run[1]) < today or (this and run is runs[0]))


def _absolute(question: str) -> Period | None:
    named = days_named(question)
    if not named:
        return None
    words = question[named[0].start : named[-1].end]
    if len(named) > 1:
        return Period("absolute", words, min(d.since for d in named), max(d.until for d in named))
    since, until = _side(question, named[0])
    return Period("absolute", words, since, until)


def _side(question: str, days: Days) -> tuple[str, str]:
    """The days from, after, up to or before those named, or these themselves."""
    before = question[: days.start]
    if _FROM.search(before):
        return days.since, ""
    if _LATER.search(before):
        return _moved(days.until, 1), ""
    if _UP_TO.search(before):
        return "", days.until
    if _EARLIER.search(before):
        return "", _moved(days.since, -1)
    return days.since, days.until


def _moved(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def _event(question: str) -> Period | None:
    match = _EVENT.search(question)
    return Period("event", match[0], event=match["event"], side=match["side"].lower()) if match else None


def at_event(asked: Period, first: str, last: str) -> Period:
    """`asked`, about an event, now that this is known to be from `first` to `last`.

    >>> before = Period("event", "before the vote", event="the vote", side="before")
    >>> at_event(before, "2021-06-17", "2021-06-18").until
    '2021-06-16'
    """
    since, until = {
        "before": ("", _moved(first, -1)),
        "prior to": ("", _moved(first, -1)),
        "ahead of": ("", _moved(first, -1)),
        "until": ("", first),
        "since": (last, ""),
        "after": (last, ""),
        "following": (last, ""),
    }.get(asked.side, (first, last))
    return Period("event", asked.words, since, until, asked.event, asked.side)


def _latest(question: str, today: date) -> Period | None:
    """What asks for the newest; "today" is the very day where something happened, else nowadays."""
    match = _LATEST.search(question)
    if match and match[0].lower() == "today" and _PAST.search(question):
        return Period("relative", match[0], today.isoformat(), today.isoformat())
    return Period("latest", match[0]) if match else None
