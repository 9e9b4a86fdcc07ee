"""Questions made from plain sentences: a name, a date, a number or a thing is taken out and asked for.

Lewis, Denoyer and Riedel, "Unsupervised Question Answering by Cloze Translation" (ACL 2019): such
questions read badly, and still teach a model to point at what fits. About one in seven is asked of a
passage that doesn't hold the answer, as many name something that the passage says of something else.
"""

import random
import re
from collections.abc import Sequence

from benchmarks.comprehension.lesson import Example, Gap, Passage
from qa.words import CALENDAR

_MONTH = "|".join(month.capitalize() for month in CALENDAR)
_DATE = re.compile(
    rf"\b(?:(?:\d{{1,2}} )?(?:{_MONTH})(?: \d{{1,2}})?,? \d{{4}}|(?:{_MONTH}) \d{{1,2}}"
    rf"|\d{{1,2}} (?:{_MONTH})|(?:1\d|20)\d\d|\d0s)\b"
)
_NUMBER = re.compile(
    r"\b(?:(?:about|over|nearly|more than|some) )?[$€£]?\d+(?:[.,]\d+)*"
    r"(?: ?%| percent| million| billion| thousand| hundred)?(?: [a-z]+)?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozen)\b(?: [a-z]+)?"
)
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?: (?:(?:of|the|de|von|van|and) )?[A-Z][\w’'-]*)*")
_THING = re.compile(
    r"\b(?:the|a|an|its|their|his|her) (?:[a-z]+ ){1,3}(?=of|in|to|and|by|for|with|on|,|\.|;)"
)
_OPENERS = frozenset(
    re.findall(
        r"\w+",
        "The A An In On At It He She They This That These Those However But And For As When While After "
        "Before His Her Their Its If There Most Many Some Other Although",
    )
)
_CLAUSE = re.compile(r"[,;:()]| (?:and|but|which|who|while|when|because|although) ")
_PREPOSITION = re.compile(r"\b(in|at|on|from|to|by|of|with|for|since|until|during|near)(?: the)?$")
_ASKS = {
    "date": ("When", "When", "In what year", "What year"),
    "number": ("How much", "How many", "What number", "How many"),
    "place": ("Where", "Where", "In which place", "What country", "In what city"),
    "name": ("Who", "Who", "What", "Which", "What group", "What person", "Which organization"),
    "thing": ("What", "What", "What", "Which thing"),
}
_HELPERS = ("did", "was", "is", "does", "")
#: Of all questions so many are asked of the passage they come from, of another one, with another name.
_TRUE, _ELSEWHERE = 0.72, 0.14


def gaps(text: str) -> list[Gap]:
    """Everything that can be asked for in `text`; nothing twice.

    >>> [(gap.kind, "On 3 May 1951 the Rhine rose nine feet."[gap.start:gap.end])
    ...  for gap in gaps("On 3 May 1951 the Rhine rose nine feet.")]
    [('date', '3 May 1951'), ('number', 'nine feet'), ('name', 'Rhine')]
    """
    found: list[Gap] = []
    for kind, pattern in (("date", _DATE), ("number", _NUMBER), ("name", _NAME), ("thing", _THING)):
        for match in pattern.finditer(text):
            start, end = match.span()
            if kind == "name":
                start = _without_opener(text, start, end)
            end -= text[start:end].endswith(" ")
            if end - start > 2 and all(end <= gap.start or start >= gap.end for gap in found):
                found.append(Gap(start, end, kind))
    return found


def cloze_questions(passages: Sequence[Passage], count: int, seed: int) -> list[Example]:
    """`count` questions about `passages`."""
    dice = random.Random(seed)
    found: list[Example] = []
    while len(found) < count:
        example = _about(dice.choice(passages), passages, dice)
        if example:
            found.append(example)
    return found


def _about(passage: Passage, passages: Sequence[Passage], dice: random.Random) -> Example | None:
    heading, text = passage.heading, passage.text
    start, end = dice.choice(passage.sentences) if passage.sentences else (0, 0)
    known = gaps(text[start:end])
    if not known:
        return None
    gap = dice.choices(known, [0.35 if gap.kind == "thing" else 1 for gap in known])[0]
    question = asked(text[start:end], gap, dice)
    if not question:
        return None
    sort = dice.random()
    if sort < _TRUE:
        return Example(question, heading, text, ((start + gap.start, start + gap.end),))
    if sort < _TRUE + _ELSEWHERE:
        other = dice.choice(passages)
        answer = text[start + gap.start : start + gap.end].casefold()
        return None if answer in other.text.casefold() else Example(question, other.heading, other.text)
    changed = swapped(question, text, dice)
    return Example(changed, heading, text) if changed else None


def swapped(question: str, text: str, dice: random.Random) -> str:
    """`question` with another name, date or number of `text` for one of its own; empty if it has none."""
    own = [gap for gap in gaps(question) if gap.kind != "thing"]
    if not own:
        return ""
    gap = dice.choice(own)
    said = question[gap.start : gap.end]
    others = [text[other.start : other.end] for other in gaps(text) if other.kind == gap.kind]
    others = [other for other in others if other != said]
    return f"{question[: gap.start]}{dice.choice(others)}{question[gap.end :]}" if others else ""


def asked(sentence: str, gap: Gap, dice: random.Random) -> str:
    """A question for the `gap` in `sentence`, made of the clause around it; empty where that is too short."""
    left, right = _clause(sentence, gap)
    if not 4 <= len(f"{left} {right}".split()) <= 28:
        return ""
    preposition = _PREPOSITION.search(left)
    kind = gap.kind
    if kind == "name" and preposition and preposition[1] in ("in", "at", "near", "from"):
        kind = "place"
    if preposition and (kind == "date" or (kind == "place" and preposition[1] != "from")):
        left = left[: preposition.start()]
    noise = dice.choice((0, 0, 0.1, 0.2))
    left, right = _noisy(left, noise, dice), _noisy(right, noise, dice)
    if left.split(" ", 1)[0] in _OPENERS:
        left = left[:1].lower() + left[1:]
    helper = dice.choice(_HELPERS) if left else ""
    if left and dice.random() < 0.25:
        left, right = right, left
    text = " ".join(f"{_question_word(sentence, gap, kind, dice)} {helper} {left} {right}".split())
    if dice.random() < 0.1:
        text = text.lower()
    return f"{text}?" if len(text.split()) >= 4 else ""


def _question_word(sentence: str, gap: Gap, kind: str, dice: random.Random) -> str:
    *_, last = sentence[gap.start : gap.end].split()
    counted = kind == "number" and last.isalpha() and last not in ("million", "billion", "percent")
    return f"How many {last}" if counted else dice.choice(_ASKS[kind])


def _clause(sentence: str, gap: Gap) -> tuple[str, str]:
    """What stands before and behind the gap in its clause, or in so many clauses as give five words."""
    before, behind = _CLAUSE.split(sentence[: gap.start]), _CLAUSE.split(sentence[gap.end :])
    left = right = ""
    for count in range(1, 5):
        left, right = " ".join(before[-count:]), " ".join(behind[:count])
        if len(f"{left} {right}".split()) >= 5:
            break
    return left.strip(), right.strip(" .;:")


def _noisy(text: str, share: float, dice: random.Random) -> str:
    """`text` without `share` of its words, some neighbours exchanged."""
    kept = [word for word in text.split() if dice.random() >= share]
    for place in range(len(kept) - 1):
        if dice.random() < 0.3 * share:
            kept[place : place + 2] = kept[place + 1], kept[place]
    return " ".join(kept)


def _without_opener(text: str, start: int, end: int) -> int:
    first, _, rest = text[start:end].partition(" ")
    return (start + len(first) + 1 if rest else end) if first in _OPENERS else start
