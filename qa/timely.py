"""Evidence in the light of what a question says about time.

A date in a question may be that of what it asks about, long before any article: it makes a sentence
likelier or less likely, and removes none. "Last week" speaks of the news. Where the library has
articles from then on, only they can answer, and where those don't, an old sentence in their place
would pass for news: there is no answer then. Where the whole library is older than that, it is an
archive, and whoever asks it means what it holds: it answers, with a note that says how old it is.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.sentences import sentence_spans
from index.hit import Filter, Hit
from qa.days import Days, days_named
from qa.reader import Evidence
from qa.times import Period, at_event, period
from qa.words import CALENDAR, stems, words

#: The odds of a sentence from the days asked for rise by this, those of one from others fall by it.
LIFT = 3.0
#: What is less likely beside the best sentence says nothing about what is newest.
LIKELY_BESIDE_BEST = 1 / 3
# What happens on a day is in the articles of the next one too.
_REPORTED = timedelta(days=1)

Search = Callable[[str], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Timely:
    """Evidence reweighed, best first, the confidence it leaves, and remarks for the answer."""

    evidence: tuple[Evidence, ...]
    confidence: float
    notes: tuple[str, ...] = ()


def asked_period(question: str, today: date, search: Search) -> Period | None:
    """`qa.times.period`, with the days of an event as far as `search` finds passages that tell them."""
    asked = period(question, today)
    if asked is None or asked.meant != "event":
        return asked
    days = event_days(asked.event, search(asked.event))
    return at_event(asked, *days) if days else asked


def news(asked: Period | None, today: date) -> Filter:
    """The articles in which an answer can stand: for "last week" those since then, else all."""
    if asked is None or asked.meant != "relative" or asked.since > today.isoformat():
        return Filter()
    return Filter(since=asked.since, until=(today + _REPORTED).isoformat())


def timely(evidence: Sequence[Evidence], confidence: float, asked: Period | None) -> Timely:
    """`evidence` (best first, of `confidence`) as `asked` lets it appear: nothing changes without a period.

    The scores stay between 0 and 1. Only for a relative period sentences are left out, those that
    aren't from it, and `confidence` falls with the best of them; see the head of this file.
    """
    if not evidence or asked is None:
        return Timely(tuple(evidence), confidence)
    if asked.meant == "latest":
        return Timely(_by(evidence, newness(evidence)), confidence)
    if not asked.known:
        return Timely(tuple(evidence), confidence, (_unknown(asked),))
    if asked.meant == "relative" and all(item.hit.article.published < asked.since for item in evidence):
        return Timely(_by(evidence, newness(evidence)), confidence, (_older(asked, evidence),))
    fits = [fit(item, asked) for item in evidence]
    weighed = _by(evidence, fits)
    if asked.meant != "relative":
        return Timely(weighed, confidence, () if any(fits) else (_absent(asked),))
    kept = [item for item, fits_it in zip(evidence, fits, strict=True) if fits_it]
    if not kept:
        return Timely((), 0.0, (_older(asked, evidence),))
    fraction = kept[0].score / evidence[0].score if evidence[0].score else 1.0
    return Timely(tuple(item for item in weighed if fit(item, asked)), confidence * fraction)


def fit(item: Evidence, asked: Period) -> float:
    """How well a sentence fits the days asked for.

    1: it names some of them, or names no days and its article was published then or a day later.
    ½: it names more than them, only its article or its chunk fits, or nothing is known of either.
    0: it is from other days.
    """
    article = item.hit.article
    named = days_named(item.text, article.published)
    if any(days.within(asked.since, asked.until) for days in named):
        return 1.0
    if published_in(article.published, asked):
        return 0.5 if named else 1.0
    around = named or days_named(item.hit.chunk.text, article.published)
    unknown = not article.published and not around
    return 0.5 if unknown or any(days.meets(asked.since, asked.until) for days in around) else 0.0


def published_in(published: str, asked: Period) -> bool:
    """Whether an article of this date reports the days asked for: it is from one of them or the day after."""
    if not published or (asked.since and published < asked.since):
        return False
    return not asked.until or date.fromisoformat(published) <= date.fromisoformat(asked.until) + _REPORTED


def newness(evidence: Sequence[Evidence]) -> list[float]:
    """Where the article of each likely sentence stands among the dates of all, 0 oldest to 1 newest.

    ½ for what is unlikely, has no date, or stands alone with its date.
    """
    likely = [item.score >= LIKELY_BESIDE_BEST * evidence[0].score for item in evidence]
    published = [item.hit.article.published for item in evidence]
    days = sorted({day for day, counts in zip(published, likely, strict=True) if day and counts})
    if len(days) < 2:
        return [0.5] * len(evidence)
    return [
        days.index(day) / (len(days) - 1) if day and counts else 0.5
        for day, counts in zip(published, likely, strict=True)
    ]


def lifted(score: float, fits: float) -> float:
    """A probability whose odds were multiplied by `LIFT` for a fit of 1, divided by it for one of 0.

    >>> lifted(0.5, 1), lifted(0.5, 0.5), lifted(0.5, 0)
    (0.75, 0.5, 0.25)
    """
    factor: float = LIFT ** (2 * fits - 1)
    return score * factor / (1 - score + score * factor)


def _by(evidence: Sequence[Evidence], fits: Sequence[float]) -> tuple[Evidence, ...]:
    weighed = [
        replace(item, score=lifted(item.score, fits_it)) for item, fits_it in zip(evidence, fits, strict=True)
    ]
    return tuple(sorted(weighed, key=lambda item: -item.score))


def event_days(event: str, hits: Sequence[Hit]) -> tuple[str, str] | None:
    """The first and last day of `event`, as `hits` tell; None where they don't agree on a month.

    Each sentence that has all words of the event votes for the date that it names nearest to them. Where
    no sentence does, those vote that have them together with their article's title.
    """
    told = list(dict.fromkeys((hit.article, text) for hit in hits for text in _sentences(hit)))
    votes: dict[str, list[Days]] = defaultdict(list)
    for with_title in (False, True):
        for article, text in told:
            known = stems(text) | (stems(article.title) if with_title else frozenset())
            days = _nearest(event, text, article.published) if stems(event) <= known else None
            if days and days.since[:7] == days.until[:7]:
                votes[days.since[:7]].append(days)
        if votes:
            break
    most = max(votes.values(), key=len, default=[])
    if 2 * len(most) <= sum(map(len, votes.values())):
        return None
    exact = [days for days in most if days.since == days.until] or most
    return min(days.since for days in exact), max(days.until for days in exact)


def _sentences(hit: Hit) -> list[str]:
    return [hit.chunk.text[start:end] for start, end in sentence_spans(hit.chunk.text)]


def _nearest(event: str, text: str, published: str) -> Days | None:
    """The date that a sentence names nearest to the words of an event; None where it names none."""
    places = [
        [match.start() for match in re.finditer(rf"\b{re.escape(word.text)}", text, re.IGNORECASE)]
        for word in words(event)
        if word.content
    ]

    def distance(days: Days) -> int:
        return sum(min(abs(at - days.start) for at in found) for found in places if found)

    return min(days_named(text, published), key=distance, default=None)


def _unknown(asked: Period) -> str:
    return f"which days “{asked.words}” means can't be told from the articles, so all were considered"


def _absent(asked: Period) -> str:
    return f"no passage found is from {in_words(asked.since, asked.until)} or names it"


def _older(asked: Period, evidence: Sequence[Evidence]) -> str:
    newest = max(item.hit.article.published for item in evidence)
    found = f"the newest passage found is from {in_words(newest, newest)}" if newest else "none has a date"
    return f"nothing from {asked.words} ({in_words(asked.since, asked.until)}): {found}"


def in_words(since: str, until: str) -> str:
    """A run of days for a reader; an empty end is open.

    >>> in_words("2021-06-21", "2021-06-27"), in_words("2020-12-28", "2021-01-03"), in_words("2020-01-01", "")
    ('21 to 27 June 2021', '28 December 2020 to 3 January 2021', '1 January 2020 or later')
    """
    if not until:
        return f"{_day(since)} or later"
    if not since:
        return f"{_day(until)} or earlier"
    if since == until:
        return _day(until)
    a, b = date.fromisoformat(since), date.fromisoformat(until)
    shared = (a.year == b.year) + ((a.year, a.month) == (b.year, b.month))
    first = " ".join(_day(since).split()[: 3 - shared])
    return f"{first} to {_day(until)}"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {CALENDAR[day.month - 1].title()} {day.year}"
