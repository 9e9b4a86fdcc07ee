"""The kinds of question that a clause can be turned into, each by a rule over its shape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.mentions import TITLES
from qa.suggestions.clauses import TIME, Clause, past
from qa.suggestions.names import ROLES, Names
from qa.suggestions.phrases import BECAUSE, COUNTED, MONEY, NO_PLACE, PLACE, SHARE, WORK, kept, reads_well
from qa.suggestions.verbs import ALONE, BASES, COPULAS, SAYING, base_of_participle, is_verb


@dataclass(frozen=True, slots=True)
class Wording:
    """A question, of which kind it is, and the words of the sentence that answer it (empty: all of them)."""

    kind: str
    text: str
    reply: str = ""


_STAYING = """
    meet hold live die sign arrest shoot kill bury marry land crash speak build gather base locate arrive
    launch born detain attend stage host play work study stop celebrate perform graduate
"""
_PLACED = frozenset(_STAYING.split())
_PAYING = frozenset(("pay", "raise", "spend", "earn", "cost", "invest", "donate", "lose", "win", "receive"))
_MOVING = frozenset(("fall", "rise", "drop", "grow", "increase", "decline", "shrink", "jump", "surge"))
_BRINGING = frozenset(("launch", "release", "unveil", "introduce", "publish", "acquire", "buy", "open"))
_OWN = re.compile(r"\b(?:his|her|its|their)\b", re.I)
_HAVE = {"has": "does", "have": "do", "had": "did"}


def wordings(clause: Clause, names: Names) -> Iterator[Wording]:
    """The questions that `clause` answers, as far as they read well."""
    made = (
        *_why(clause),
        *_who(clause, names),
        *_how_many(clause),
        *_how_much(clause),
        *_when(clause),
        *_where(clause),
        *_what_did(clause),
        *_what_is(clause, names),
    )
    return (wording for wording in made if reads_well(wording.text))


def counted_subject(sentence: str) -> Iterator[Wording]:
    """How many, where the sentence begins with it: "More than 30 people died in Seoul."."""
    found = COUNTED.match(sentence)
    if found is None or not sentence.endswith("."):
        return
    verb, _, rest = sentence[found.end() : -1].strip().partition(" ")
    left = kept(rest)
    text = f"How many {found[2]} {verb} {left}?"
    if is_verb(verb) and re.search(r"[A-Z]", left) and not _OWN.search(left) and reads_well(text):
        yield Wording("how many", text, found[1])


def _asked(clause: Clause, left: str) -> str:
    """Auxiliary, subject, main verb and `left`, as they stand behind a question word; empty where unsure."""
    first, _, more = left.partition(" ")
    if any(map(is_verb, (left if past(clause) else more).split())):
        return ""
    participle = base_of_participle(first)
    if base := past(clause):
        return f"did {clause.subject} {base} {left}".strip()
    if clause.verb == "had" and participle:
        return f"did {clause.subject} {participle} {more}".strip()
    passive = clause.verb in ("was", "were") and participle
    return f"{clause.verb} {clause.subject} {left}" if passive or _to_come(clause, first) else ""


def _to_come(clause: Clause, first: str) -> bool:
    return clause.verb == "will" and first in BASES


def _told_alone(clause: Clause, left: str) -> bool:
    """Whether the verb with `left` behind it says enough to be asked about: more than "made a gesture"."""
    if re.fullmatch(r"(?:\w+ )?(?:a|an) \w+", left):
        return False
    return bool(left) or past(clause) in ALONE


def _base(clause: Clause) -> str:
    """The base form of the main verb, in a passive too."""
    return past(clause) or base_of_participle(clause.rest.partition(" ")[0])


def _why(clause: Clause) -> Iterator[Wording]:
    found = BECAUSE.search(f" {clause.rest}")
    if found is None or _base(clause) in SAYING:
        return
    before = " ".join(TIME.sub("", clause.rest[: max(found.start() - 1, 0)]).strip(" ,").split())
    whole = bool(before) and kept(before) == before and _told_alone(clause, before)
    if whole and (asked := _asked(clause, before)):
        yield Wording("why", f"Why {asked}?", clause.rest[found.end() - 1 :])


def _who(clause: Clause, names: Names) -> Iterator[Wording]:
    name = " ".join(_untitled(clause.subject.split()))
    left = kept(clause.rest)
    if len(left.split()) < 3 or not names.is_person(name) or _OWN.search(left) or _base(clause) in SAYING:
        return
    office = clause.verb in COPULAS and re.match(r"the .*\b(?:of|at|for|to) (?:the )?[A-Z]", left)
    passive = clause.verb in ("was", "were") and base_of_participle(left.partition(" ")[0])
    if (office or past(clause) or passive) and re.search(r"[A-Z]", TIME.sub("", left)):
        yield Wording("who", f"Who {clause.verb} {left}?", name)


def _untitled(words: list[str]) -> list[str]:
    titles = [at + 1 for at, w in enumerate(words[:-1]) if w.lower() in TITLES | ROLES or w[0].islower()]
    return words[max(titles, default=0) :]


def _when(clause: Clause) -> Iterator[Wording]:
    found = TIME.search(clause.rest)
    if _base(clause) in SAYING or bool(clause.time) == bool(found):
        return
    before = clause.rest[: found.start()].rstrip(" ") if found else clause.rest
    left = kept(before)
    aim = re.search(r"\bto ([a-z]+)\b", left)
    if (found and left != before) or (aim and aim[1] in BASES) or not _told_alone(clause, left):
        return
    if asked := _asked(clause, left):
        yield Wording("when", f"When {asked}?", found[0] if found else clause.time)


def _where(clause: Clause) -> Iterator[Wording]:
    found = PLACE.search(clause.rest)
    if found is None or _base(clause) not in _PLACED or NO_PLACE.search(found[1]):
        return
    before = TIME.sub("", clause.rest[: found.start()]).strip(" ,")
    if kept(before) == before and (asked := _asked(clause, before)):
        yield Wording("where", f"Where {asked}?", found[1])


def _how_many(clause: Clause) -> Iterator[Wording]:
    found = COUNTED.match(clause.rest)
    if found is None:
        return
    left = kept(clause.rest[found.end() :].strip())
    aux, base = _HAVE.get(clause.verb, "did"), "have" if clause.verb in _HAVE else past(clause)
    apart = r"(?:for|of|with|to|[A-Z])\b" if base == "have" else r"(?:of|[A-Z])\b"
    whole = left or base != "spend"
    if base and whole and base not in SAYING and not re.match(apart, left):
        text = f"How many {found[2]} {aux} {clause.subject} {base} {left}".strip()
        yield Wording("how many", f"{text}?", found[1])


def _how_much(clause: Clause) -> Iterator[Wording]:
    """How much money, and by how much something rose or fell."""
    base = past(clause)
    for word, pattern, verbs in (("How", MONEY, _PAYING), ("By how", SHARE, _MOVING)):
        found = pattern.match(clause.rest)
        if found and base in verbs:
            left = kept(clause.rest[found.end() :].strip())
            yield Wording(
                "how much", f"{word} much did {clause.subject} {base} {left}".strip() + "?", found[0]
            )


def _what_did(clause: Clause) -> Iterator[Wording]:
    """What somebody brought out, and when: "Sony released the PlayStation 5 in November 2020."."""
    base, found = past(clause), TIME.search(clause.rest)
    if base not in _BRINGING or not re.match(r"(?:the|a|an|its|[A-Z]\w+) ", clause.rest):
        return
    thing = kept(clause.rest[: found.start()].strip() if found else clause.rest)
    time = (found[0] if found else clause.time[:1].lower() + clause.time[1:]).rstrip(",")
    if time and thing and not re.fullmatch(r"(?:the|a|an|its) \w+", thing):
        yield Wording("what", f"What did {clause.subject} {base} {time}?", thing)


def _what_is(clause: Clause, names: Names) -> Iterator[Wording]:
    """What something is that isn't a person: "YNAB is a budgeting app for the whole family."."""
    words = clause.subject.removeprefix("the ").split()
    named = len(words) <= 4 and all(word[0].isupper() or word in ("of", "the") for word in words)
    if clause.verb != "is" or not named or not WORK.match(clause.rest) or len(kept(clause.rest).split()) < 4:
        return
    if names.in_full(words[-1]) == words[-1] and not names.is_person(" ".join(words)):
        yield Wording("what", f"What is {clause.subject}?")
