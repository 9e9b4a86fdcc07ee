"""Who and what a text mentions: the people, places, times and names that a later "she" or "it" may mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PARTICLES = "of|de|van|von|bin|al|the"
_CAPITAL = r"[^\W\d_a-z]\w*(?:[-'’]\w+)*(?:(?<=s)['’](?= [A-Z]))?"
_NAME = re.compile(rf"(?:[A-Z]\.){{2,}}|{_CAPITAL}(?: (?:(?:{_PARTICLES}) )?{_CAPITAL})*")
_OPENERS = """
    a all also although an and any anyway are as at because before but by can could did do does during
    even few for from had has have he her his how i if in is it its just last many may meanwhile most my
    no not now of on once one or other our please several she should since so some still tell than that
    the their then there these they this those though to two under until was we were what when where
    whether which while who whom whose why will with would yes yesterday you your after about experts
    officials analysts according despite both earlier later
    """
_TITLES = """
    president mr mrs ms miss dr sir lord lady minister chairman chairwoman leader secretary general
    envoy ambassador premier chancellor senator representative professor prime foreign vice deputy king
    queen prince princess advisor adviser spokesman spokeswoman spokesperson director researcher analyst
    sister brother wife husband father mother son daughter marshal official diplomat negotiator pope
    judge doctor captain supreme
    """
_BODIES = """
    north south east west united states republic kingdom union nations party committee corp corporation
    company council ministry department university institute agency organization organisation
    administration customs congress parliament house office bank court association group assembly army
    navy force forces treaty summit agreement declaration act war cup games olympics olympic river sea
    island islands ocean lake mount mountain city province county street bureau service press news times
    post dynasty empire zone line games world
    """
_DAYS = """
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday
    """
_NATIONS = re.compile(r"^(?:\w+(?:ese|ean|ian|ish|can)|US|UN|EU|UK|U\.\S*|Dutch|French|Greek|Thai|German)s?$")
OPENERS, TITLES = frozenset(_OPENERS.split()), frozenset(_TITLES.split())
BODIES, DAYS = frozenset(_BODIES.split()), frozenset(_DAYS.split())

_PLACE_SHAPE = re.compile(
    r"(?:land|stan|[^aeiou]ia|ina|yang|oul|jing|apore|anoi|ssia|apan|rea|ngton|tnam|kyo|US|UN|EU|UK)$"
)
_OWNER = re.compile(r"['’]s?$")
_MANY_OWN = re.compile(r"s['’]$")
_GIVEN = frozenset(("Son", "Dean", "Judge", "Prince", "King"))  # titles in small letters, names within one
# A plural that opens a sentence, as "Negotiators of both sides" does, is no name.
_PLURAL_OPENER = re.compile(r"[A-Z][a-z]{3,}s (?:from|of|are|were|have|had|in|on|who|and [a-z])")
_INTO = re.compile(
    r"\b(?:in|at|near|into|inside|outside|around|to|from|across|within|visit(?:ed)?)(?: the)?$"
)
_FEMALE = re.compile(r"\b(?:sister|wife|mother|daughter|ms|mrs|miss|queen|princess|lady|\w+woman),?$", re.I)
_MALE = re.compile(r"\b(?:brother|husband|father|son|mr|king|prince|sir|lord|\w+[^o]man),?$", re.I)
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_TIME = re.compile(
    r"\b(?:(?:in|on|since|by|during|before|after|until) )?(?:(?:early|late|mid) )?"
    rf"(?:(?:the )?\d{{1,2}} )?(?:{_MONTH}(?: \d{{1,2}}\b(?!\d))?,? ?)?(?:(?:1\d|20)\d\d)\b"
    rf"|\b(?:in|on|since|by|during|before|after|until) {_MONTH}(?: \d{{1,2}})?\b"
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


def is_nationality(name: str) -> bool:
    """Whether `name` ends as what is named after a country does, "American" or "South Korean"."""
    return bool(_NATIONS.match(name.rsplit(maxsplit=1)[-1]))


def times(text: str) -> Sequence[tuple[int, int]]:
    """Where `text` names a year or a month, with the preposition before it.

    >>> text = "Who won in June 2018?"; [text[a:b] for a, b in times(text)]
    ['in June 2018']
    """
    return [match.span() for match in _TIME.finditer(text)]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """The runs of capitalised words, without what opens a sentence, a title, or a day."""
    for match in _NAME.finditer(text):
        parts = list(re.finditer(r"\S+", match.group()))
        plain = [_OWNER.sub("", part.group()).lower().strip(".") for part in parts]
        owned = next((i for i in range(len(parts)) if _ends_name(parts, plain, i)), len(parts) - 1)
        first = max((i + 1 for i in range(len(parts)) if _is_title(parts, plain, i)), default=0)
        while first < len(parts) and plain[first] in OPENERS | DAYS:
            first += 1
        for one, last in ((first, max(owned, first)), (owned + 1, len(parts) - 1)):
            if one <= last < len(parts) and plain[one] not in OPENERS | DAYS:
                start = match.start() + parts[one].start()
                end = start + len(_OWNER.sub("", text[start : match.start() + parts[last].end()]))
                if end - start > 1 and not (_opens(text, start) and _PLURAL_OPENER.match(text, start)):
                    yield start, end


def _ends_name(parts: Sequence[re.Match[str]], plain: Sequence[str], place: int) -> bool:
    """Whether a name ends with the owner's mark there; it doesn't in "Workers' Party"."""
    if not _OWNER.search(parts[place].group()):
        return False
    body = place + 1 < len(parts) and plain[place + 1] in BODIES
    return not (body and _MANY_OWN.search(parts[place].group()))


def _is_title(parts: Sequence[re.Match[str]], plain: Sequence[str], place: int) -> bool:
    within = place > 0 and plain[place - 1] not in TITLES and parts[place].group() in _GIVEN
    return plain[place] in TITLES and not within


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins there."""
    return not text[:start].strip() or text[:start].rstrip()[-1] in '.!?“"'


def _mention(text: str, start: int, end: int) -> Mention:
    name, before = text[start:end], text[:start].rstrip()
    parts = name.split()
    titled = bool(before) and before.split()[-1].strip('“"(,').lower().rstrip(".") in TITLES
    body = any(part.lower() in BODIES for part in parts) or bool(_NATIONS.match(parts[0]))
    acronym = len(parts) == 1 and (name.isupper() or "." in name or bool(re.search(r"\d", name)))
    into = bool(_INTO.search(before)) and not titled and name not in ("North", "South", "East", "West")
    person = titled or not (body or acronym or _country(name) or (into and len(parts) == 1))
    gender = "she" if _FEMALE.search(before[-20:]) else "he" if _MALE.search(before[-20:]) else ""
    return Mention(name, start, end, person, not person and (into or _country(name)), gender)


def _country(name: str) -> bool:
    """Whether a single name has the shape of many countries and capitals."""
    return bool(_PLACE_SHAPE.search(name)) and " " not in name
