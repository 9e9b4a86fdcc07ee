"""Does a quote support a claim? A check by words alone: strict, quick, and without a model.

Every number, name and quoted phrase of the claim has to be in the quote (a name also in the article's
title or source, a date also in its date), nearly all of its other words too, in any inflection. What
the quote denies, supposes or says the other way round is not supported.

It reads words, not meaning. It strikes a right paraphrase that uses other words than its quote, and
it can be deceived where the same words stand in other roles: two numbers of one sentence exchanged, a
statement moved from one of two people named in one clause to the other, irony.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from corpus.article import Article
from qa import lexicon
from qa.statement import Statement, Token, statement
from qa.words import stem

# Of the claim's content words, so many may be absent from the quote: more, and it says something else.
MIN_COVERAGE = 0.7

# A denial or a hedge reaches so many content words to its right, as far as its clause goes.
_REACH = 6


def supported(claim: str, quote: str, article: Article) -> bool:
    """Whether `quote`, a passage of `article`, says what `claim` says.

    >>> daily = Article("a", "Trade", "…", published="2021-06-18")
    >>> supported("Exports dropped by 84 percent.", "Exports fell 84%.", daily)
    True
    """
    return not objection(claim, quote, article)


def objection(claim: str, quote: str, article: Article) -> str:
    """Why `quote` doesn't support `claim`, in a few words; empty where it does."""
    said, given = statement(claim), statement(quote)
    if not said.keys and not said.numbers:
        return "it claims nothing"
    about = statement(f"{article.title} | {article.source}")
    reasons = (
        _missing_number(said, given, article.published),
        _missing_quotation(said, quote),
        _missing_name(said, given, about, article.published),
        _disagreement(said, given),
        _opposite(said, given),
        _uncovered(said, given, about),
    )
    return next((reason for reason in reasons if reason), "")


def coverage(claim: str, quote: str) -> float:
    """The share of the claim's content words that the quote has, from 0 to 1.

    >>> coverage("Talks failed in Hanoi", "The Hanoi talks ended.")
    0.6666666666666666
    """
    said, given = statement(claim).keys, statement(quote).keys
    return len([key for key in said if _has(given, key)]) / len(said) if said else 0.0


def _missing_number(said: Statement, given: Statement, published: str) -> str:
    known = given.numbers | _date_numbers(given, published)
    if given.lowers & {"a", "an", "one", "single"}:
        known |= {"1"}
    missing = sorted(said.numbers - known)
    return f"{missing[0]} is not in the quote" if missing else ""


def _date_numbers(given: Statement, published: str) -> frozenset[str]:
    """The year and the day of the article's date, each unless the quote has a date of its own."""
    if not published:
        return frozenset()
    years = {number for number in given.numbers if re.fullmatch(r"1\d{3}|20\d\d", number)}
    when = date.fromisoformat(published)
    found = set() if years else {str(when.year)}
    if not years and not given.lowers.intersection(lexicon.MONTHS):
        found.add(str(when.day))
    return frozenset(found)


def _date_names(given: Statement, published: str) -> tuple[tuple[str, ...], ...]:
    if not published or given.lowers.intersection(lexicon.MONTHS):
        return ()
    when = date.fromisoformat(published)
    weekdays = given.lowers.intersection(lexicon.WEEKDAYS)
    return ((lexicon.MONTHS[when.month - 1],), *(() if weekdays else ((lexicon.WEEKDAYS[when.weekday()],),)))


def _missing_quotation(said: Statement, quote: str) -> str:
    plain = _letters(quote)
    missing = [phrase for phrase in said.quoted if _letters(phrase) not in plain]
    return f"“{missing[0]}” is not in the quote" if missing else ""


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _missing_name(said: Statement, given: Statement, about: Statement, published: str) -> str:
    known = given.names + about.names + _date_names(given, published)
    for name in said.names:
        plain = _without_titles(_without_opener(name, said, given))
        if plain and not any(_within(plain, other) for other in known):
            return f"{' '.join(plain)} is not in the quote"
    return ""


def _without_opener(name: tuple[str, ...], said: Statement, given: Statement) -> tuple[str, ...]:
    """A name without the capital that only the head of a sentence gave it."""
    for before, token in zip((None, *said.tokens), said.tokens, strict=False):
        if token.opens and token.lower == name[0] and (before is None or before.clause != token.clause):
            common = token.lower in lexicon.EMPTY | lexicon.OPENERS or token.lower.endswith("ly")
            if common or any(word.key == token.key and not word.capital for word in given.tokens):
                return name[1:]
    return name


