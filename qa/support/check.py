"""Does a quote support a claim? A check by words alone: strict, quick, and without a model.

Every number, name and quoted phrase of the claim has to be in the quote (a name also in the article's
title or source, a date also in its date), nearly all of its other words too, in any inflection. What
the quote denies, only supposes, says of somebody else or the other way round is not supported.

It reads words, not meaning, and only English ones. It strikes a right paraphrase that uses words of its
own, and it can be deceived: by two numbers of one clause exchanged, by a statement moved from one to
another of two people named before the same verb, by an adjective slipped in, by irony.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from corpus.article import Article
from qa.support import lexicon
from qa.support.alignment import replaced
from qa.support.measures import other_measure
from qa.support.places import other_place
from qa.support.presence import Around, missing, uncovered
from qa.support.roles import other_role
from qa.support.statement import Statement, Token, statement

# A denial or a hedge reaches so many content words to its right, as far as its clause goes.
_REACH = 6
# What a text tells its reader to say is not said by it.
_ORDER = re.compile(
    r"(?:(?:^|[.!?:;,]\s+|\b(?:please|and|then|instead|must|should|to|you)\s+)(?:please\s+)?"
    r"(?:say|state|claim|tell\s+\w+|tell\s+the\s+\w+)|\b(?:reply|answer|respond|repeat|pretend|write))\s+that\b"
    r"|(?:^|[.!?:;,>#-]\s*|\b(?:please|and|then|instead|only|must|should)\s+)"
    r"(?:say|state|write|reply|answer|respond|repeat|output|print|display|quote|copy|translate|tell)\b[^.!?]{0,60}[:“\"]"
    r"|(?:^|\W)(?:system|assistant|user)\s*[:>]|<\|"
    r"|\b(?:ignore|forget|disregard)\b[^.!?]{0,40}\b(?:instructions?|rules?|prompts?|questions?)\b"
    r"|\b(?:answers?|repl(?:y|ies)|responses?|summary)\s+(?:must|should|=)|\banswer\s+to\s+(?:every|any)\b"
    r"|\bfrom\s+now\s+on\b[^.!?]{0,20}\b(?:say|state|claim|write|answer|reply)\b"
    r"|\brepeat\s+after\s+me\b|\b(?:copy|quote|repeat)\s+this\b|\bmust\s+be\s+(?:quoted|copied|repeated)\b"
    r"|\bif\s+you\s+are\s+(?:an?\s+)?(?:AI|\w+\s+model|assistant|chatbot)\b",
    re.IGNORECASE,
)
# Of a link, a picture or HTML nobody says that it is so.
_MARKUP = re.compile(r"\[[^\]]*\]\(|<[a-z!/][^>]*>|\bhttps?://", re.IGNORECASE)
_NOT = frozenset({"not", "never", "no"})


def supported(claim: str, quote: str, article: Article, before: str = "") -> bool:
    """Whether `quote`, a passage of `article`, says what `claim` says.

    >>> daily = Article("a", "Trade", "…", published="2021-06-18")
    >>> supported("Exports dropped by 84 percent.", "Exports fell 84%.", daily)
    True
    """
    return not objection(claim, quote, article, before)


@lru_cache(maxsize=8192)  # a growing answer is checked again with every sentence
def objection(claim: str, quote: str, article: Article, before: str = "") -> str:
    """Why `quote` doesn't support `claim`, in a few words; empty where it does.

    `before` is what stands before the quote in its passage: there is told whom it means by `she`.
    """
    said, given = statement(claim), statement(quote)
    about = statement(f"{article.title} | {article.source}")
    around = Around(about, article.published, statement(before))
    if not any(token.content and not token.capital for token in said.tokens) and not (
        said.names and said.numbers
    ):
        return "it claims nothing"
    if _MARKUP.search(claim):
        return "it is no statement but a link, a picture or HTML"
    return (
        _ordered(claim, quote)
        or missing(said, given, quote, around)
        or other_measure(said, given)
        or _disagreement(said, given)
        or other_place(said, given)
        or other_role(said, given)
        or uncovered(said, given, around)
        or replaced(said, given)
    )


def coverage(claim: str, quote: str) -> float:
    """The share of the claim's content words that the quote has, from 0 to 1.

    >>> coverage("Talks failed in Hanoi", "The Hanoi talks ended.")
    0.6666666666666666
    """
    said = [token for token in statement(claim).tokens if token.content]
    given = statement(quote).senses
    return sum(bool(token.senses & given) for token in said) / len(said) if said else 0.0


def _ordered(claim: str, quote: str) -> str:
    return "the quote only orders it to be said" if _ORDER.search(quote) and not _ORDER.search(claim) else ""


def _disagreement(said: Statement, given: Statement) -> str:
    """What the one denies and the other affirms, or the quote only supposes and the claim affirms."""
    claim_denials, quote_denials = _scopes(said, lexicon.DENIALS), _scopes(given, lexicon.DENIALS)
    if any(cue.reaches and not any(cue.alike(other) for other in quote_denials) for cue in claim_denials):
        return "the quote doesn't deny it"
    denials = [cue for cue in quote_denials if not cue.is_said_by(said)]
    if not claim_denials and any(cue.bears_on(said) for cue in denials):
        return "the quote denies it"
    hedges = [cue for cue in _scopes(given, lexicon.HEDGES) if cue.reaches]
    if not said.lowers & lexicon.HEDGES and any(cue.supposes_alone(said, given, hedges) for cue in hedges):
        return "the quote only supposes it"
    return ""


@dataclass(frozen=True, slots=True)
class _Cue:
    """A word that denies or supposes something, and the content words that it `reaches`."""

    token: Token
    reaches: tuple[Token, ...]

    def bears_on(self, said: Statement) -> bool:
        """Whether a claim has two of the words that the cue reaches, or the only one."""
        return (
            sum(bool(token.senses & said.senses) for token in self.reaches) >= min(2, len(self.reaches)) > 0
        )

    def is_said_by(self, said: Statement) -> bool:
        """Whether a claim has the cue too, or what says the same, and doesn't deny it."""
        return any(
            token.senses & self.token.senses
            and not {word.lower for word in said.tokens[max(0, at - 2) : at]} & _NOT
            for at, token in enumerate(said.tokens)
        )

    def supposes_alone(self, said: Statement, given: Statement, hedges: Sequence["_Cue"]) -> bool:
        """Whether a claim has as a fact what all of the quote has behind a hedge only."""
        if self.token.senses & said.senses:
            return False
        supposed = [what for cue in hedges for what in cue.supposed(given)]
        return any(
            what.senses & said.senses
            and all(
                any(token is other for other in supposed)
                for token in given.tokens
                if token.content and token.senses & what.senses
            )
            for what in self.supposed(given)
        )

    def supposed(self, given: Statement) -> list[Token]:
        """What the cue is about: the word behind it, and the one behind its `to` ("asked them to leave")."""
        to = [one for before, one in pairwise(given.tokens) if before.lower == "to"]
        found = [*self.reaches[:1], *(one for one in self.reaches[1:4] if any(one is other for other in to))]
        return [what for what in found if not what.capital]

    def alike(self, other: "_Cue") -> bool:
        """Whether another cue reaches something of the same."""
        return any(one.senses & two.senses for one in self.reaches for two in other.reaches)


def _scopes(text: Statement, cues: frozenset[str]) -> list[_Cue]:
    """Every cue with what it reaches. Two denials in a row cancel each other."""
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
        denied = passive and cues is lexicon.DENIALS  # "the plan was rejected"
        subject = [word for word in before if word.content] if denied else []
        reach = 1 if token.lower in lexicon.NO else _REACH
        found.append(_Cue(token, (*subject, *behind[:reach])))
    return found


def _reached(text: Statement, at: int) -> list[Token]:
    """The words behind a cue, as far as its clause goes or a conjunction starts another thought."""
    rest = [token for token in text.tokens[at + 1 :] if token.clause == text.tokens[at].clause]
    return list(takewhile(lambda token: token.lower not in lexicon.CONJUNCTIONS, rest))
