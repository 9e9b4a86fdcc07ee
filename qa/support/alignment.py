"""A claim that is nearly a sentence of its quote: whether just what differs changes what it says.

Claim and sentence are laid beside each other word by word. Where one has a number or a name and the
other has another one in the same place, where two names have changed places, or one has a `not` more,
they don't say the same, however much else they share.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from qa.support import lexicon
from qa.support.places import kind
from qa.support.presence import initials
from qa.support.statement import Statement, Token

# From this share of common words on, in the same order, a sentence is the pattern of a claim;
_PATTERN = 0.6
# from this one on, the claim is that sentence with little changed.
_COPY = 0.8
# What a copy leaves out at one place, when it is a word or two and not a thought.
_GAP = 3

_NEGATIONS = frozenset({"not", "no", "never", "none", "nobody", "nothing", "neither", "without"})


def replaced(said: Statement, given: Statement) -> str:
    """What a claim has in the place of something else in its pattern, in a few words; empty for nothing."""
    claim = _words(said, range(len(said.tokens)))
    for number in dict.fromkeys(token.sentence for token in given.tokens):
        places = [at for at, token in enumerate(given.tokens) if token.sentence == number]
        elsewhere = [token for token in given.tokens if token.sentence != number]
        if found := _difference(claim, _words(given, places), _pairs(elsewhere)):
            return found
    return ""


def _words(text: Statement, places: Iterable[int]) -> list[Token]:
    """The words at these places, each number as one word with its value for its meaning."""
    values = {number.at: number.value for number in text.numbers}
    inside = {number.at + more for number in text.numbers for more in range(1, number.size)}
    tokens = [(at, text.tokens[at]) for at in places if at not in inside]
    return [replace(token, key=values.get(at, token.key)) for at, token in tokens]


def _pairs(tokens: Sequence[Token]) -> frozenset[tuple[str, str]]:
    """Every content word or name with the one before it."""
    telling = [token for token in tokens if token.content or token.capital]
    return frozenset((one.key, other.key) for one, other in pairwise(telling))


def _difference(claim: Sequence[Token], pattern: Sequence[Token], known: frozenset[tuple[str, str]]) -> str:
    matcher = SequenceMatcher(
        None, [word.key for word in claim], [word.key for word in pattern], autojunk=False
    )
    shared = sum(block.size for block in matcher.get_matching_blocks())
    if shared < _PATTERN * len(claim):
        return ""
    edits = [edit[1:] for edit in matcher.get_opcodes() if edit[0] != "equal"]
    for a, b, c, d in edits:
        near = Counter(word.key for word in pattern[max(0, c - _GAP) : d + _GAP])
        ours = Counter(word.key for word in claim[max(0, a - _GAP) : b + _GAP])
        new = [word for word in claim[a:b] if ours[word.key] > near[word.key]]
        told = {pair[1] for pair in _pairs(claim[max(0, a - _GAP) : b]) & known}  # by another sentence
        if word := _other([word for word in new if word.key not in told], pattern[c:d]):
            return f"the quote has something else in the place of {word}"
    if shared < _COPY * len(claim):
        return ""
    added = [at for a, b, _, _ in edits for at in range(a, b)]
    left_out = [at for _, b, c, d in edits for at in range(c, d) if d - c <= _GAP and b < len(claim)]
    if _negations(claim, added) != _negations(pattern, left_out):
        return "one denies what the other says"
    return _moved(claim, added, pattern, [at for _, _, c, d in edits for at in range(c, d)])


def _other(ours: Sequence[Token], theirs: Sequence[Token]) -> str:
    """The number or name of ours in the place of which they have another."""
    brief = max(len(ours), len(theirs)) <= 2
    names = [word for word in theirs if _is_name(word)]
    numbers = [word for word in theirs if _is_number(word)]
    for word in ours:
        if word.text.isupper() and len(word.text) > 2 and word.lower in initials(theirs):
            continue
        alike = [other for other in numbers if brief or kind(other.key) == kind(word.key)]
        if (_is_number(word) and alike) or (_is_name(word) and names):
            return word.text
    return ""


def _moved(
    claim: Sequence[Token], added: Sequence[int], pattern: Sequence[Token], left_out: Sequence[int]
) -> str:
    """A name that stands elsewhere than in the pattern, without the preposition that would let it."""
    for at in added:
        places = [there for there in left_out if pattern[there].key == claim[at].key]
        before = {pattern[there - 1].lower for there in places if there} & lexicon.PREPOSITIONS
        goes_on = at - 1 in added and _is_name(claim[at - 1])
        taken_along = {_behind(pattern, there) for there in places} & {_behind(claim, at)}
        if (
            _is_name(claim[at])
            and places
            and not (goes_on or taken_along)
            and claim[at - 1].lower not in before
        ):
            return f"{claim[at].text} stands elsewhere in the quote"
    return ""


def _behind(tokens: Sequence[Token], at: int) -> str:
    """The meaning of the first word behind a name."""
    return next((token.key for token in tokens[at:] if not token.capital), "")


def _is_number(token: Token) -> bool:
    return token.lower[0].isdigit() or token.lower in lexicon.DIGITS


def _is_name(token: Token) -> bool:
    dated = token.lower in lexicon.MONTHS or token.lower in lexicon.WEEKDAYS  # compared in `measures`
    return token.capital and not token.opens and not dated and token.lower not in lexicon.TITLES


def _negations(tokens: Sequence[Token], places: Sequence[int]) -> int:
    return sum(tokens[at].lower in _NEGATIONS for at in places)
