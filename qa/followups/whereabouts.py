"""Where "there" is and when "then" was."""

import re
from collections.abc import Sequence

from qa.answer import Turn
from qa.followups.phrases import phrases
from qa.followups.shape import shape
from qa.followups.turns import asked, sources
from qa.mentions import mentions, times

_PLACES = frozenset(("city", "country", "town", "place", "state", "village", "capital", "island", "region"))


def somewhere(history: Sequence[Turn]) -> str:
    """Where "there" is: the place that answers a "where", or else the one named last, or what was held there.

    With the preposition before it: "in Seoul", "at the summit".
    """
    parts = shape(asked(history[-1]))
    where = bool(parts and (parts.word == "where" or parts.noun.lower() in _PLACES))
    found = (
        m.name
        for turn in reversed(history)
        for source in sources([turn], answers_first=where)
        for m in mentions(source)
        if m.place
    )
    place = next(found, "")
    event = "" if place else next((phrase.text for phrase in phrases(asked(history[-1]))), "")
    return f"in {place}" if place else event and f"at {event}"


def sometime(history: Sequence[Turn], *, year: bool = False) -> str:
    """The time that was named last, with its preposition; the year alone where that is asked for."""
    for source in sources(history, answers_first=True):
        for start, end in times(source):
            years = re.findall(r"\b\d{4}\b", source[start:end])
            if not year or years:
                return f"in {years[0]}" if year else source[start:end]
    return ""
