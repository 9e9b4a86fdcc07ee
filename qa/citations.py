"""What a footnote may say: every sentence of an answer gets the quote that supports it, or goes.

A reader writes text with markers such as `[2]`, the rank of a hit. Here each of its sentences is held
against the passages: a sentence that stands in one word for word is quoted exactly, any other has to
be supported by a run of at most three adjoining sentences (`qa.support`). What nothing supports is
struck out. A wrong marker is dropped, and its sentence tried against all passages, like one without.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.sentences import sentence_spans
from index.hit import Hit
from qa.answer import Citation
from qa.quotes import (
    BRACKETED_NUMBERS,
    LONGEST_RUN,
    TAIL,
    Passage,
    Quote,
    bare_letters,
    one_place,
    passage_of,
    quotes_for,
    trimmed,
    verbatim,
    without_bullet,
)
from qa.reader import Evidence

# As many numbers in brackets of its own may a quoted sentence have.
_BRACKETS = 8

_MARKER = re.compile(rf"\[{BRACKETED_NUMBERS}\]|【{BRACKETED_NUMBERS}(?:†[^】]*)?】")
_LOOK_ALIKE = re.compile(r"[\[【]([\s\d,;^†–-]+)[\]】]")
_NUMERAL = re.compile(r"\d{1,2}[.)]?")

Marks = Sequence[tuple[int, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Resolved:
    """An answer's text with markers from 1, its citations in that order, and the sentences struck out."""

    text: str
    citations: tuple[Citation, ...]
    struck: tuple[str, ...]


