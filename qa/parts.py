"""A question that several articles answer together, taken apart, and its answer put together again.

"Did Reuters report a loss, while the Herald spoke of a record year?" asks two things of two articles. Each
part has a search of its own, and the sentence that says most about it stands in the answer.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.clues import Span, clauses, dates
from index.hit import Hit
from qa.agreement import Agreed, Matrix, Said, agreed, asks_for_name
from qa.attribution import attributions, named
from qa.features import look, rarity, share
from qa.questions import parse
from qa.reader import Evidence
from qa.selection import Candidate, Judgement, candidates
from qa.words import stems

#: A question has at most so many parts: each costs a search.
MOST_PARTS = 4
#: So many passages of each part's own search join those of the whole question.
PASSAGES_A_PART = 2
#: A clause that has fewer content words than this says too little to be searched for.
FEWEST_TERMS = 3
#: A sentence answers for a part that holds at least this much of the weight of its words…
ENOUGH = 0.1
#: …and, where a name is asked for, one that holds the name need say only this much of what the best one does.
HELD = 0.5
#: What a source or a day that the part names adds, or an article that has no say yet.
BONUS = 0.1

_SIDES = re.compile(
    r"\b(?:whereas|while|in contrast|as opposed to|unlike|compared (?:to|with)|similar(?:ly)? to|both"
    r"|before|after|than|between|different(?:ly)? from|instead of|more|less|first|or)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b", re.IGNORECASE)
# Words about articles say nothing about what stands in them.
_ABOUT = """
    according article report reporting publish publication coverage story piece review source claim suggest
    indicate mention discuss describe highlight imply compare comparison contrast respectively
    """
_YEAR = re.compile(r"(?:19|20)\d\d\b")

Search = Callable[[str], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question holds: its words, their stems that tell, the sources it names."""

    text: str
    terms: tuple[str, ...]
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Woven:
    """What the parts lead to: the sentences in the order of the answer, and the name they agree on."""

    evidence: tuple[Evidence, ...]
    confidence: float
    name: Agreed | None = None


def parts(question: str, sources: frozenset[str]) -> tuple[Part, ...]:
    """The parts of `question`, two to four; none where one article can be expected to answer it.

    >>> [part.text for part in parts(
    ...     "Did trade with China fall in 2020, while the border was open to all tourists?", frozenset())]
    ['Did trade with China fall in 2020', 'the border was open to all tourists']
    """
    spans = _whole_dates(question, clauses(question))
    if len(spans) < 2 or not _of_several(question, len(spans), sources):
        return ()
    found = [_part(question[start:end], sources) for start, end in _merged(question, spans, sources)]
    return tuple(found) if len(found) > 1 else ()


def _of_several(question: str, count: int, sources: frozenset[str]) -> bool:
    publishers = max(len(named(question, sources)), len(attributions(question)))
    if _WHETHER.match(question.strip()) and _SIDES.search(question):
        return True
    return publishers > 1 or (publishers == 1 and count > 2)


def _whole_dates(question: str, spans: Sequence[Span]) -> list[Span]:
    """`spans` without the cut in "October 22, 2023"."""
    whole: list[Span] = []
    for start, end in spans:
        if whole and _YEAR.match(question, start):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _part(text: str, sources: frozenset[str]) -> Part:
    return Part(text, _terms(text, sources), frozenset(named(text, sources)))


def _terms(text: str, sources: frozenset[str]) -> tuple[str, ...]:
    """The stems that say what a part is about: not the sources it names, nor that they reported."""
    known = stems(" ".join([_ABOUT, *named(text, sources), *(a.name for a in attributions(text))]))
    return tuple(term for term in parse(text).terms if term not in known)


def _merged(question: str, spans: Sequence[Span], sources: frozenset[str]) -> list[Span]:
    """`spans` with those that say little joined to a neighbour, at most `MOST_PARTS`."""
    merged = list(spans)
    while len(merged) > 1:
        sizes = [len(_terms(question[start:end], sources)) for start, end in merged]
        least = min(range(len(merged)), key=sizes.__getitem__)
        if sizes[least] >= FEWEST_TERMS and len(merged) <= MOST_PARTS:
            break
        # What opens the question, or only leads up to what follows, belongs there; an afterthought before.
        forward = least == 0 or (least + 1 < len(merged) and sizes[least + 1] <= sizes[least - 1])
        first = least if forward else least - 1
        merged[first : first + 2] = [(merged[first][0], merged[first + 1][1])]
    return merged


