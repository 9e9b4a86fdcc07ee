"""When a name is covered by others: `Kim` by `Kim Jong Un`, `Chinese` by `China`, `WHO` by its words."""

from collections.abc import Iterable

# Each line: what stands for one state when it acts or speaks.
_REALMS = tuple(
    frozenset(tuple(name.split("_")) for name in line.split())
    for line in (
        "us america american americans washington white_house",
        "north_korea north_korean north_koreans pyongyang",
        "south_korea south_korean south_koreans seoul",
        "china chinese beijing",
        "russia russian russians moscow kremlin",
        "japan japanese tokyo",
        "uk britain british london",
        "france french paris",
        "germany german germans berlin",
        "india indian indians delhi new_delhi",
        "iran iranian iranians tehran",
        "israel israeli israelis jerusalem",
        "ukraine ukrainian ukrainians kyiv",
        "turkey turkish ankara",
        "spain spanish madrid",
        "italy italian italians rome",
        "eu brussels",
    )
)
_LAND = ("", "a", "e", "y")
_PEOPLE = ("n", "an", "ns", "ans", "ian", "ians", "ese", "ish", "i", "is", "s")


def covered(name: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> bool:
    """Whether one of `others` is `name` or holds it; all in lower case.

    >>> covered(("kim",), [("kim", "jong", "un")]), covered(("kim", "yo", "jong"), [("kim", "jong", "un")])
    (True, False)
    """
    return any(_within(name, other) for other in others)


def same_realm(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names can stand for one state, as its capital does for its government.

    >>> same_realm(("washington",), ("us",)), same_realm(("washington",), ("seoul",))
    (True, False)
    """
    return any(one in realm and other in realm for realm in _REALMS)


def _within(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    runs = (other[at : at + len(name)] for at in range(len(other) - len(name) + 1))
    if any(all(map(_same, name, run)) for run in runs):
        return True
    return _initials(name, other) or _initials(other, name)


def _initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return len(short) == 1 and len(long) > 2 and short[0] == "".join(word[0] for word in long)


def _same(one: str, other: str) -> bool:
    """Whether two words are forms of one name: `Korea` and `Korean`, `China` and `Chinese`."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    shared = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return shared >= 4 and short[shared:] in _LAND and long[shared:] in _PEOPLE
