"""A question and a passage as the cross-encoder takes them: one row of tokens, and what words they share."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.graph import side_by_side
from index.models import default_tokenizer_path
from qa.words import Word, words

Integers = NDArray[np.int64]
Span = tuple[int, int]

#: Of so many tokens a question and a heading take part; a passage fills what `MOST_TOKENS` leaves.
QUESTION_TOKENS, HEADING_TOKENS, MOST_TOKENS = 64, 24, 512
#: How many marks there are: for a common word, a name, a number: found on the other side or (in the
#: question) missing there; 0 for all other tokens.
MARKS = 7
_PLAIN, _NAME, _NUMBER = 1, 3, 5
_MISSING = 1  # added to a mark

_FIRST, _BETWEEN = "[CLS]", "[SEP]"


@dataclass(frozen=True, slots=True)
class Row:
    """One question with one passage: n token ids, their sides (0 question, 1 passage) and marks.

    The passage's tokens begin at `start`; `spans` are their places in the passage, in characters.
    """

    ids: tuple[int, ...]
    sides: tuple[int, ...]
    marks: tuple[int, ...]
    start: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Rows filled up to one length: each array has shape (rows, longest); `mask` is 1 where a token is."""

    ids: Integers
    sides: Integers
    marks: Integers
    mask: Integers


def load_tokenizer() -> Any:
    """The `tokenizers.Tokenizer` of the package's model, for texts of any length."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(default_tokenizer_path()))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def row(tokenizer: Any, question: str, heading: str, passage: str) -> Row:
    """The row of a question and a passage; `tokenizer` is a `tokenizers.Tokenizer` of BERT's kind."""
    asked, asked_at = _tokens(tokenizer, question, QUESTION_TOKENS)
    title, title_at = _tokens(tokenizer, heading, HEADING_TOKENS)
    told, told_at = _tokens(tokenizer, passage, MOST_TOKENS - 4 - len(asked) - len(title))
    first, between = tokenizer.token_to_id(_FIRST), tokenizer.token_to_id(_BETWEEN)
    kinds = {word.stem: _kind(word) for word in words(question) if word.content}
    known = {word.stem for text in (heading, passage) for word in words(text)}
    return Row(
        ids=(first, *asked, between, *title, between, *told, between),
        sides=(*[0] * (len(asked) + 2), *[1] * (len(title) + len(told) + 2)),
        marks=(
            0, *_asked_marks(question, asked_at, known),
            0, *_told_marks(heading, title_at, kinds),
            0, *_told_marks(passage, told_at, kinds), 0,
        ),
        start=len(asked) + len(title) + 3,
        spans=tuple(told_at),
    )  # fmt: skip


def batch(rows: Sequence[Row], size: int = 0) -> Batch:
    """The rows side by side, filled up to the longest, or to `size` if that is more."""
    width = max(size, *(len(one.ids) for one in rows))
    ones = [[1] * len(one.ids) for one in rows]
    columns = ([one.ids for one in rows], [one.sides for one in rows], [one.marks for one in rows], ones)
    return Batch(*(side_by_side(values, width) for values in columns))


def _tokens(tokenizer: Any, text: str, most: int) -> tuple[list[int], list[Span]]:
    encoded = tokenizer.encode(text, add_special_tokens=False)
    return encoded.ids[:most], encoded.offsets[:most]


def _kind(word: Word) -> int:
    return _NUMBER if word.number else _NAME if word.capital else _PLAIN


def _asked_marks(question: str, at: Sequence[Span], known: set[str]) -> Iterator[int]:
    """For each token of the question: what kind of word it is in, and whether the passage has that."""
    for word in _words_at(question, at):
        if word is None or not word.content:
            yield 0
        else:
            yield _kind(word) + (0 if word.stem in known else _MISSING)


def _told_marks(text: str, at: Sequence[Span], kinds: dict[str, int]) -> Iterator[int]:
    """For each token of a passage: what kind of word of the question its word is."""
    return (kinds.get(word.stem, 0) if word else 0 for word in _words_at(text, at))


def _words_at(text: str, at: Sequence[Span]) -> Iterator[Word | None]:
    """The word that each token is in."""
    found = words(text)
    starts = [word.start for word in found]
    for start, _ in at:
        place = bisect_right(starts, start) - 1
        word = found[place] if place >= 0 else None
        yield word if word and start < word.start + len(word.text) else None