def resolve(text: str, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Resolved:
    """`text` with every sentence either supported by the citations behind it or struck out.

    Laws 2 and 3 hold for whatever `text` is. `evidence` adds the bounds of its sentences to those
    that the passages have by themselves. Brackets that belong to an article show as `［1］`.
    """
    bounds: dict[str, set[tuple[int, int]]] = {}
    for item in evidence:
        place = (item.start - item.hit.chunk.start, item.end - item.hit.chunk.start)
        bounds.setdefault(item.hit.chunk.chunk_id, set()).add(place)
    passages = {hit.rank: passage_of(hit, frozenset(bounds.get(hit.chunk.chunk_id, ()))) for hit in hits}
    numbers: dict[Quote, int] = {}
    kept: list[tuple[str, str]] = []
    struck: list[str] = []
    for gap, sentence in _sentences(text, passages):
        parts = _supported_parts(sentence, passages)
        if parts:
            kept.append((gap, " ".join(_shown(part, quotes, numbers) for part, quotes in parts)))
        elif any(map(str.isalnum, sentence.text)) and not _NUMERAL.fullmatch(sentence.text):
            struck.append(" ".join(sentence.text.split()))
    shown = "".join(gap * (at > 0) + sentence for at, (gap, sentence) in enumerate(kept))
    return Resolved(
        shown, tuple(_citation(quote, number) for quote, number in numbers.items()), tuple(struck)
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence without its markers, and where in it markers stood, with the ranks they named."""

    text: str
    marks: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def ranks(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(rank for _, ranks in self.marks for rank in ranks))


def _sentences(text: str, passages: dict[int, Passage]) -> Iterator[tuple[str, _Sentence]]:
    """The sentences of a reader's text, each with the white space before it."""
    bare, marks = _without_markers(text)
    last = 0
    for cut in _cuts(bare, marks, passages):
        start, end = trimmed(bare, *cut)
        if start < end:
            # A marker at the head of a line, or of the text, belongs to what follows.
            inside = tuple(
                (max(at - start, 0), ranks) for at, ranks in marks if last < at <= end or at == last == 0
            )
            yield _gap(bare[last:start]), _Sentence(bare[start:end], inside)
            last = end


def _gap(between: str) -> str:
    return "\n" * min(2, between.count("\n")) or " "


def _without_markers(text: str) -> tuple[str, Marks]:
    """The text without markers; where each stood, behind the mark that ends a sentence, and its ranks."""
    bare, done = "", 0
    marks: list[tuple[int, tuple[int, ...]]] = []
    for found in _MARKER.finditer(text):
        bare += text[done : found.start()].rstrip(" \t")
        tail = TAIL.match(text, found.end())
        done = tail.end() if tail else found.end()
        bare += text[found.end() : done]
        marks.append((len(bare), _ranks(found.group(1) or found.group(2))))
    return bare + text[done:], marks


def _ranks(numbers: str) -> tuple[int, ...]:
    """The ranks that a marker names; those too long to be one are left out.

    >>> _ranks("1, 3-5")
    (1, 3, 4, 5)
    """
    ranks: list[int] = []
    for part in re.split(r"\s*[,;]\s*", numbers):
        ends = [int(number) for number in re.split(r"\s*[–-]\s*", part) if len(number) <= 4]
        ranks += range(ends[0], min(ends[-1], ends[0] + 20) + 1) if ends else ()
    return tuple(ranks)


def _cuts(bare: str, marks: Marks, passages: dict[int, Passage]) -> Iterator[tuple[int, int]]:
    """Where the sentences are. What stands word for word in a cited passage is not cut again."""
    edges = [0, *(at for at, _ in marks)]
    done = first = 0
    while first < len(marks):
        for last in range(min(first + _BRACKETS, len(marks)), first, -1):
            ranks = {rank for _, ranks in marks[first:last] for rank in ranks}
            cited = [passages[rank] for rank in ranks if rank in passages]
            if _is_quoted(bare[edges[first] : edges[last]], cited, one_sentence=last > first + 1):
                yield from _spans(bare, done, edges[first])
                yield edges[first], edges[last]
                done, first = edges[last], last - 1
                break
        first += 1
    yield from _spans(bare, done, len(bare))


def _is_quoted(text: str, cited: Sequence[Passage], *, one_sentence: bool) -> bool:
    """Whether a passage holds all of `text` word for word, where a marker lies within as one sentence."""
    if one_sentence:
        return any(one_place(text.strip(), passage) in passage.single for passage in cited)
    return any(verbatim(text, passage) for passage in cited) and len(sentence_spans(text)) <= LONGEST_RUN


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    yield from ((start + first, start + last) for first, last in sentence_spans(text[start:end]))


def _supported_parts(sentence: _Sentence, passages: dict[int, Passage]) -> list[tuple[str, list[Quote]]]:
    """The sentence with its quotes; in parts, each with its own, where only that is supported; or nothing."""
    cited = [passages[rank] for rank in sentence.ranks if rank in passages]
    quotes = quotes_for(sentence.text, cited)
    if quotes:
        return [(sentence.text, quotes)]
    parts = _parts(sentence, passages) if len(cited) > 1 else []
    if parts and all(quotes for _, quotes in parts):
        return parts
    best = quotes_for(sentence.text, list(passages.values()))[:1]
    return [(sentence.text, best)] if best else []


def _parts(sentence: _Sentence, passages: dict[int, Passage]) -> list[tuple[str, list[Quote]]]:
    """What stands before each marker of a sentence, with the quotes for it."""
    found, last = [], 0
    for at, ranks in (*sentence.marks, (len(sentence.text), sentence.ranks)):
        part = sentence.text[last:at].strip()
        if part:
            found.append((part, quotes_for(part, [passages[rank] for rank in ranks if rank in passages])))
        last = at
    return found


def _shown(part: str, quotes: Sequence[Quote], numbers: dict[Quote, int]) -> str:
    """A supported part of the text, with the numbers of its quotes behind it."""
    markers = ""
    for quote in dict.fromkeys(quotes):
        markers += f"[{numbers.setdefault(quote, len(numbers) + 1)}]"
    if quotes[0].exact:
        bullet, quote_text = part[: len(part) - len(without_bullet(part))], quotes[0].text
        part = (
            quote_text
            if bare_letters(quote_text)[0].startswith(bare_letters(bullet)[0])
            else bullet + quote_text
        )
    return f"{escaped(' '.join(part.split()))} {markers}"


def escaped(text: str) -> str:
    """The text with bracketed numbers that are not ours in brackets of another shape.

    >>> escaped("The treaty[3] holds.")
    'The treaty［3］ holds.'
    """
    return _LOOK_ALIKE.sub(lambda found: f"［{found.group(1)}］", text)


def _citation(quote: Quote, number: int) -> Citation:
    article = quote.hit.article
    about = (article.title, article.source, article.published, article.url)
    return Citation(number, quote.doc_id, *about, quote.text, quote.start, quote.end)
