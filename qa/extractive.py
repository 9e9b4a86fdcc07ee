"""The reader without a language model: the likeliest sentences themselves, each with its footnotes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.hit import Hit
from qa.reader import Evidence
from qa.rivals import rivals
from qa.words import stems, words

#: A further sentence must be at least this likely beside the best one.
LIKELY_BESIDE_BEST = 1 / 3
#: Two sentences say the same when they share this much of all their content words, and every number.
SAME = 0.8
#: A further sentence must bring at least this share of content words that weren't said before.
NEW = 0.3


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer and the ranks of the hits that say it."""

    evidence: Evidence
    ranks: tuple[int, ...]


class ExtractiveReader:
    """Answers with one to `most` verbatim sentences, the likeliest first."""

    def __init__(self, most: int = 4) -> None:
        self._most = most

    def read(self, question: str, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> Iterator[str]:
        """The sentences one by one, each followed by the markers of the hits that say it."""
        for place, said in enumerate(chosen(evidence, self._most, question)):
            marks = "".join(f"[{rank}]" for rank in said.ranks)
            yield f"{' ' if place else ''}{' '.join(said.evidence.text.split())} {marks}"


def chosen(evidence: Sequence[Evidence], most: int, question: str = "") -> list[Said]:
    """Up to `most` of `evidence` (best first) that are likely and new, with what repeats them merged in.

    What answers `question` unlike a sentence of another day is new, though it has nearly the same words.
    """
    picked: list[Said] = []
    for item in evidence:
        if item.score < LIKELY_BESIDE_BEST * evidence[0].score or not item.text.strip():
            continue
        twin = next((i for i, said in enumerate(picked) if same(said.evidence.text, item.text)), None)
        if twin is not None:
            picked[twin] = _merged(picked[twin], item)
        elif len(picked) < most and (_adds(item, picked) or _differs(question, item, picked)):
            picked.append(Said(item, (item.hit.rank,)))
    return picked


def same(one: str, other: str) -> bool:
    """Whether two sentences can stand for each other: nearly the same words, and exactly the same numbers.

    >>> same("Trade fell 84% in May.", "In May, trade fell 84%."), same("Trade fell 84%.", "Trade fell 8%.")
    (True, False)
    """
    if _numbers(one) != _numbers(other):
        return False
    a, b = stems(one), stems(other)
    return len(a & b) >= SAME * len(a | b) if a | b else one.split() == other.split()


def _numbers(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text) if word.number)


def _merged(said: Said, item: Evidence) -> Said:
    """`said` with the hit of `item`, unless the same article says it already."""
    if item.hit.rank in said.ranks or item.hit.article.doc_id == said.evidence.hit.article.doc_id:
        return said
    return Said(said.evidence, (*said.ranks, item.hit.rank))


def _adds(item: Evidence, picked: Sequence[Said]) -> bool:
    known = frozenset[str]().union(*(stems(said.evidence.text) for said in picked))
    new = stems(item.text)
    return not picked or len(new - known) >= NEW * len(new) > 0


def _differs(question: str, item: Evidence, picked: Sequence[Said]) -> bool:
    """Whether it is a rival of a sentence picked already, from an article of another day."""
    published = item.hit.article.published
    return bool(published) and any(
        "" != said.evidence.hit.article.published != published
        and rivals(question, said.evidence.text, item.text)
        for said in picked
    )
