"""The name on which several articles agree: of whom one of them says this, and another that.

Every name in the passages that the question doesn't hold itself stands for election. What it has in its
favour: how much of each part of the question is said in a sentence with it, how often it is named, and
whether it is of the kind that is asked for. A person goes by one of their names, or has a title.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.mentions import OPENERS, TITLES, mentions
from qa.words import stems, words

Matrix = NDArray[np.float64]
Name = tuple[str, ...]

#: A name is sure when it has so many times the score of the next one…
CLEAR = 1.3
#: …and is named in so many articles.
FEWEST_ARTICLES = 2
#: What a name counts that may be of another kind than the one asked for, or that is.
DOUBTFUL, WRONG = 0.5, 0.25

_OFFICES = """
    ceo cto cfo coo founder co-founder judge attorney lawyer coach captain striker quarterback witness
    """
_ROLES = TITLES | frozenset(_OFFICES.split())
_PERSON = re.compile(
    r"\b(?:who(?:m|se)?|(?:individual|person|figure|man|woman|player|quarterback|actor|actress|singer|artist"
    r"|leader|executive|politician|founder|author|president|minister|envoy|coach))\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:company|companies|organi[sz]ations?|institution|firm|team|platform|agency|entity|entities|group"
    r"|corporation|startup|bank|club|body|publisher|network|service|country|city|brand|league|party)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(?:who|whom|whose|which|what)\b", re.IGNORECASE)
_EARLY = 60  # what a question asks for stands near its beginning, in characters
_INNER = re.compile(r"\s+(?:of|the|and|for|at)\s+")
_OWNER = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in which names are looked for, its article, and how much it says of each part (m,)."""

    text: str
    doc_id: str
    covers: Matrix


@dataclass(frozen=True, slots=True)
class Agreed:
    """The likeliest name, in the full `forms` in which it stands first; `sure` when no other comes near."""

    forms: tuple[str, ...]
    sure: bool

    def form_in(self, text: str) -> str:
        """The fullest form of the name that stands in `text`; empty where none does.

        >>> Agreed(("Sung Kim", "Kim"), True).form_in("Kim spoke.")
        'Kim'
        """
        return next((form for form in self.forms if re.search(rf"\b{re.escape(form)}\b", text)), "")


def asks_for_name(question: str) -> bool:
    """Whether the question is answered by the name of somebody or of some body.

    >>> asks_for_name("Which company bought it?"), asks_for_name("Which letter is it?")
    (True, False)
    """
    asking = _ASKING.search(question)
    return asking is not None and kind_asked(question[asking.start() :]) != "any"


def kind_asked(question: str) -> str:
    """What the name is of: "person", "body" (a company, team, country…), or "any" where nothing tells.

    >>> kind_asked("Which company bought it?"), kind_asked("Who is the individual?"), kind_asked("What fell?")
    ('body', 'person', 'any')
    """
    kinds = (("person", _PERSON), ("body", _BODY))
    found = [(match.start(), kind) for kind, pattern in kinds for match in pattern.finditer(question)]
    place, kind = min(found, default=(_EARLY, "any"))
    return kind if place < _EARLY else "any"


def agreed(question: str, said: Sequence[Said]) -> Agreed | None:
    """The name that answers all parts of `question` best; None where the sentences name nothing new."""
    known = _stems(question.split())
    spoken = [(*name, item) for item in said if not _is_heading(item.text) for name in _names(item.text)]
    counts = Counter(name for name, _, _ in spoken)
    titled = frozenset(name for name, title, _ in spoken if title and len(name) > 1)
    kind = kind_asked(question)
    people = _people(counts, titled) if kind != "body" else {}
    covers: dict[Name, Matrix] = {}
    articles: dict[Name, set[str]] = {}
    times: Counter[Name] = Counter()
    for name, _, item in spoken:
        full = people.get(name[0], name) if len(name) == 1 else name
        if _stems(full) <= known:
            continue
        covers[full] = np.maximum(covers.get(full, np.zeros_like(item.covers)), item.covers)
        articles.setdefault(full, set()).add(item.doc_id)
        times[full] += 1
    if not covers:
        return None
    persons = titled | frozenset(people.values())
    scores = {
        name: float(cover.mean()) * math.log(1 + times[name]) * _fit(name, kind, counts, persons)
        for name, cover in covers.items()
    }
    best, *others = sorted(scores, key=lambda name: (-scores[name], name))
    clear = not others or scores[best] >= CLEAR * scores[others[0]]
    forms = (" ".join(best), *(word for word, name in people.items() if name == best))
    return Agreed(forms, clear and len(articles[best]) >= FEWEST_ARTICLES)


def _names(text: str) -> Iterator[tuple[Name, bool]]:
    """The names in `text`, word by word, without titles and roles, and whether they had such."""
    for mention in mentions(text):
        before = text[: mention.start].split()
        title = bool(before) and before[-1].lower().strip('.,"“(') in _ROLES
        for piece in _INNER.split(mention.name):
            name = [_OWNER.sub("", word) for word in piece.split()]
            while name and (name[0].lower().strip(".") in _ROLES | OPENERS or name[0].endswith("ly")):
                title = title or name[0].lower().strip(".") in _ROLES
                name = name[1:]
            if name:
                yield tuple(name), title
            title = False


def _people(counts: Counter[Name], titled: frozenset[Name]) -> dict[str, Name]:
    """Full names by the word that stands for them alone: the last, or the first where that is usual.

    "Biden" is Joe Biden, and "Kim" is the leader Kim Jong Un if he is named oftener than Sung Kim. A first
    word counts only with a title: companies go by theirs.
    """
    people: dict[str, Name] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        if len(name) == 1 or name[-1].isupper():
            continue
        first, last = counts[(name[0],)], counts[(name[-1],)]
        if last > first:
            people.setdefault(name[-1], name)
        elif first > last and name in titled:
            people.setdefault(name[0], name)
    return people


def _fit(name: Name, kind: str, counts: Counter[Name], persons: frozenset[Name]) -> float:
    if name in persons:
        return WRONG if kind == "body" else 1.0
    if kind != "person":
        return 1.0
    unknown = len(name) > 1 and not counts[(name[0],)] and not counts[(name[-1],)]
    return DOUBTFUL if unknown else WRONG


def _stems(name: Sequence[str]) -> frozenset[str]:
    return frozenset(word.stem for part in name for word in words(part)) or stems(" ".join(name))


def _is_heading(text: str) -> bool:
    """Whether capitals are the rule in `text`, so that they say nothing."""
    if text.rstrip("\"'”’)").endswith((".", "!")):
        return False
    long = [word.text for word in words(text) if len(word.text) > 3 and not word.number]
    return len(long) > 3 and sum(word[0].isupper() for word in long) > 0.6 * len(long)
