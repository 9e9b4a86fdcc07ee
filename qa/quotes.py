"""Where in a passage a claim stands: word for word, or in the sentences that support it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.sentences import sentence_spans
from index.hit import Hit
from qa.support.check import coverage, supported

# As many adjoining sentences may be one quote.
LONGEST_RUN = 3

# Sentences that share fewer of a claim's words can't support it: names alone may come from the title.
_WORTH_A_LOOK = 0.4

# What a marker holds: 2 or 1, 3 or 1-3.
BRACKETED_NUMBERS = r"\s?\^?\s?(\d+(?:\s?[,;–-]\s?\d+)*)\s?"
_BRACKETED = re.compile(rf"[\[［【]{BRACKETED_NUMBERS}[\]］】]")
_PLAIN = str.maketrans("‘’‚“”„‐‑–—‹", "'''\"\"\"----<")
# What may stand behind the last word of a sentence.
TAIL = re.compile(r"[.!?,;:…\"”’)\]]*")
_BULLET = re.compile(r"(?:(?:[-*•>]|#+|\d{1,2}[.)])\s+)*")


@dataclass(frozen=True, slots=True)
class Quote:
    """A place in an article by offsets in its text; `exact` where the claim stands there word for word."""

    doc_id: str
    start: int
    end: int
    hit: Hit = field(compare=False)
    exact: bool = field(compare=False)

    @property
    def text(self) -> str:
        """What stands there."""
        first = self.hit.chunk.start
        return self.hit.chunk.text[self.start - first : self.end - first]


@dataclass(frozen=True, slots=True)
class Passage:
    """A hit, the places of its `sentences` in the chunk, and its `letters` to look a claim up in.

    `starts` and `ends` lead from an index into the letters to where in the chunk the sentence starts
    or ends whose first or last letter it is. `single` are the places that hold exactly one sentence.
    """

    hit: Hit
    sentences: tuple[tuple[int, int], ...]
    letters: str
    starts: dict[int, int]
    ends: dict[int, int]
    single: frozenset[tuple[int, int]]


@lru_cache(maxsize=256)
def passage_of(hit: Hit, bounds: frozenset[tuple[int, int]]) -> Passage:
    """The passage of a hit; `bounds` are places of further sentences in its chunk."""
    text = hit.chunk.text
    own = tuple(trimmed(text, start, end) for start, end in sentence_spans(_unbracketed(text)))
    given = sorted((start, end) for start, end in bounds if 0 <= start < end <= len(text))
    letters, places = bare_letters(text)
    starts = {bisect_left(places, start): start for start, _ in (*own, *given)}
    ends = {bisect_left(places, end): end for _, end in (*own, *given)}
    single = frozenset(
        (starts[bisect_left(places, a)], ends[bisect_left(places, b)]) for a, b in (*own, *given)
    )
    return Passage(hit, own, letters, starts, ends, single)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A place in a text without the white space at its ends.

    >>> trimmed("so it goes ", 2, 11)
    (3, 10)
    """
    bare = text[start:end]
    return start + len(bare) - len(bare.lstrip()), start + len(bare.rstrip())


def _unbracketed(text: str) -> str:
    """The text, as long as before, with spaces for bracketed numbers."""
    return _BRACKETED.sub(lambda found: " " * len(found.group()), text)


def bare_letters(text: str) -> tuple[str, list[int]]:
    """The text without white space and bracketed numbers, quotes and dashes plain; where each letter was.

    >>> bare_letters("a “b”[1]")
    ('a"b"', [0, 2, 3, 4])
    """
    blank = _unbracketed(text).translate(_PLAIN)
    places = [at for at, character in enumerate(blank) if not character.isspace()]
    return "".join(blank[at] for at in places), places


def quotes_for(claim: str, passages: Sequence[Passage]) -> list[Quote]:
    """At most one quote a passage: those that hold the claim word for word first."""
    exact = [(passage, span) for passage in passages if (span := verbatim(claim, passage))]
    rest = [passage for passage in passages if all(passage is not other for other, _ in exact)]
    loose = [(passage, span) for passage in rest if (span := _run(without_bullet(claim), passage))]
    return [_quote(*found, exact=True) for found in exact] + [_quote(*found, exact=False) for found in loose]


def _quote(passage: Passage, span: tuple[int, int], *, exact: bool) -> Quote:
    first = passage.hit.chunk.start
    return Quote(passage.hit.chunk.doc_id, first + span[0], first + span[1], passage.hit, exact)


def without_bullet(text: str) -> str:
    """The text behind what marks it as an item of a list or a heading.

    >>> without_bullet("2. It rained.")
    'It rained.'
    """
    found = _BULLET.match(text)
    return text[found.end() :] if found else text


def verbatim(claim: str, passage: Passage) -> tuple[int, int] | None:
    """Where in the chunk the claim stands as one or more whole sentences, white space aside."""
    bare = claim.strip()
    return one_place(bare, passage) or one_place(without_bullet(bare), passage)


def one_place(claim: str, passage: Passage) -> tuple[int, int] | None:
    """The first place in the chunk that holds `claim` from the start of a sentence to the end of one."""
    wanted = bare_letters(claim)[0]
    if not any(map(str.isalnum, wanted)):
        return None
    at = passage.letters.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        rest = TAIL.match(passage.letters, end)
        stops = range(end, rest.end() + 1 if rest else end + 1)
        stop = next((stop for stop in stops if stop in passage.ends), None)
        if at in passage.starts and stop is not None:
            return passage.starts[at], passage.ends[stop]
        at = passage.letters.find(wanted, at + 1)
    return None


def _run(claim: str, passage: Passage) -> tuple[int, int] | None:
    """Where in the chunk the fewest adjoining sentences stand that support the claim, the likest of those.

    Only where none do so by themselves may the sentences before them tell who is meant.
    """
    text, spans = passage.hit.chunk.text, passage.sentences
    runs = [
        (spans[at][0], spans[at + length - 1][1])
        for length in range(1, LONGEST_RUN + 1)
        for at in range(len(spans) - length + 1)
    ]
    likeness = {run: coverage(claim, text[slice(*run)]) for run in runs}
    likely = [run for run in runs if likeness[run] >= _WORTH_A_LOOK]
    sentences = {run: sum(run[0] <= start < run[1] for start, _ in spans) for run in likely}
    likely.sort(key=lambda run: (sentences[run], -likeness[run]))
    for in_context in (False, True):
        for start, end in likely:
            before = text[:start] if in_context else ""
            if supported(claim, text[start:end], passage.hit.article, before):
                return start, end
    return None
