"""What a claim says and its quote doesn't: numbers, quoted phrases, names, and all its other words.

A name may also come from the article's title or source, a date from its date. Where the quote says only
`she`, `the envoy` or a surname, what stands before it in the passage tells who is meant.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa.support import lexicon
from qa.support.names import covered, same_realm
from qa.support.senses import Senses
from qa.support.statement import Name, Statement, Token

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the quote: the article's title and source, its date, the passage before it."""

    about: Statement
    published: str
    before: Statement


def missing(said: Statement, given: Statement, quote: str, around: Around) -> str:
    """What of the claim isn't in the quote, in a few words; empty for nothing."""
    return (
        _missing_number(said, given, around.published)
        or _missing_quotation(said, quote)
        or _missing_name(said, given, around)
    )


def _missing_number(said: Statement, given: Statement, published: str) -> str:
    known = given.values | _date_numbers(given, published)
    if given.lowers & {"a", "an", "one", "single"}:
        known |= {"1"}
    absent = sorted(said.values - known)
    return f"{absent[0]} is not in the quote" if absent else ""


def _date_numbers(given: Statement, published: str) -> frozenset[str]:
    """The year and the day of the article's date, each where the quote has no such date of its own."""
    when = _day(published)
    if when is None:
        return frozenset()
    own_year = any(re.fullmatch(r"1\d{3}|20\d\d", value) for value in given.values)
    days = {str(when.day)} if _same_day(given, when) else set()
    return frozenset(days if own_year else days | {str(when.year)})


def _date_names(given: Statement, published: str) -> list[Words]:
    """The month and the weekday of the article's date, where the quote has no date of its own."""
    when = _day(published)
    if when is None or not _same_day(given, when):
        return []
    month = [] if given.lowers.intersection(lexicon.MONTHS) else [(lexicon.MONTHS[when.month - 1],)]
    return [(lexicon.WEEKDAYS[when.weekday()],), *month]


def _day(published: str) -> date | None:
    try:
        return date.fromisoformat(published)
    except ValueError:
        return None


def _same_day(given: Statement, when: date) -> bool:
    """Whether the quote may be about the day of the article: it names that weekday, or no date at all."""
    weekdays = given.lowers.intersection(lexicon.WEEKDAYS)
    months = {name.words[0] for name in given.names} & set(lexicon.MONTHS)
    return weekdays == {lexicon.WEEKDAYS[when.weekday()]} or not (weekdays or months)


def _missing_quotation(said: Statement, quote: str) -> str:
    plain = _letters(quote)
    absent = [phrase for phrase in said.quoted if _letters(phrase) not in plain]
    return f"“{absent[0]}” is not in the quote" if absent else ""


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _missing_name(said: Statement, given: Statement, around: Around) -> str:
    known = [name.words for name in (*given.names, *around.about.names)]
    known += _date_names(given, around.published)
    for name in said.names:
        words = _without_opener(name, said, given)
        if words and not (covered(words, known) or _meant(name, words, given, around)):
            return f"{' '.join(words)} is not in the quote"
    return ""


def _without_opener(name: Name, said: Statement, given: Statement) -> Words:
    """A name without the word that has its capital only because a sentence starts there."""
    first = said.tokens[name.at]
    adverb = first.lower.endswith(("ly", "ing"))
    known = any(word.senses & first.senses and (word.opens or not word.capital) for word in given.tokens)
    tied = len(name.words) > 1 and not said.tokens[name.at + 1].text[0].isupper()  # "Cross-border"
    return (
        name.words[1:]
        if first.opens and first.lower == name.words[0] and (adverb or known or tied)
        else name.words
    )


def _meant(name: Name, words: Words, given: Statement, around: Around) -> bool:
    """Whether the quote means a name that it doesn't write out."""
    earlier = [*around.before.names, *around.about.names]
    if any(_fullest(other.words, earlier) == words for other in given.names):
        return True
    if len(words) == 1 and len(words[0]) > 2 and words[0] in initials(given.tokens):
        return True
    if name.after not in lexicon.PLACING and any(
        same_realm(words, other.words) and other.after not in lexicon.PLACING for other in given.names
    ):
        return True
    return _points_back(given.tokens) and covered(
        words, [other.words for other in _last_subjects(around.before)]
    )


def _fullest(words: Words, earlier: Sequence[Name]) -> Words:
    """The longer form of a name that the passage gives most often; empty for none, or a tie."""
    longer = Counter(
        name.words for name in earlier if len(name.words) > len(words) and covered(words, [name.words])
    )
    ranked = longer.most_common(2)
    tie = len(ranked) == 2 and ranked[0][1] == ranked[1][1]
    return () if not ranked or tie else ranked[0][0]


