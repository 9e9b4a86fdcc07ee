"""Whether one thing came before another: a verdict from the days that the articles give for both.

It is the one kind of yes-or-no question that is settled here without understanding what is said: the days
stand in the sentences, and can be compared. Where the articles don't agree on them there is no verdict.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.sentences import sentence_spans
from index.hit import Hit
from qa.answer import Citation
from qa.days import Days, days_named
from qa.mentions import mentions
from qa.questions import parse
from qa.reader import Evidence
from qa.timely import in_words
from qa.words import stem, stems

#: How likely an answer is for which the articles give both days.
SETTLED = 0.7

_ASKED = re.compile(
    r"(?:did|does|was|were|is|has|had)\s+(?P<one>.+?)\s+"
    r"(?:(?:happen|occur|come|begin|start|take\s+place|held|take|took|be|been)\s+)*"
    r"(?P<side>before|after|earlier\s+than|later\s+than|prior\s+to)\s+(?P<other>[^,;]+?)[?\s]*",
    re.IGNORECASE,
)
_FAR = 100  # characters
_EARLIER = ("before", "earlier", "prior")


@dataclass(frozen=True, slots=True)
class Settled:
    """A verdict, `yes` or not, with one sentence for each of the two things that names its days."""

    yes: bool
    evidence: tuple[Evidence, ...]
    note: str

    def short(self, citations: Sequence[Citation]) -> str:
        """The verdict as Yes or No where `citations` quote every sentence it rests on, else nothing."""
        quoted = all(
            any(c.doc_id == e.hit.article.doc_id and c.start <= e.start and e.end <= c.end for c in citations)
            for e in self.evidence
        )
        return ("Yes" if self.yes else "No") if quoted else ""


def asked_order(question: str) -> tuple[str, str, bool] | None:
    """The two things whose order is asked for, and whether it is if the first came first; else None.

    >>> asked_order("Did the Singapore summit take place before the Hanoi summit?")
    ('the Singapore summit', 'the Hanoi summit', True)
    """
    match = _ASKED.fullmatch(question.strip())
    return (match["one"], match["other"], match["side"].split()[0].lower() in _EARLIER) if match else None


def settle(question: str, hits: Sequence[Hit]) -> Settled | None:
    """The verdict on a question of before and after; None for any other, or where `hits` don't settle it."""
    asked = asked_order(question)
    if not asked:
        return None
    *events, earlier = asked
    told = [_told(str(event), hits) for event in events]
    if told[0] is None or told[1] is None:
        return None
    (one, first), (other, second) = told[0], told[1]
    sooner, later = one.until < other.since, other.until < one.since
    if sooner == later:
        return None
    note = "; ".join(
        f"{event}: {in_words(days.since, days.until)}"
        for event, days in zip(events, (one, other), strict=True)
    )
    evidence = (first,) if (first.hit, first.start) == (second.hit, second.start) else (first, second)
    return Settled(sooner == earlier, evidence, note)


def _told(event: str, hits: Sequence[Hit]) -> tuple[Days, Evidence] | None:
    """The days of `event` on whose month more than half of its sentences agree, and the first that has them.

    A sentence tells of the event when it, with its article's title, has all its words; it means the days
    that stand closest to the event's name.
    """
    wanted = stems(event)
    name = parse(event).names or wanted
    found: list[tuple[Days, Evidence]] = []
    for hit in hits:
        title = stems(hit.article.title)
        for start, end in sentence_spans(hit.chunk.text):
            text = hit.chunk.text[start:end]
            days = _closest(text, name, wanted, hit.article.published)
            if days and wanted <= stems(text) | title:
                place = hit.chunk.start
                found.append((days, Evidence(hit, place + start, place + end, text, SETTLED)))
    months = Counter(days.since[:7] for days, _ in found if days.since[:7] == days.until[:7])
    if not months:
        return None
    month, votes = months.most_common(1)[0]
    agreeing = [item for item in found if item[0].since[:7] == item[0].until[:7] == month]
    return agreeing[0] if 2 * votes > len(found) else None


def _closest(text: str, name: frozenset[str], wanted: frozenset[str], published: str) -> Days | None:
    """The days named in `text` that stand closest to the event's name, or else to another of its words.

    Days with another name closer to them are about something else: "after Hanoi the one in Oslo on May 3".
    """
    found = [(stem(match[0]), match.start()) for match in re.finditer(r"\w+", text)]
    places = [at for word, at in found if word in name] or [at for word, at in found if word in wanted]
    others = [mention.start for mention in mentions(text) if not stems(mention.name) & wanted]
    best, closest = _FAR, None
    for days in days_named(text, published):
        distance = min((abs(days.start - at) for at in places), default=_FAR)
        if distance < best and all(abs(days.start - at) > distance for at in others):
            best, closest = distance, days
    return closest
