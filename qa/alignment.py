"""A claim that is nearly a sentence of its quote: whether just what differs changes what it says.

Claim and sentence are laid beside each other word by word. Where one has a number or a name and the
other has another one in the same place, where two names have changed places, or one has a `not` more,
they don't say the same, however much else they share.
"""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from qa import lexicon
from qa.places import kind
from qa.statement import Statement, Token

# From this share of common words on, in the same order, a sentence is the pattern of a claim;
_PATTERN = 0.6
# from this one on, the claim is that sentence with little changed.
_COPY = 0.8
# What a copy leaves out at one place, when it is a word or two and not a thought.
_GAP = 3

_NEGATIONS = frozenset({"not", "no", "never", "none", "nobody", "nothing", "neither", "without"})


def replaced(said: Statement, given: Statement) -> str:
    """What a claim has in the place of something else in its pattern, in a few words; empty for nothing."""
    claim = _words(said.tokens)
    for number in dict.fromkeys(token.sentence for token in given.tokens):
        pattern = _words([token for token in given.tokens if token.sentence == number])
        if found := _difference(claim, pattern):
            return found
    return ""


def _words(tokens: Sequence[Token]) -> list[Token]:
    """The words with every number word's value for its meaning, "twenty-five" as one."""
    words: list[Token] = []
    for token in tokens:
        value = lexicon.DIGITS.get(token.lower)
        before = words[-1].key if words and words[-1].lower in lexicon.DIGITS else ""
        if value is not None and 0 < value < 10 and len(before) == 2 and before[1] == "0":
            words[-1] = replace(words[-1], key=before[0] + str(value))
        else:
            words.append(token if value is None else replace(token, key=str(value)))
    return words


def _difference(claim: Sequence[Token], pattern: Sequence[Token]) -> str:
    matcher = SequenceMatcher(
        None, [word.key for word in claim], [word.key for word in pattern], autojunk=False
    )
    shared = sum(block.size for block in matcher.get_matching_blocks())
    if shared < _PATTERN * len(claim):
        return ""
    edits = [edit[1:] for edit in matcher.get_opcodes() if edit[0] != "equal"]
    for a, b, c, d in edits:
        around = {word.key for word in pattern[max(0, c - _GAP) : d + _GAP]}
        if word := _other([word for word in claim[a:b] if word.key not in around], pattern[c:d]):
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
        if _is_name(claim[at]) and places and claim[at - 1].lower not in before:
            return f"{claim[at].text} stands elsewhere in the quote"
    return ""


def _is_number(token: Token) -> bool:
    return token.lower[0].isdigit() or token.lower in lexicon.DIGITS


def _is_name(token: Token) -> bool:
    return token.capital and not token.opens and token.lower not in lexicon.TITLES


def _negations(tokens: Sequence[Token], places: Sequence[int]) -> int:
    return sum(tokens[at].lower in _NEGATIONS for at in places)
