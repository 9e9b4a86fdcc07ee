"""The parts of a tantivy index: runs of chunks, each with segments of its own.

A change writes the parts anew that it touches and keeps the files of all others. A part has at most 4,096
chunks, or a thirty-second of the library where that is more, so that one changed article costs a moment
also where building the whole index takes minutes.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from os import link
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.local.sparse import Row, files_of, write_list, write_segments

_LIST = "parts.json"
_SMALLEST, _MOST = 4096, 32

Numbers = NDArray[np.int64]
ReadRows = Callable[[int, int], Iterable[Row]]
"""Gives the rows of the chunks from one number to another, both included."""


@dataclass(frozen=True, slots=True)
class Part:
    """The `count` chunks from number `first` to `last`, and tantivy's list of their segments."""

    first: int
    last: int
    count: int
    segments: Sequence[Any] = ()


def write_parts(folder: Path, numbers: Numbers, read: ReadRows, previous: Path | None = None) -> None:
    """Write an index of the chunks of these `numbers`, in ascending order, into `folder`.

    Parts of the index in `previous` serve where they hold the same chunks.
    """
    folder.mkdir(parents=True)
    parts = []
    for place, part in enumerate(planned(numbers, known_parts(previous) if previous else [])):
        if previous and part.segments:
            for segment in part.segments:
                for file in files_of(previous, segment):
                    _link(file, folder / file.name)
            parts.append(part)
            continue
        aside = folder / f"part{place}"
        segments = write_segments(aside, read(part.first, part.last))
        for segment in segments:
            for file in files_of(aside, segment):
                file.rename(folder / file.name)
        shutil.rmtree(aside)
        parts.append(Part(part.first, part.last, part.count, segments))
    write_list(folder, [segment for part in parts for segment in part.segments])
    (folder / _LIST).write_text(json.dumps([asdict(part) for part in parts]))


def planned(numbers: Numbers, known: Sequence[Part]) -> list[Part]:
    """The parts of an index of `numbers`: those of `known` that fit, and others, which have no segments yet.

    A part serves as long as it lost no chunk; one that is less than half full is made anew together with a
    neighbour that has to be made.

    >>> planned(np.arange(1, 21), [Part(1, 10, 10, ["s"])])
    [Part(first=1, last=20, count=20, segments=())]
    """
    most = max(_SMALLEST, 1 << (len(numbers) // _MOST).bit_length())
    fits = [part for part in known if most >= part.count == _count(numbers, part.first, part.last) > 0]
    found: list[Part] = []
    for part in (*fits, None):
        begin = int(np.searchsorted(numbers, found[-1].last, side="right")) if found else 0
        end = int(np.searchsorted(numbers, part.first)) if part else len(numbers)
        found += _cut(numbers[begin:end], most) if begin < end else []
        found += [part] if part else []
    small = [_merged(found, place, most) for place in range(len(found))]
    again: list[Part] = []
    for anew, group in groupby(zip(found, small, strict=True), key=lambda pair: pair[1]):
        parts = [part for part, _ in group]
        if anew:
            run = numbers[np.searchsorted(numbers, parts[0].first) :][: sum(part.count for part in parts)]
            parts = _cut(run, most)
        again += parts
    return again


def known_parts(folder: Path) -> list[Part]:
    """The parts of the index in `folder`; none where its list can't be read."""
    try:
        return [Part(**part) for part in json.loads((folder / _LIST).read_text())]
    except (OSError, ValueError, TypeError):
        return []


def _merged(parts: Sequence[Part], place: int, most: int) -> bool:
    """Whether a part is made anew: it has no segments, or is small and beside one that has none."""
    beside = [parts[other] for other in (place - 1, place + 1) if 0 <= other < len(parts)]
    part = parts[place]
    return not part.segments or (2 * part.count < most and any(not other.segments for other in beside))


def _cut(numbers: Numbers, most: int) -> list[Part]:
    runs = np.array_split(numbers, -(-len(numbers) // most))
    return [Part(int(run[0]), int(run[-1]), len(run)) for run in runs]


def _count(numbers: Numbers, first: int, last: int) -> int:
    begin, end = np.searchsorted(numbers, first), np.searchsorted(numbers, last, side="right")
    return int(end - begin)


def _link(source: Path, target: Path) -> None:
    """Have the file `source` also at `target`; a segment's files never change, so a hard link serves."""
    try:
        link(source, target)
    except OSError:
        shutil.copy2(source, target)
