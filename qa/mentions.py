"""Who and what a text mentions: the people, places, times and names that a later "she" or "it" may mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PARTICLES = "of|de|van|von|bin|al|the"
_CAPITAL = r"[^\W\d_a-z]\w*(?:[-'’]\w+)*"
_NAME = re.compile(rf"(?:[A-Z]\.){{2,}}|{_CAPITAL}(?: (?:(?:{_PARTICLES}) )?{_CAPITAL})*")
_OPENERS = """
    a all also although an and any anyway are as at because before but by can could did do does during even few for
    from had has have he her his how i if in is it its just last many may meanwhile most my no not now of on once
    one or other our please several she should since so some still tell than that the their then there these they
    this those though to two under until was we were what when where whether which while who whom whose why will
    with would yes yesterday you your after about experts officials analysts according despite both earlier later
    """
_TITLES = """
    president mr mrs ms miss dr sir lord lady minister chairman chairwoman leader secretary general envoy
    ambassador premier chancellor senator representative professor prime foreign vice deputy king queen prince
    princess advisor adviser spokesman spokeswoman spokesperson director researcher analyst sister brother wife
    husband father mother son daughter marshal official diplomat negotiator pope judge doctor captain supreme
    """
_BODIES = """
    north south east west united states republic kingdom union nations party committee corp corporation company
    council ministry department university institute agency organization organisation administration customs
    congress parliament house office bank court association group assembly army navy force forces treaty summit
    agreement declaration act war cup games olympics olympic river sea island islands ocean lake mount mountain
    city province county street bureau service press news times post dynasty empire zone line games world
    """
_DAYS = """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday
    """
_NATIONS = re.compile(r"^(?:\w+(?:ese|ean|ian|ish|can)|US|UN|EU|UK|U\.\S*|Dutch|French|Greek|Thai|German)s?$")
OPENERS, TITLES = frozenset(_OPENERS.split()), frozenset(_TITLES.split())
BODIES, DAYS = frozenset(_BODIES.split()), frozenset(_DAYS.split())

_SPEECH = re.compile(
    r"^,? (?:said|says|told|called|added|warned|announced|wrote|argued|noted|urged|who|met|travel|was born)\b"
)
_SPOKEN = re.compile(
    r"\b(?:said|says|told|asked|called|according to|by|met|meet|meets|meeting|did|does|was|is|has)$"
)
_INTO = re.compile(
    r"\b(?:in|at|near|into|inside|outside|around|to|from|across|within|visit(?:ed)?)(?: the)?$"
)
_FEMALE = re.compile(
    r"\b(?:sister|wife|mother|daughter|ms|mrs|miss|queen|princess|lady|\w+woman)[\w ’']*,?$", re.I
)
_MALE = re.compile(r"\b(?:brother|husband|father|son|mr|king|prince|sir|lord|\w+[^o]man)[\w ’']*,?$", re.I)
_TIME = re.compile(
    r"\b(?:(?:in|on|since|by|during|before|after|until) )?(?:(?:early|late|mid) )?"
    r"(?:(?:the )?\d{1,2} )?(?:(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)(?: \d{1,2}\b(?!\d))?,? ?)?(?:(?:1\d|20)\d\d)\b"
    r"|\b(?:in|on|since|by|during|before|after|until) (?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)(?: \d{1,2})?\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: where it stands, and whether it looks like a person's or a place's.

    `gender` is "she" or "he" where the words before the name tell, else empty.
    """

    name: str
    start: int
    end: int
    person: bool
    place: bool
    gender: str


@lru_cache(maxsize=512)
def mentions(text: str) -> tuple[Mention, ...]:
    """The names in `text`, in order.

    >>> [(m.name, m.person) for m in mentions("Where did President Joe Biden meet South Korea's Moon?")]
    [('Joe Biden', True), ('South Korea', False), ('Moon', True)]
    """
    return tuple(_mention(text, start, end) for start, end in _spans(text))


def times(text: str) -> Sequence[tuple[int, int]]:
    """Where `text` names a year or a month, with the preposition before it.

    >>> text = "Who won in June 2018?"; [text[a:b] for a, b in times(text)]
    ['in June 2018']
    """
    return [match.span() for match in _TIME.finditer(text)]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for match in _NAME.finditer(text):
        start, end = match.span()
        for part in re.finditer(r"\S+", text[start:end]):
            word = re.sub(r"['’]s?$", "", part.group()).lower().strip(".")
            if word not in OPENERS | TITLES | DAYS:
                start += part.start()
                break
        else:
            continue
        end = start + len(re.sub(r"(?:['’]s?)$", "", text[start:end]))
        if end - start > 1:
            yield start, end


def _mention(text: str, start: int, end: int) -> Mention:
    name, before, after = text[start:end], text[:start].rstrip(), text[end:]
    parts = name.split()
    titled = bool(before) and before.split()[-1].strip('“"(,').lower().rstrip(".") in TITLES
    body = any(part.lower() in BODIES for part in parts) or bool(_NATIONS.match(parts[0]))
    acronym = len(parts) == 1 and (name.isupper() or "." in name)
    spoken = bool(_SPEECH.match(after) or _SPOKEN.search(before))
    place = bool(_INTO.search(before)) and not titled
    person = not body and not acronym and (titled or len(parts) in (2, 3) or (spoken and not place))
    person = person or (len(parts) == 1 and not body and not acronym and not place and not _country(name))
    gender = "she" if _FEMALE.search(before[-40:]) else "he" if _MALE.search(before[-40:]) else ""
    return Mention(name, start, end, person, place or (not person and _country(name)), gender)


def _country(name: str) -> bool:
    """Whether a single name has the shape of many countries and capitals."""
    return bool(
        re.search(r"(?:land|stan|ia|[^s]ina|yang|oul|ing|apore|noi|ssia|pan|rea|ington|tnam|US|UN)$", name)
    )
