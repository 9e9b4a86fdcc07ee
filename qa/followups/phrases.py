"""What a question is about where it is no bare name: "the military agreement of September 2018"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.followups.shape import FORMS, PREPOSITIONS

_STOP = (
    rf"{FORMS}|{PREPOSITIONS}|be|been|being|and|or|but|that|which|who|whom|whose|what|when|where|why|how|if"
    r"|because|he|she|it|they|we|you|i|him|her|them|us|his|its|their|our|your|my|the|a|an|this|these|those"
    r"|not|there|then|also|ever|still|yet|only|just|again"
)
_NAME = r"(?:[^\W\d_a-z][\w'’.-]*|\d[\w,.]*)"
_NAMES = rf"(?:the )?{_NAME}(?: (?:and |of )?(?:the )?{_NAME})*"
_OWNER = rf"(?!(?:Wh|How|It|That|There|Let)\w*['’])(?:{_NAME} )*[^\W\d_a-z][\w.-]*(?:['’]s|s['’])"
_RUN = rf"(?: (?!(?i:{_STOP})\b)[\w'’.-]+)+"
_PHRASE = re.compile(
    rf"\b(?:(?i:the|a|an)|{_OWNER})(?P<run>{_RUN})"
    rf"(?P<tail>(?: (?:of|for) (?:the|a|an){_RUN}| of(?: (?!(?:{_STOP})\b)[a-z-]+){{1,3}}(?= |$)"
    rf"| (?:of|between|in|near|at|for|on|with|from|against|over) {_NAMES})*)"
)
_DID = re.compile(r"\b(?:did|do|does|can|could|will|would|should|might|must)$", re.I)
_WAS = re.compile(r"\b(?:is|are|was|were|has|have|had)$", re.I)
_PARTICIPLE = re.compile(
    r"(?:\w{2,}ed|\w+wn|\w+en|held|built|made|sent|found|told|met|shot|cut|set|put|led|paid|lost|won|begun"
    r"|sold|left|kept|brought|bought|caught|taught|born|done|gone|hit|hurt)"
    r"(?: (?:up|down|off|out|over|together|first|\w+ly))*$"
)
_ARTICLE = re.compile(r"^(?:the|an?)\b", re.I)
_FUNCTION = re.compile(rf"(?:{_STOP})\b", re.I)
_PLURAL = re.compile(r"(?:[^siu]s|ies|people|men|women|children|police)$")
# Measures of a thing: what is asked of it next is asked of the thing.
_ATTRIBUTE = re.compile(
    r"^the (?:\w+ )?(?:population|location|size|area|height|length|depth|weight|age|name|number|cost|price"
    r"|date|purpose|status|rate|meaning|definition|cause|reason|color|colour|result) of ",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase of a text, `text[start:end]`; `head` is the noun itself.

    `definite` tells that it has not been brought up just then, as what stands with "a" is.
    """

    text: str
    start: int
    end: int
    head: str
    definite: bool

    @property
    def plural(self) -> bool:
        """Whether its noun has the shape of a plural."""
        return is_plural(self.head)


def is_plural(noun: str) -> bool:
    """Whether `noun` has the shape of a plural.

    >>> is_plural("talks"), is_plural("congress")
    (True, False)
    """
    return bool(_PLURAL.search(noun))


@lru_cache(maxsize=256)
def phrases(question: str) -> tuple[Phrase, ...]:
    """The noun phrases with an article, in order; the question's verb isn't taken for a part of one.

    >>> [phrase.text for phrase in phrases("When did the liaison office in Kaesong open?")]
    ['the liaison office in Kaesong']
    """
    return tuple(_phrase(question, match) for match in _PHRASE.finditer(question))


def _phrase(question: str, match: re.Match[str]) -> Phrase:
    text = _without_verb(question, match).rstrip(".,'’- ")
    end = match.start() + len(text)
    measured = _ATTRIBUTE.match(text)
    if measured:
        start = match.start() + measured.end()
        return Phrase(question[start:end], start, end, text.split()[-1], definite=True)
    run = text.removesuffix(match["tail"]) if match["tail"] else text
    definite = not re.match(r"an?\b", text, re.I)
    return Phrase(_ARTICLE.sub("the", text), match.start(), end, run.split()[-1], definite)


def _without_verb(question: str, match: re.Match[str]) -> str:
    """The phrase that was matched, up to the verb that its verb-like last word may be."""
    run, tail, before = match["run"], match["tail"], question[: match.start()].rstrip()
    article = match.group()[: -len(run + tail)] if run + tail else match.group()
    words = run.split()
    if len(words) > 1 and _DID.search(before) and words[-1][0].islower():
        after = question[match.end() :].strip(" ?!.,")
        if not re.match(r"[a-z]", after) or _FUNCTION.match(after):
            return f"{article} {' '.join(words[:-1])}"
    if _WAS.search(before):
        whole = match.group().split()
        for place in range(2, len(whole)):
            if _PARTICIPLE.match(" ".join(whole[place:])):
                return " ".join(whole[:place])
    return match.group()
