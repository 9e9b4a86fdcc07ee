"""Names as the article itself uses them: what is a name, whose it is, and how it is written in full."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from qa.mentions import BODIES, DAYS, OPENERS, TITLES

_ROLES = """
    ceo founder co-founder cofounder coach manager striker midfielder defender goalkeeper quarterback
    actor actress singer rapper writer author journalist reporter editor lawyer attorney prosecutor
    congressman congresswoman chief officer executive host player scientist billionaire mogul artist
    guitarist comedian owner captain governor mayor star drummer composer painter poet novelist
    historian engineer economist chairperson linebacker pitcher astronomer chemist physicist biologist
    explorer inventor architect philosopher surgeon pilot astronaut sculptor
"""
_GIVEN = """
    aaron adam alan albert alex alexander alexandra alice amanda amy andrea andrew angela anna anne
    anthony antony barack barbara benjamin bernard bill bob brad brandon brian bruce bryan carl carlos
    carol caroline catherine charles charlotte chris christian christina christopher claire craig daniel
    david dennis diana diane donald donna doug douglas dylan edward elizabeth ellen elon emily emma eric
    erik evan frank fred gary george gerald grace greg hannah harry heather helen henry hillary howard
    ian isaac jack jacob jake james jamie jane janet jared jason jean jeff jeffrey jennifer jeremy
    jerome jessica jim jimmy joan joe joel john jonathan joseph josh joshua juan julia julian julie
    justin karen karl kate katherine keith kelly kenneth kevin kyle larry laura lauren leonardo linda
    lisa louis lucas luke marc marcus margaret maria marie mario martin mary matt matthew melissa
    michael michelle miguel mike mitch nancy naomi nathan neil nicholas nick nicole nikki noah oliver
    olivia oscar patrick paul peter phil philip rachel ralph raymond rebecca richard rick robert roger
    ron ronald rosa ruth ryan sam samantha samuel sandra sarah scott sean sergei sharon simon sophia
    sophie stephanie stephen steve steven stuart susan taylor ted theodore thomas tim timothy tom tony
    travis tyler victor victoria vladimir walter wayne william zach zachary
"""
_NO_ROLES = frozenset(("foreign", "vice", "deputy", "prime", "supreme", "general"))
_CAPITAL = r"(?:[A-Z]\.|[A-Z][\w’'-]*)"
ROLES = frozenset(_ROLES.split()) | TITLES - _NO_ROLES
GIVEN = frozenset(_GIVEN.split())


@dataclass(frozen=True)
class Names:
    """What the text of one article tells of its names."""

    text: str

    @cached_property
    def _inside(self) -> frozenset[str]:
        """The words that stand with a capital inside a sentence."""
        return frozenset(re.findall(rf"(?<=[a-z0-9,] )({_CAPITAL}?)(?:['’]s)?(?=[\s,.;:)]|$)", self.text))

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(re.findall(r"\b[a-z][\w-]*", self.text))

    def known(self, word: str) -> bool:
        """Whether `word`, at the head of a sentence, has its capital because it is a name."""
        bare = re.sub(r"['’]s?$", "", word)
        return bare in self._inside and bare.lower() not in self._small | OPENERS | DAYS

    def common(self, word: str) -> bool:
        """Whether `word`, at the head of a sentence, is written small elsewhere."""
        return word.lower() in self._small and word not in self._inside

    def is_person(self, name: str) -> bool:
        """Whether the article shows that `name`, in full, is a person's."""
        parts = name.split()
        if not 2 <= len(parts) <= 4 or any(part.lower() in BODIES or not _own(part) for part in parts):
            return False
        return parts[0].lower() in GIVEN or bool(_evidence(name).search(self.text))

    def in_full(self, surname: str) -> str:
        """The one person's name in the article that ends in `surname`; `surname` where none or several do."""
        found = re.findall(rf"\b((?:{_CAPITAL} ){{1,2}}){re.escape(surname)}\b", self.text)
        full = {" ".join((*_untitled(before.split()), surname)) for before in found}
        persons = {name for name in full if self.is_person(name)}
        return persons.pop() if len(persons) == 1 else surname


def _own(part: str) -> bool:
    """Whether a word can be part of a person's name: a capital, and no owner's mark."""
    return part[0].isupper() and not part.endswith(("'s", "’s", "s'", "s’"))


def _untitled(words: list[str]) -> list[str]:
    first = max(
        (at + 1 for at, word in enumerate(words) if word.lower() in TITLES | ROLES | OPENERS), default=0
    )
    return words[first:]


@lru_cache(maxsize=512)
def _evidence(name: str) -> re.Pattern[str]:
    """A role before the name or behind it, or an age."""
    role = rf"(?:{'|'.join(sorted(map(re.escape, ROLES)))})"
    named = re.escape(name)
    behind = rf"(?:a|an|the|its|their) (?:[\w’'-]+ ){{0,5}}{role}\b"
    return re.compile(rf"\b(?i:{role}) {named}\b|\b{named}, (?:\d\d,|{behind})")
