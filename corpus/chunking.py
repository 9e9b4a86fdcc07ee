"""Cut an article into chunks: runs of whole sentences, each within a budget of tokens.

A chunk is a slice of the article, from the start of its first sentence to the end of its last, and the
white space between them counts too. The next chunk begins with the last sentence of the one before, so
that a fact which needs two sentences is found whole.
"""

import unicodedata
from collections.abc import Callable, Iterator

from corpus import tokens
from corpus.article import Article, Chunk, chunk_id
from corpus.errors import SettingError
from corpus.sentences import Span, sentence_spans

MAX_TOKENS = 256
OVERLAP = 1
FEWEST_TOKENS = 16

MOST_CHARACTERS = 8  # to a token, in a piece of a sentence that must be cut; English has four
JOINED = "\u200d" + "".join(map(chr, range(0x1F3FB, 0x1F400)))  # the joiner, and the skin tones

Count = Callable[[str], int]
Unit = tuple[int, int, int]  # start, end, tokens: a sentence, or a piece of one that is over the budget


def chunk(
    article: Article,
    *,
    max_tokens: int = MAX_TOKENS,
    overlap: int = OVERLAP,
    encoding: str = tokens.DEFAULT_ENCODING,
) -> list[Chunk]:
    """The chunks of `article` in order, numbered from 0; none for a blank text.

    Each holds at most `max_tokens` and begins with the last `overlap` sentences of the one before, as
    far as they fit. Only a sentence that is over the budget by itself is cut. `SettingError` for a
    `max_tokens` below 16, a negative `overlap` or an unknown `encoding`.

    >>> [chunk.text for chunk in chunk(Article("a", "", "Talks ended. Nobody won."))]
    ['Talks ended. Nobody won.']
    """
    if max_tokens < FEWEST_TOKENS:
        raise SettingError(f"max_tokens {max_tokens} is too small: use {FEWEST_TOKENS} or more")
    if overlap < 0:
        raise SettingError(f"overlap {overlap} is negative: use 0 or more sentences")
    text = article.text
    count = tokens.counter(encoding)
    units = [piece for span in sentence_spans(text) for piece in _fit(text, span, max_tokens, count)]
    return [
        Chunk(chunk_id(article.doc_id, number), article.doc_id, start, end, text[start:end])
        for number, (start, end) in enumerate(_windows(text, units, max_tokens, overlap, count))
    ]


def _windows(text: str, units: list[Unit], max_tokens: int, overlap: int, count: Count) -> Iterator[Span]:
    """The slice of each chunk: as many `units` as fit, then back by `overlap` of them."""
    first = done = 0  # the units before `done` are in some chunk
    while done < len(units):
        last = first
        total = 0
        while last < len(units) and (total := total + units[last][2]) <= max_tokens:
            last += 1
        # With the white space between them, the units may have more tokens than their sum.
        while last > first + 1 and count(text[units[first][0] : units[last - 1][1]]) > max_tokens:
            last -= 1
        if last <= done:  # what is shared leaves no room for anything new: share less
            first += 1
            continue
        yield units[first][0], units[last - 1][1]
        done = last
        first = max(first + 1, done - overlap)


def _fit(text: str, span: Span, max_tokens: int, count: Count) -> Iterator[Unit]:
    """`span` itself where it is within the budget, else pieces that are, cut at white space if possible."""
    start, end = span
    size = count(text[start:end])
    if size <= max_tokens:
        yield start, end, size
        return
    while start < end:
        stop = _cut(text, start, end, max_tokens, count)
        yield start, stop, count(text[start:stop])
        start = next((place for place in range(stop, end) if not text[place].isspace()), end)


def _cut(text: str, start: int, end: int, max_tokens: int, count: Count) -> int:
    """A good place to end a piece that begins at `start` and is within the budget."""
    stop = _furthest(text, start, min(end, start + MOST_CHARACTERS * max_tokens), max_tokens, count)
    if stop == end:
        return end
    words = text[start : stop + 1].rsplit(maxsplit=1)  # one more: the cut may fall right before a space
    before_space = start + len(words[0]) if len(words) == 2 else start
    whole = next((place for place in range(stop, start, -1) if not _belongs(text, place)), start)
    for place in (before_space, whole):
        if place > start and count(text[start:place]) <= max_tokens:
            return place
    return stop


def _furthest(text: str, start: int, end: int, max_tokens: int, count: Count) -> int:
    """Found by halving: a stop up to `end` such that text[start:stop] is within the budget."""
    if count(text[start:end]) <= max_tokens:
        return end
    low, high = start + 1, end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if count(text[start:middle]) <= max_tokens else (low, middle)
    return low


def _belongs(text: str, place: int) -> bool:
    """Whether the character at `place` is drawn as one with the character before it."""
    return unicodedata.category(text[place])[0] == "M" or text[place] in JOINED or text[place - 1] == "\u200d"
