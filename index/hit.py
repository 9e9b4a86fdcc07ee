"""What a search gives back, and what narrows it."""

from dataclasses import dataclass
from datetime import date
from typing import SupportsIndex, overload

from corpus.article import Article, Chunk
from corpus.errors import InputError
from corpus.visible import brief


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that matched: `rank` from 1, a higher `score` is better, `article` is without its text."""

    rank: int
    score: float
    chunk: Chunk
    article: Article


class Hits(list[Hit]):
    """What a search found, best first: a list like any other, which a notebook shows as passages.

    >>> Hits() == [], Hits()[:3]
    (True, [])
    """

    @overload
    def __getitem__(self, place: SupportsIndex) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> "Hits": ...
    def __getitem__(self, place: SupportsIndex | slice) -> "Hit | Hits":
        if isinstance(place, slice):
            return Hits(super().__getitem__(place))
        return super().__getitem__(place)

    def _repr_html_(self) -> str:
        from index.notebook import hits_html

        return hits_html(self)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles may match: any of `sources` (case aside), published from `since` to `until`.

    Dates are ISO, both ends included; an empty field means everything. An article without a date
    matches no filter that names one. `InputError` for a date that isn't one, or an empty range.
    """

    sources: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        for name, value in (("since", self.since), ("until", self.until)):
            if value:
                _check_date(name, value)
        if self.since and self.until and self.since > self.until:
            raise InputError(f"since {self.since} is later than until {self.until}: no date lies between")

    def __bool__(self) -> bool:
        return bool(self.sources or self.since or self.until)

    def matches(self, article: Article) -> bool:
        """Whether `article` passes: the definition that every store's own filtering must equal.

        >>> Filter(since="2021-06-01").matches(Article("a", "t", "x", published="2021-06-17"))
        True
        """
        if self.sources and article.source.casefold() not in {name.casefold() for name in self.sources}:
            return False
        if (self.since or self.until) and not article.published:
            return False
        return (not self.since or article.published >= self.since) and (
            not self.until or article.published <= self.until
        )


def _check_date(name: str, value: str) -> None:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return
    except ValueError:
        pass
    raise InputError(f"{name} {brief(value)} is not a date: write it as YYYY-MM-DD, for example 2021-06-17")