def _points_back(tokens: Sequence[Token]) -> bool:
    """Whether one of the words stands for somebody named before: `she`, `the envoy`."""
    lowers = [token.lower for token in tokens]
    return any(
        word in lexicon.ANAPHORS
        or (
            word in (lexicon.TITLES | lexicon.ROLES)
            and {"the", "this", "these"} & set(lowers[max(0, at - 3) : at])
        )
        for at, word in enumerate(lowers)
    )


def _last_subjects(before: Statement) -> list[Name]:
    """The names that the last two sentences with names begin with."""
    last = sorted({before.tokens[name.at].sentence for name in before.names})[-2:]
    found = []
    for sentence in last:
        names = [name for name in before.names if before.tokens[name.at].sentence == sentence]
        subjects = [name for name in names if not name.after and not name.owns]
        found += subjects[:1]
    return found


def initials(tokens: Sequence[Token]) -> str:
    """The first letters of the words with a capital, with a space for every other word between them."""
    return "".join(
        token.lower[0] if token.capital else "" if token.lower in ("and", "of", "for", "the", "on") else " "
        for token in tokens
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One sentence of the quote: its words, all their senses, its names, its numbers."""

    tokens: tuple[Token, ...]
    senses: Senses
    names: tuple[Words, ...]
    values: frozenset[str]
    points_back: bool


def _parts(given: Statement) -> list[_Part]:
    found = []
    for sentence in dict.fromkeys(token.sentence for token in given.tokens):
        tokens = tuple(token for token in given.tokens if token.sentence == sentence)
        found.append(
            _Part(
                tokens,
                frozenset().union(*(token.senses for token in tokens)),
                tuple(name.words for name in given.names if given.tokens[name.at].sentence == sentence),
                frozenset(n.value for n in given.numbers if given.tokens[n.at].sentence == sentence),
                _points_back(tokens),
            )
        )
    return found


def uncovered(said: Statement, given: Statement, around: Around) -> str:
    """What the claim says and no sentence of the quote does, clause by clause.

    The names and numbers of a clause have to stand in the sentence that has its words, or be what that
    sentence points back to.
    """
    parts, earlier = _parts(given), _parts(around.before)[-1:]
    for clause in dict.fromkeys(token.clause for token in said.tokens):
        absent = min(
            (
                _absent_words(said, clause, part, [*earlier, *parts][: at + len(earlier)], given, around)
                or _elsewhere(said, clause, part, given, around)
                for at, part in enumerate(parts)
            ),
            key=len,
            default=[],
        )
        if absent:
            return f"the quote doesn't say {absent[0]}"
    return ""


def _absent_words(
    said: Statement, clause: int, part: _Part, earlier: Sequence[_Part], given: Statement, around: Around
) -> list[str]:
    """The words of a clause that one sentence of the quote hasn't, nor points back to in those before it."""
    told = any(token.key == "say" or token.lower in lexicon.VOICES for token in given.tokens)
    names = {word for name in (*given.names, *around.about.names) for word in name.words}
    names |= {word for name in said.names if _meant(name, name.words, given, around) for word in name.words}
    words = [
        token
        for token in said.tokens
        if token.clause == clause
        and token.content
        and (not token.capital or (token.opens and token.lower not in names))
        and not (told and (token.key == "say" or token.lower in lexicon.VOICES))
    ]
    absent = [
        token
        for token, behind in zip(words, [*words[1:], None], strict=False)
        if not (token.senses & part.senses or (behind and _describes(token, behind, part, earlier)))
    ]
    back = part.points_back and len(absent) == 1 and len(words) > 2 and not absent[0].verbal
    if back and any(absent[0].senses & other.senses for other in earlier[-1:]):
        return []
    return [token.text for token in absent]


def _describes(token: Token, behind: Token, part: _Part, earlier: Sequence[_Part]) -> bool:
    """Whether a sentence before says the two words together: "the defense treaty", and then "the treaty"."""
    return not token.verbal and any(
        one.senses & token.senses
        and any(other.senses & behind.senses for other in sentence.tokens[at + 1 : at + 3])
        for sentence in earlier
        for at, one in enumerate(sentence.tokens)
    )


def _elsewhere(said: Statement, clause: int, part: _Part, given: Statement, around: Around) -> list[str]:
    """The names and numbers of a clause that stand only in other sentences of the quote than this one."""
    if part.points_back:
        return []
    here = (*part.names, *(name.words for name in around.about.names))
    others = [name.words for name in given.names if not covered(name.words, part.names)]
    moved = [name.words for name in said.names if name.clause == clause]
    numbers = [n.value for n in said.numbers if n.clause == clause and n.value in given.values - part.values]
    return [
        *(" ".join(words) for words in moved if covered(words, others) and not covered(words, here)),
        *numbers,
    ]