def _without_titles(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in name if word not in lexicon.TITLES)


def _within(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether `name` is `other` or a part of it: `Kim` of `Kim Jong Un`, or its initials.

    >>> _within(("kim",), ("kim", "jong", "un")), _within(("kim", "yo", "jong"), ("kim", "jong", "un"))
    (True, False)
    """
    plain = tuple(word for word in other if word not in lexicon.TITLES) or other
    runs = (plain[at : at + len(name)] for at in range(len(plain) - len(name) + 1))
    if any(all(map(_same_name, name, run)) for run in runs):
        return True
    return len(name) == 1 and len(name[0]) > 2 and name[0] == "".join(word[0] for word in other)


def _same_name(one: str, other: str) -> bool:
    """Whether two words are forms of one name: `Korea` and `Korean`, `China` and `Chinese`."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    shared = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return shared >= 4 and short[shared:] in _LAND and long[shared:] in _PEOPLE


_LAND = ("", "a", "e", "y")
_PEOPLE = ("n", "an", "ns", "ans", "ian", "ians", "ese", "ish", "i", "is", "s")


def _disagreement(said: Statement, given: Statement) -> str:
    """What the one denies and the other affirms, or the quote only supposes and the claim affirms."""
    claim_denials, quote_denials = _scopes(said, lexicon.DENIALS), _scopes(given, lexicon.DENIALS)
    denied = frozenset().union(*quote_denials)
    for scope in claim_denials:
        if scope and not scope & denied:
            return "the quote doesn't deny it"
    if not claim_denials and denied & said.keys:
        return "the quote denies it"
    hedged = frozenset().union(*_scopes(given, lexicon.HEDGES))
    certain = not said.lowers & lexicon.HEDGES
    if certain and hedged & said.keys:
        return "the quote only supposes it"
    return ""


def _scopes(text: Statement, cues: frozenset[str]) -> list[frozenset[str]]:
    """For every cue word, the meanings it reaches: itself where it says something, and those behind it."""
    found = []
    for at, token in enumerate(text.tokens):
        if token.lower in cues or token.lower.endswith(("n't", "n’t")) and cues is lexicon.DENIALS:
            behind = [word for word in text.tokens[at + 1 :] if word.clause == token.clause and word.content]
            found.append(frozenset(word.key for word in behind[:_REACH]))
    return found


@cache
def _axes() -> dict[str, tuple[int, int]]:
    """For every word of direction, its axis and which end of it (-1 or 1)."""
    found: dict[str, tuple[int, int]] = {}
    for axis, line in enumerate(lexicon.OPPOSITE.splitlines()):
        for end, words in zip((1, -1), line.split("|"), strict=True):
            found |= {word: (axis, end) for word in words.split()}
    return found


def _opposite(said: Statement, given: Statement) -> str:
    for at, axis, end in _directions(said):
        rivals = [(there, other) for there, line, other in _directions(given) if line == axis]
        if not rivals:
            continue
        around = _neighbours(said.tokens, at)
        best = max(len(around & _neighbours(given.tokens, there)) for there, _ in rivals)
        if all(
            other != end for there, other in rivals if len(around & _neighbours(given.tokens, there)) == best
        ):
            return f"the quote says the opposite of {said.tokens[at].text}"
    return ""


def _directions(text: Statement) -> Iterator[tuple[int, int, int]]:
    for at, token in enumerate(text.tokens):
        if token.lower in _axes():
            yield (at, *_axes()[token.lower])


def _neighbours(tokens: Sequence[Token], at: int) -> frozenset[str]:
    return frozenset(token.key for token in tokens[max(0, at - 4) : at + 5] if token.content)


def _uncovered(said: Statement, given: Statement, about: Statement) -> str:
    known = given.keys | about.keys
    absent = sorted(key for key in said.keys if not _has(known, key))
    share = 1 - len(absent) / len(said.keys) if said.keys else 1.0
    return f"the quote doesn't say {absent[0]}" if share < MIN_COVERAGE else ""


def _has(known: Iterable[str], key: str) -> bool:
    return key in known
