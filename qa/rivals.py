"""Sentences that answer a question differently because time went on: the newer before the older."""

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Citation
from qa.questions import parse
from qa.reader import Evidence
from qa.times import WEEKDAYS
from qa.words import CALENDAR, MONTHS, Word, words

#: A rival must be at least this likely beside the sentence whose place it takes.
LIKELY_BESIDE_BEST = 1 / 3
#: Rivals share at least this much of what the shorter one says besides names and numbers…
ALIKE = 0.5
#: …and of the question's words that either has.
SUBJECT = 0.75
_CALENDAR = frozenset((*CALENDAR, *WEEKDAYS))
# Of plain words at least two.
_FEWEST = 2


def rivals(question: str, one: str, other: str) -> bool:
    """Whether two sentences answer `question` alike but for the answer: the numbers or names in them.

    >>> asked = "By how much did trade fall?"
    >>> rivals(asked, "Trade with China fell by 80%.", "Trade with China fell by 84% in all.")
    True
    >>> rivals(asked, "Trade with China fell by 80%.", "Officials from 84 countries fell ill.")
    False
    """
    parsed = parse(question)
    terms = frozenset(parsed.terms)
    a, b = _content(one), _content(other)
    plain, subject = (_plain(a), _plain(b)), (_stems(a) & terms, _stems(b) & terms)
    shared, shorter = plain[0] & plain[1], min(map(len, plain))
    answers = _answer(a, parsed.kind) - terms, _answer(b, parsed.kind) - terms
    return (
        len(shared) >= max(_FEWEST, ALIKE * shorter)
        and len(subject[0] & subject[1]) >= max(1, SUBJECT * len(subject[0] | subject[1]))
        and bool(answers[0] - answers[1])
        and bool(answers[1] - answers[0])
    )


def newer_first(question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """`evidence` (best first), in which the newest of likely rivals takes the best one's place and score.

    The best one takes the newer one's. Sentences without a date, or of one day, aren't rivals.
    """
    if not evidence:
        return ()
    best = evidence[0]
    found = [
        place
        for place, item in enumerate(evidence)
        if item.score >= LIKELY_BESIDE_BEST * best.score
        and "" < best.hit.article.published < item.hit.article.published
        and rivals(question, best.text, item.text)
    ]
    ordered = list(evidence)
    if found:
        place = max(found, key=lambda i: evidence[i].hit.article.published)
        newer = evidence[place]
        ordered[0] = replace(newer, score=best.score)
        ordered[place] = replace(best, score=newer.score)
    return tuple(ordered)


def older_notes(question: str, citations: Sequence[Citation]) -> tuple[str, ...]:
    """A remark on each citation that a newer one answers differently."""
    found = []
    for old in citations:
        newer = [
            new
            for new in citations
            if "" < old.published < new.published and rivals(question, old.cited_text, new.cited_text)
        ]
        if newer:
            new = max(newer, key=lambda citation: citation.published)
            found.append(
                f"[{old.number}] is older than [{new.number}]: from {old.published}, not {new.published}"
            )
    return tuple(found)


def _content(text: str) -> tuple[Word, ...]:
    return tuple(word for word in words(text) if word.content)


def _stems(found: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in found)


def _is_number(word: Word) -> bool:
    return word.number or word.text.lower() in MONTHS


def _plain(found: Sequence[Word]) -> frozenset[str]:
    return _stems([word for word in found if not (word.capital or _is_number(word))])


def _answer(found: Sequence[Word], kind: str) -> frozenset[str]:
    """What tells two answers to a question of this kind apart: names, or numbers and months."""
    if kind in ("who", "where"):
        return _stems([word for word in found if word.capital and word.text.lower() not in _CALENDAR])
    return _stems([word for word in found if _is_number(word)])
