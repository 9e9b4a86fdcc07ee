"""What the cross-encoder is taught with: questions about passages, and passages to make questions of."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage; `spans` are the places in it that answer, none where it doesn't.

    `whole` tells that these are sentences that hold the answer, not its very words. `group` are the
    examples that are held out together. `sure` is how likely `spans` do answer.
    """

    question: str
    heading: str
    text: str
    spans: tuple[Span, ...] = ()
    whole: bool = False
    group: int = 0
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Gap:
    """What can be taken out of a text and asked for, and of what kind it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to ask about: what can be asked for in it, and its sentences.

    `group` is the fold that it is held out with, None where no question of the data sets is about it.
    """

    heading: str
    text: str
    gaps: tuple[Gap, ...]
    sentences: tuple[Span, ...]
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Lessons:
    """Labelled questions; for each the passages that don't answer it and what seems to answer it; texts."""

    questions: list[Example]
    elsewhere: list[list[Example]]
    plausible: list[tuple[Span, ...]]
    passages: list[Passage]


def write(known: Lessons, path: Path) -> None:
    """Keeps lessons as compressed JSON."""
    with gzip.open(path, "wt", encoding="utf-8") as out:
        json.dump(asdict(known), out)


def read(path: Path) -> Lessons:
    """What `write` kept."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        kept = json.load(lines)
    return Lessons(
        questions=[_example(one) for one in kept["questions"]],
        elsewhere=[[_example(one) for one in several] for several in kept["elsewhere"]],
        plausible=[_spans(spans) for spans in kept["plausible"]],
        passages=[_passage(one) for one in kept["passages"]],
    )


def _spans(stored: Any) -> tuple[Span, ...]:  # as JSON gives it
    return tuple((start, end) for start, end in stored)


def _example(stored: Any) -> Example:
    return Example(**(stored | {"spans": _spans(stored["spans"])}))


def _passage(stored: Any) -> Passage:
    found = tuple(Gap(**gap) for gap in stored["gaps"])
    return Passage(**(stored | {"gaps": found, "sentences": _spans(stored["sentences"])}))


def write_examples(examples: Sequence[Example], path: Path) -> None:
    """Keeps examples as compressed JSON."""
    with gzip.open(path, "wt", encoding="utf-8") as out:
        json.dump([asdict(example) for example in examples], out)


def read_examples(path: Path) -> list[Example]:
    """What `write_examples` kept."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_example(one) for one in json.load(lines)]