def gathered(found: Sequence[Part], hits: Sequence[Hit], search: Search) -> tuple[Hit, ...]:
    """`hits` and the first passages found for each part, each passage once, ranked in this order."""
    every = {hit.chunk.chunk_id: hit for hit in hits}
    for part in found:
        for hit in search(part.text)[:PASSAGES_A_PART]:
            every.setdefault(hit.chunk.chunk_id, hit)
    return tuple(Hit(rank, hit.score, hit.chunk, hit.article) for rank, hit in enumerate(every.values(), 1))


def weave(question: str, found: Sequence[Part], hits: Sequence[Hit], judged: Judgement) -> Woven:
    """`judged` with the best sentence of each part in front, and the name on which the parts agree.

    What asks for a name is answered by the sentences that hold it, as far as they say enough of their
    part; the first one has its fullest form. A question without parts, or without passages, stays as judged.
    """
    if not found or not judged.evidence:
        return Woven(judged.evidence, judged.confidence)
    said = candidates(hits)
    covers = _covers(found, said)
    strengths = covers + np.array([[_bonus(part, item) for part in found] for item in said])
    name = None
    if asks_for_name(question):
        sentences = [Said(c.text, c.hit.article.doc_id, row) for c, row in zip(said, covers, strict=True)]
        name = agreed(question, sentences)
    picks = _picks(said, covers, strengths, name)
    confidence = _confidence(judged.confidence, len(found))
    front = [Evidence(said[i].hit, said[i].start, said[i].end, said[i].text, confidence) for i in picks]
    places = {(item.hit.article.doc_id, item.start) for item in front}
    rest = [item for item in judged.evidence if (item.hit.article.doc_id, item.start) not in places]
    return Woven((*front, *rest), confidence, name)


def _covers(found: Sequence[Part], said: Sequence[Candidate]) -> Matrix:
    """How much each sentence says of each part, 0 to 1, shape (sentences, parts)."""
    terms = tuple(dict.fromkeys(term for part in found for term in part.terms))
    weights = rarity(terms, [item.passage for item in said])
    return np.array([[share(part.terms, look(item.text).stems, weights) for part in found] for item in said])


def _bonus(part: Part, item: Candidate) -> float:
    """What speaks for a sentence besides its words: the source and the day that the part names, its rank."""
    article = item.hit.article
    named_source = article.source in part.sources
    return BONUS * (named_source + (article.published[:10] in dates(part.text)) + 1 / item.hit.rank)


def _picks(said: Sequence[Candidate], covers: Matrix, strengths: Matrix, name: Agreed | None) -> list[int]:
    """The places of the sentences that answer: first the one with the name in full, then one a part."""
    holding = [i for i, item in enumerate(said) if name and name.form_in(item.text)]
    picks: list[int] = []
    if name and holding:
        full = [i for i in holding if name.form_in(said[i].text) == name.forms[0]] or holding
        picks.append(max(full, key=lambda i: float(strengths[i].sum())))
    for part in range(covers.shape[1]):
        if picks and int(np.argmax(covers[picks[0]])) == part:
            continue
        best = _best(said, strengths[:, part], range(len(said)), picks)
        if holding:
            other = _best(said, strengths[:, part], holding, picks)
            if covers[other, part] >= HELD * covers[best, part]:
                best = other
        if best not in picks and covers[best, part] >= ENOUGH:
            picks.append(best)
    return picks


def _best(said: Sequence[Candidate], strengths: Matrix, among: Sequence[int], picks: Sequence[int]) -> int:
    """The strongest sentence that isn't picked yet; one of an article that has no say yet is preferred."""
    heard = {said[i].hit.article.doc_id for i in picks}
    return max(
        among,
        key=lambda i: (i not in picks, strengths[i] + BONUS * (said[i].hit.article.doc_id not in heard)),
    )


def _confidence(whole: float, count: int) -> float:
    """The odds of `whole`, the confidence that one sentence answers it all, times the number of parts.

    >>> round(_confidence(0.2, 3), 2)
    0.43
    """
    return count * whole / (1 - whole + count * whole)
