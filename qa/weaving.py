"""An answer drawn from several articles: passages for each part of a question, and a sentence for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.clues import dates
from index.hit import Hit
from qa.agreement import Agreed, Matrix, Said, agreed, asks_for_name
from qa.features import rarity, share
from qa.look import look
from qa.order import SETTLED, Settled, settle
from qa.parts import Part
from qa.reader import Evidence
from qa.selection import Candidate, Judgement, candidates

#: So many passages of each part's own search join those of the whole question.
PASSAGES_A_PART = 2
#: A sentence answers for a part that holds at least this much of the weight of its words…
ENOUGH = 0.1
#: …and, where a name is asked for, one that holds the name need say only this much of what the best one does.
HELD = 0.5
#: What a source or a day that the part names adds, or an article that has no say yet.
BONUS = 0.1
#: How much the odds of an answer rise when the articles agree on a name.
AGREEING = 2.0

Search = Callable[[str], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Woven:
    """What the parts lead to: the sentences in the order of the answer, and the name they agree on."""

    evidence: tuple[Evidence, ...]
    confidence: float
    name: Agreed | None = None
    settled: Settled | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks for the answer: the days that settled a question of before and after."""
        return (self.settled.note,) if self.settled else ()


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
    part; the first one has its fullest form. A question of before and after is settled by the days of both
    things, where the passages tell them. What has no parts, or no passages, stays as judged.
    """
    settled = settle(question, hits)
    if settled:
        evidence = _in_front(settled.evidence, judged.evidence)
        return Woven(evidence, max(judged.confidence, SETTLED), settled=settled)
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
    confidence = _confidence(judged.confidence, len(found), name)
    front = [Evidence(said[i].hit, said[i].start, said[i].end, said[i].text, confidence) for i in picks]
    return Woven(_in_front(front, judged.evidence), confidence, name)


def _in_front(front: Sequence[Evidence], evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    places = {(item.hit.article.doc_id, item.start) for item in front}
    return (*front, *(item for item in evidence if (item.hit.article.doc_id, item.start) not in places))


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


def _confidence(whole: float, count: int, name: Agreed | None) -> float:
    """The odds of `whole`, the confidence that one sentence answers it all, times the number of parts.

    Several articles that agree on a name raise them once more.

    >>> round(_confidence(0.2, 3, None), 2)
    0.43
    """
    factor = count * (AGREEING if name and name.sure else 1.0)
    return factor * whole / (1 - whole + factor * whole)
