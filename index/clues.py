"""What a question says about where its answer stands: its parts, the sources and dates that it names."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

Span = tuple[int, int]

_FEWEST_WORDS = 5
# Each clause costs a search; a question of more has the rest in its last one.
MOST_CLAUSES = 8
_JOINT = re.compile(
    r"[,;:?!]|\b(?:after|and|according to|as reported by|before|both|but|compared|or|than|that|whereas"
    r"|which|while|who)\b",
    re.IGNORECASE,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Only ASCII letters: regardless of case, "s" would also be the long one of old prints.
_MONTH = (
    r"(?a:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?a:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:(?P<m1>{_MONTH})\s+(?P<d1>{_DAY}),?\s+(?P<y1>\d{{4}})"
    rf"|(?P<d2>{_DAY})\s+(?:of\s+)?(?P<m2>{_MONTH}),?\s+(?P<y2>\d{{4}})"
    r"|(?P<iso>\d{4}-\d\d-\d\d))\b",
    re.IGNORECASE,
)
# Between the name of a publisher and that of its section or programme.
_SECTION = re.compile(r" [|–—-] ")
_DOMAIN = re.compile(r"\.(?:com|org|net|co\.uk)$", re.IGNORECASE)


def clauses(question: str) -> list[Span]:
    """Where the parts of `question` stand, at most eight, each of five words as far as there are so many.

    >>> [text[a:b] for text in ["Who led the talks in Hanoi, and when did the North close its border?"]
    ...  for a, b in clauses(text)]
    ['led the talks in Hanoi', 'when did the North close its border']
    """
    pieces, place = [], 0
    for joint in _JOINT.finditer(question):
        pieces.append((place, joint.start()))
        place = joint.end()
    found: list[Span] = []
    start: int | None = None
    for a, b in [*pieces, (place, len(question))]:
        if start is None and not question[a:b].strip():
            continue
        start = a if start is None else start
        if len(question[start:b].split()) >= _FEWEST_WORDS:
            found.append((start, b))
            start = None
    if start is not None and question[start:].strip(" ?!.,;:"):
        if found and len(question[start:].split()) < _FEWEST_WORDS - 1:
            found[-1] = found[-1][0], len(question)
        else:
            found.append((start, len(question)))
    if len(found) > MOST_CLAUSES:
        found[MOST_CLAUSES - 1 :] = [(found[MOST_CLAUSES - 1][0], found[-1][1])]
    return [_trimmed(question, span) for span in found] or [(0, len(question))]


def words_at(text: str, spans: Iterable[Sequence[int]]) -> list[str]:
    """The whole word that each span of `text` is in or is a part of.

    >>> words_at("playing chess", [(0, 4), (4, 7), (8, 13)])
    ['playing', 'playing', 'chess']
    """
    words = [match.span() for match in re.finditer(r"\w+", text)]
    starts = [start for start, _ in words]
    found = []
    for start, end in spans:
        place = bisect_right(starts, start) - 1
        inside = place >= 0 and start < words[place][1]
        a, b = words[place] if inside else (start, end)
        found.append(text[a:b])
    return found


def names_source(question: str, source: str) -> bool:
    """Whether `question` names `source`, or one part of a name such as "Daily Herald | Sports".

    A name begins with a capital, unless the whole question is in small letters.

    >>> names_source("What did the Herald report on 3 May?", "The Herald")
    True
    >>> names_source("What time is it?", "Time")
    False
    """
    small = question.lower()
    for part in {source, *_SECTION.split(source)}:
        words = re.findall(r"\w+", _DOMAIN.sub("", part.strip()))
        if len(words) > 1 and words[0].lower() == "the":
            words = words[1:]
        if not words or not all(word.lower() in small for word in words):
            continue  # so most sources are passed over at once
        name = r"\b" + r"\W+".join(map(re.escape, words)) + r"\b"
        matches = re.finditer(name, question, re.IGNORECASE)
        if any(question == small or not match[0][0].islower() for match in matches):
            return True
    return False


def dates(question: str) -> frozenset[str]:
    """The days that `question` names, as ISO dates.

    >>> sorted(dates("between Oct. 7, 2023 and the 9th of October 2023"))
    ['2023-10-07', '2023-10-09']
    """
    return frozenset(_iso(match) for match in _DATE.finditer(question))


def _iso(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    year, month, day = (match[f"{part}1"] or match[f"{part}2"] for part in "ymd")
    return f"{year}-{_MONTHS.index(month[:3].lower()) + 1:02}-{int(day[:2].rstrip('stndrhSTNDRH')):02}"


def _trimmed(question: str, span: Span) -> Span:
    start, end = span
    while start < end and question[start].isspace():
        start += 1
    while end > start and question[end - 1].isspace():
        end -= 1
    return start, end
