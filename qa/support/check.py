"""Does a quote support a claim? A check by words alone: strict, quick, and without a model.

Every number, name and quoted phrase of the claim has to be in the quote (a name also in the article's
title or source, a date also in its date), nearly all of its other words too, in any inflection. What
the quote denies, only supposes, says of somebody else or the other way round is not supported.

It reads words, not meaning, and only English ones. It strikes a right paraphrase that uses words of its
own, and it can be deceived: by two numbers of one clause exchanged, by a statement moved from one to
another of two people named before the same verb, by an adjective slipped in, by irony.
"""

import re
from datetime import date
from functools import lru_cache
from itertools import takewhile

from corpus.article import Article
from qa.support import lexicon
from qa.support.alignment import replaced
from qa.support.names import covered
from qa.support.places import other_place
from qa.support.roles import other_role
from qa.support.statement import Name, Statement, Token, statement

# A denial or a hedge reaches so many content words to its right, as far as its clause goes.
_REACH = 6
# Of so many content words one may be absent from the quote.
_ABSENT = 10


def supported(claim: str, quote: str, article: Article) -> bool:
    """Whether `quote`, a passage of `article`, says what `claim` says.

    >>> daily = Article("a", "Trade", "…", published="2021-06-18")
    >>> supported("Exports dropped by 84 percent.", "Exports fell 84%.", daily)
    True
    """
    return not objection(claim, quote, article)


@lru_cache(maxsize=8192)  # a growing answer is checked again with every sentence
def objection(claim: str, quote: str, article: Article) -> str:
    """Why `quote` doesn't support `claim`, in a few words; empty where it does."""
    said, given = statement(claim), statement(quote)
    about = statement(f"{article.title} | {article.source}")
    if not any(token.content and not token.capital for token in said.tokens) and not (
        said.names and said.numbers
    ):
        return "it claims nothing"
    return (
        _missing_number(said, given, article.published)
        or _missing_quotation(said, quote)
        or _missing_name(said, given, about, article.published)
        or _disagreement(said, given)
        or other_place(said, given)
        or other_role(said, given)
        or _uncovered(said, given, about)
        or replaced(said, given)
    )


def coverage(claim: str, quote: str) -> float:
    """The share of the claim's content words that the quote has, from 0 to 1.

    >>> coverage("Talks failed in Hanoi", "The Hanoi talks ended.")
    0.6666666666666666
    """
    said = statement(claim).keys
    return len(said & statement(quote).keys) / len(said) if said else 0.0


def _missing_number(said: Statement, given: Statement, published: str) -> str:
    known = given.values | _date_numbers(given, published)
    if given.lowers & {"a", "an", "one", "single"}:
        known |= {"1"}
    missing = sorted(said.values - known)
    return f"{missing[0]} is not in the quote" if missing else ""


def _date_numbers(given: Statement, published: str) -> frozenset[str]:
    """The year and the day of the article's date, each where the quote has no such date of its own."""
    when = _day(published)
    if when is None:
        return frozenset()
    own_year = any(re.fullmatch(r"1\d{3}|20\d\d", value) for value in given.values)
    days = {str(when.day)} if _same_day(given, when) else set()
    return frozenset(days if own_year else days | {str(when.year)})


def _date_names(given: Statement, published: str) -> list[tuple[str, ...]]:
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
    missing = [phrase for phrase in said.quoted if _letters(phrase) not in plain]
    return f"“{missing[0]}” is not in the quote" if missing else ""


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _missing_name(said: Statement, given: Statement, about: Statement, published: str) -> str:
    known = [name.words for name in (*given.names, *about.names)] + _date_names(given, published)
    for name in said.names:
        words = _without_opener(name, said, given)
        if words and not covered(words, known):
            return f"{' '.join(words)} is not in the quote"
    return ""


