"""The days between which one looks, as people type them: a day, a month or a whole year."""

import re
from calendar import monthrange
from datetime import date

from corpus.errors import InputError
from qa.page.passage import shortened

#: What the two boxes are called on the page, and so in what is said of them.
FROM, UNTIL = "From", "Until"
PATTERN = "YYYY-MM-DD"
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_LONGEST = 80


def between(since: str, until: str) -> tuple[str, str]:
    """The first and the last day as YYYY-MM-DD, each empty where its text is.

    `InputError` for what is no date, and where no day lies between, in the words of the page.

    >>> between("2021-06", " 2021 "), between("", "2020-02")
    (('2021-06-01', '2021-12-31'), ('', '2020-02-29'))
    """
    first = _days(FROM, since)[0] if since.strip() else ""
    last = _days(UNTIL, until)[1] if until.strip() else ""
    if first and last and first > last:
        raise InputError(f"{FROM} {first} is later than {UNTIL} {last}: no day lies between, swap them")
    return first, last


def _days(box: str, text: str) -> tuple[str, str]:
    """The first and the last day of what `text` names, which stands in `box`."""
    if found := _DATE.fullmatch(text.strip()):
        year, month, day = (int(part) if part else 0 for part in found.groups())
        try:
            first = date(year, month or 1, day or 1)
        except ValueError:
            pass
        else:
            last_month = month or 12
            last = first if day else date(year, last_month, monthrange(year, last_month)[1])
            return first.isoformat(), last.isoformat()
    named = shortened(text.strip(), _LONGEST)
    raise InputError(f"{box}: {named!r} is not a date; write it as 2021-06-17, 2021-06 or 2021")
