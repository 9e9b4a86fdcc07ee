"""Reading evaluation data: each record knows where it stands, so that a complaint can say it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InputError
from corpus.loaders.lines import lines
from corpus.loaders.text import clean
from corpus.loaders.unreadable import Unreadable

_LONGEST_LINE = 100_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object and its place, such as `questions.jsonl:3`; its texts are cleaned as articles' are."""

    place: str
    fields: Mapping[str, object]

    def text(self, name: str, *, blank: bool = False) -> str:
        """The field `name` as text, a number too; `InputError` where it is missing, or `blank` unallowed."""
        value = self.fields.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and (blank or value.strip()):
            return clean(value)
        if name in self.fields:
            raise self.wrong(name, "a text" if blank else "a text that isn't empty")
        there = ", ".join(list(self.fields)[:8]) or "none"
        raise InputError(f"{self.place}: the field {name} is missing (fields there: {there}): add it")

    def text_or_nothing(self, name: str) -> str:
        """The field `name` as text, empty where it is missing, null or blank."""
        return "" if self.fields.get(name) in (None, "") else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """The field `name` as texts: a list of them, or one alone; none where it is missing or null."""
        value = self.fields.get(name)
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(item, str) for item in values):
            return tuple(clean(item) for item in values if item.strip())
        raise self.wrong(name, "a list of texts")

    def list(self, name: str, inside: str) -> Iterator["Record"]:
        """The objects in the list `name`, their places counted from 1 as `inside`."""
        value = self.fields.get(name)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(name, "a list of objects")
        return (Record(f"{self.place}, {inside} {n}", item) for n, item in enumerate(value, 1))

    def wrong(self, name: str, expected: str) -> InputError:
        """The complaint that the field `name` is not what is `expected`."""
        shown = json.dumps(self.fields.get(name), ensure_ascii=False)
        shown = shown if len(shown) <= 40 else f"{shown[:40]}…"
        return InputError(f"{self.place}: {name} is {shown}: it must be {expected}")


def read_records(path: Path) -> Iterator[Record]:
    """The objects of a file of one JSON object a line, compressed or not; `InputError` for what isn't one."""
    try:
        for number, line in enumerate(lines(path, _LONGEST_LINE), start=1):
            if isinstance(line, Unreadable):
                raise InputError(f"{path}:{number}: {line.reason}")
            if line.strip():
                yield Record(f"{path}:{number}", _object(line, f"{path}:{number}"))
    except Unreadable as error:
        raise InputError(f"{path}: {error.reason}") from error
    except OSError as error:
        raise unopened(path, error) from error


def _object(line: str, place: str) -> Mapping[str, object]:
    try:
        value: object = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not valid JSON ({error}): each line must be one JSON object") from error
    if not isinstance(value, dict):
        raise InputError(
            f"{place}: {line.strip()[:40]!r} is not an object: each line must be one JSON object"
        )
    return value


def unopened(path: Path, error: OSError) -> InputError:
    """What to raise where `path` can't be opened, because of `error`."""
    return InputError(f"{path} can't be opened ({error.strerror}): give a file that can be read")