def _without_opener(name: Name, said: Statement, given: Statement) -> tuple[str, ...]:
    """A name without the word that has its capital only because a sentence starts there."""
    first = said.tokens[name.at]
    adverb = first.lower.endswith(("ly", "ing"))
    known = any(word.key == first.key and (word.opens or not word.capital) for word in given.tokens)
    tied = len(name.words) > 1 and not said.tokens[name.at + 1].text[0].isupper()  # "Cross-border"
    return (
        name.words[1:]
        if first.opens and first.lower == name.words[0] and (adverb or known or tied)
        else name.words
    )


def _disagreement(said: Statement, given: Statement) -> str:
    """What the one denies and the other affirms, or the quote only supposes and the claim affirms."""
    claim_denials, quote_denials = _scopes(said, lexicon.DENIALS), _scopes(given, lexicon.DENIALS)
    if any(scope and not any(set(scope) & set(other) for other in quote_denials) for scope in claim_denials):
        return "the quote doesn't deny it"
    if not claim_denials and _reach(quote_denials, said):
        return "the quote denies it"
    hedged = _scopes(given, lexicon.HEDGES)
    certain = not said.lowers & lexicon.HEDGES
    if certain and (_reach(hedged, said) or any(scope and scope[0] in said.keys for scope in hedged)):
        return "the quote only supposes it"
    return ""


def _reach(scopes: list[tuple[str, ...]], said: Statement) -> bool:
    """Whether a cue bears on what the claim says: it has two of the words that the cue reaches."""
    return any(len(set(scope) & said.keys) >= min(2, len(scope)) > 0 for scope in scopes)


def _scopes(text: Statement, cues: frozenset[str]) -> list[tuple[str, ...]]:
    """For every cue the meanings of the words that it reaches. Two denials in a row cancel each other."""
    found, skipped = [], -1
    for at, token in enumerate(text.tokens):
        if token.lower not in cues or at <= skipped:
            continue
        behind = [word for word in _reached(text, at) if word.content]
        if cues is lexicon.DENIALS and behind and behind[0].lower in cues:
            skipped = text.tokens.index(behind[0])
            continue
        before = [word for word in text.tokens[:at] if word.clause == token.clause]
        passive = token.content and any(word.lower in lexicon.BEING for word in before[-2:])
        subject = [word for word in before if word.content] if passive else []  # "the plan was rejected"
        reach = 1 if token.lower in lexicon.NO else _REACH
        found.append(tuple(word.key for word in (*subject, *behind[:reach])))
    return found


def _reached(text: Statement, at: int) -> list[Token]:
    """The words behind a cue, as far as its clause goes or a conjunction starts another thought."""
    rest = [token for token in text.tokens[at + 1 :] if token.clause == text.tokens[at].clause]
    return list(takewhile(lambda token: token.lower not in lexicon.CONJUNCTIONS, rest))


def _uncovered(said: Statement, given: Statement, about: Statement) -> str:
    """What the claim says and no sentence of the quote does, clause by clause; names aside."""
    names = {word for name in (*given.names, *about.names) for word in name.words}
    sentences = [_sentence_keys(given, number) for number in {token.sentence for token in given.tokens}]
    for clause in {token.clause for token in said.tokens}:
        words = [token for token in said.tokens if token.clause == clause and token.content]
        plain = [token for token in words if not token.capital or (token.opens and token.lower not in names)]
        if given.lowers & lexicon.VOICES:
            plain = [token for token in plain if token.key != "say"]
        absent = min(
            ([word for word in plain if word.key not in keys] for keys in sentences), key=len, default=plain
        )
        if len(absent) > len(said.keys) // _ABSENT or any(_is_reason(said, word) for word in absent):
            return f"the quote doesn't say {absent[0].text}"
    return ""


def _is_reason(said: Statement, word: Token) -> bool:
    """Whether a word stands in what the claim gives as the reason."""
    before = said.tokens[: said.tokens.index(word)]
    return any(token.lower in ("because", "due", "owing") for token in before)


def _sentence_keys(given: Statement, number: int) -> frozenset[str]:
    return frozenset(token.key for token in given.tokens if token.sentence == number and token.content)
