"""The promise of a peer, and the way back from a piece of text to its place in an article."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.article import Article, Chunk
from index.encoder import Encoder
from index.hit import Hit
from index.models import default_model_path
from qa.evaluation.runner import Search


@dataclass(frozen=True, slots=True)
class Peer:
    """A library under one of its documented pipelines, which stands in a line with the page it is from.

    `search` gives the `k` best passages for each query, as `Library.search_many` does; `texts` are the
    passages that it searches.
    """

    name: str
    version: str
    pipeline: str
    search: Search
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Setup:
    """What every peer is given alike; `budget` is the most tokens of a chunk, `place` an empty folder."""

    articles: Sequence[Article]
    encoder: Encoder
    tokenizer: Any  # a tokenizers.Tokenizer, which has no types
    budget: int
    place: Path


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk, and its article without the text: what a hit is made of."""

    chunk: Chunk
    article: Article


def wordpieces() -> Any:
    """The default model's own tokenizer, a `tokenizers.Tokenizer` that neither cuts nor pads."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(default_model_path() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def token_counter(tokenizer: Any) -> Callable[[str], int]:
    """How many wordpieces a text has, the two that mark its ends left out."""
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def titled(article: Article) -> str:
    r"""The text of an article as a file holds it, its title on top, for libraries that know no titles.

    >>> titled(Article("a", "Talks end", "No deal."))
    'Talks end\n\nNo deal.'
    """
    return f"{article.title}\n\n{article.text}" if article.title else article.text


def passages(article: Article, pieces: Iterable[str], *, title: bool = False) -> Iterator[Passage]:
    """Where the `pieces` of `article` stand, in their order: they may overlap, their white space may differ.

    With `title` they were cut from `titled(article)`: what they hold of the title is not part of the chunk.

    >>> [found.chunk.start for found in passages(Article("a", "", "One two. Two."), ["One two.", "Two."])]
    [0, 9]
    """
    text = titled(article) if title else article.text
    shift = len(text) - len(article.text)
    known = replace(article, text="")
    after = 0
    for number, piece in enumerate(pieces):
        first, last = _find(text, piece, after)
        after = first + 1
        start, end = max(0, first - shift), max(0, last - shift)
        chunk_id = f"{article.doc_id}#{number}"
        yield Passage(Chunk(chunk_id, article.doc_id, start, end, article.text[start:end]), known)


def _find(text: str, piece: str, after: int) -> tuple[int, int]:
    """The first stretch of `text`, not before `after`, that is `piece` but for white space."""
    start = text.find(piece, after)
    if start >= 0:
        return start, start + len(piece)
    found = re.compile(r"\s+".join(map(re.escape, piece.split()))).search(text, after)
    if found is None:
        raise ValueError(f"the piece {piece[:40]!r} stands nowhere in its article: it can't be scored")
    return found.span()


def ranked(found: Iterable[tuple[Passage, float]]) -> list[Hit]:
    """Hits from passages with their scores, best first."""
    return [Hit(rank, score, p.chunk, p.article) for rank, (p, score) in enumerate(found, start=1)]
