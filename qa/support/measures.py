"""How much, how long, how surely, when: what stands with a number or a verb, compared outright.

A claim that says `all`, `more than`, `must` or `hours` needs a quote that says so too: each is so small
a word, and changes so much.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.support import lexicon
from qa.support.statement import Statement, Token

_TIMES = "second minute hour day week month quarter year decade century"
_SIZES = """
    inch foot feet yard mile meter metre kilometer kilometre centimeter millimeter acre hectare gram kilogram
    kilo pound ounce ton tonne barrel gallon liter litre dollar euro franc yen yuan won rouble ruble degree
    """
_PLURAL = re.compile(r"(?<=[a-z]{3})s$")
_UNITS = frozenset((_TIMES + _SIZES).split())

_COUNTED = r"(?= (?:an? |one |\w*\s?)?[\d#])"  # before a number
# What a claim says with the first needs the second in its quote: small words of extent, and of certainty.
_PAIRS = (
    ("all|every|entire|whole", "all|every|each|entire(?:ly|ty)?|whole|both|any|always|completely|fully"),
    ("always|invariably", "always|invariably|all|every|any"),
    ("most|majority|mostly|mainly", "most|majority|mostly|mainly|chiefly|largely|primarily|more than half"),
    ("many|numerous|dozens|countless", r"many|numerous|much|lots?|\w+(?:ands|reds)|dozens|several|number"),
    (
        f"(?:more than|over|exceed\\w*|at least|above|upwards of){_COUNTED}",
        r"more than|over|exceed\w*|at least|above|upwards|no (?:less|fewer)|or more|minimum|topped",
    ),
    (
        f"(?:less than|fewer than|under|at most|below|up to){_COUNTED}",
        r"less|fewer|under|at most|below|up to|nearly|almost|no more|or less|maximum|limit\w*",
    ),
    (r"(?:nearly|almost)(?= [\d#])", r"nearly|almost|close to|just under|approach\w*|short of"),
    ("only|solely|exclusively", "only|solely|exclusively|just|merely|alone|unless|sole|nothing|nobody"),
    ("often|frequently|commonly", "often|frequently|commonly|regularly|many times|repeatedly|usually"),
    (
        "usually|generally|typically|normally",
        r"usually|generally|typically|normally|mostly|often|commonly|tend\w*",
    ),
    ("rarely|seldom", "rarely|seldom|hardly|rare|scarcely|almost never"),
    ("must|ha(?:s|ve|d) to", r"must|ha(?:s|ve|d) to|requir\w+|oblig\w+|need\w*|order\w*|demand\w*|forced"),
    (
        "will|shall|going to",
        r"will|shall|would|(?:is|are|be|due|going|set|about) to|plan(?:s|ned|ning)?|expect\w*|intend\w*"
        r"|next|until|by the"
        r"|upcoming|promis\w+|pledg\w+|agree\w*|commit(?:s|ted|ment)?|vow\w*|scheduled|announced",
    ),
)
_DEGREES = tuple((re.compile(rf"\b(?:{said})\b"), re.compile(rf"\b(?:{given})\b")) for said, given in _PAIRS)


def other_measure(said: Statement, given: Statement) -> str:
    """What in the claim has another extent, unit or date than in the quote; empty for nothing."""
    return _degree(said, given) or _unit(said, given) or _date(said, given)


def _degree(said: Statement, given: Statement) -> str:
    claim, quote = _plain(said), _plain(given)
    for needs, needed in _DEGREES:
        found = needs.search(claim)
        if found and not needed.search(quote):
            return f"the quote doesn't say {found[0]}"
    return ""


def _plain(text: Statement) -> str:
    """The words in lower case, each number word with `#` before it."""
    spelt = (lexicon.DIGITS.keys() | lexicon.SCALES.keys()) - {"one", "first"}
    return " ".join(f"#{token.lower}" if token.lower in spelt else token.lower for token in text.tokens)


def _unit(said: Statement, given: Statement) -> str:
    """A number that counts something else than in the quote."""
    counted = [(number.value, _counted(given, number.at + number.size)) for number in given.numbers]
    for number in said.numbers:
        unit = _counted(said, number.at + number.size)
        others = {other for value, other in counted if value == number.value}
        if unit and others and unit not in others:
            return f"the quote doesn't say {number.value} {unit}"
    return ""


def _counted(text: Statement, at: int) -> str:
    """The unit that a number is followed by, in the singular, or an empty text."""
    behind = [_PLURAL.sub("", token.lower) for token in text.tokens[at : at + 2]]
    return next((word for word in behind if word in _UNITS), "")


@dataclass(frozen=True, slots=True)
class _Date:
    """A month with the day and the year that stand with it; empty where none does."""

    month: str
    day: str
    year: str

    def may_be(self, other: "_Date") -> bool:
        """Whether another date of this month can be the same; one without a day is no day's."""
        return self.day in ("", other.day) and (not self.year or other.year in ("", self.year))


def _date(said: Statement, given: Statement) -> str:
    known = _dates(given.tokens)
    for date in _dates(said.tokens):
        rivals = [other for other in known if other.month == date.month]
        if rivals and not any(date.may_be(other) for other in rivals):
            return f"the quote has another date in {date.month.title()}"
    return ""


def _dates(tokens: Sequence[Token]) -> list[_Date]:
    found: list[_Date] = []
    for at, token in enumerate(tokens):
        if not (token.capital and token.lower in lexicon.MONTHS):
            continue
        days, end = [], at + 1
        while end < len(tokens) and _is_day(tokens[end]):
            days.append(tokens[end].lower)
            end += 1
            if (
                end + 1 < len(tokens)
                and tokens[end].lower in ("and", "to", "or")
                and _is_day(tokens[end + 1])
            ):
                end += 1
        year = tokens[end].lower if end < len(tokens) and _is_year(tokens[end]) else ""
        found += [_Date(token.lower, day, year) for day in days or [""]]
    return found


def _is_day(token: Token) -> bool:
    return token.lower.isdecimal() and len(token.lower) <= 2


def _is_year(token: Token) -> bool:
    return token.lower.isdecimal() and len(token.lower) == 4
