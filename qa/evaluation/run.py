"""A run: how each question of a data set fared, on disk as one line a question."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import InputError

VERSION = 1
_START = b'{"footnote_run": '


@dataclass(frozen=True, slots=True)
class About:
    """What was searched and how: enough to do it again. `k` is how many passages a search gives.

    Where answers were asked for, `reader` wrote them, as if on the day `today`; below `threshold` was none.
    """

    data: str
    mode: str
    k: int = 10
    library: str = ""
    encoder: str = ""
    version: str = ""
    date: str = ""
    reader: str = ""
    threshold: float = 0.0
    today: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage that was found, best first."""

    chunk_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: what was said, how sure it was, and how it turned out.

    `sentences` are the best three and `gold` the texts that are right. `answerable` and `right` are None
    where that isn't known; where it abstained, `right` tells of the best sentence. `held` is whether the
    passages found hold an answer. `seconds` went by until the answer was whole, `first_seconds` until its
    first words.
    """

    text: str
    short: str
    sentences: tuple[str, ...]
    gold: tuple[str, ...]
    confidence: float
    abstained: bool
    answerable: bool | None
    held: bool
    right: bool | None
    seconds: float
    first_seconds: float


@dataclass(frozen=True, slots=True)
class Judged:
    """One question, its measures by name, what was found for it, and what was told where it was answered."""

    query_id: str
    question: str
    question_type: str
    measures: Mapping[str, float]
    hits: tuple[Ranked, ...]
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """All questions of one evaluation."""

    about: About
    questions: tuple[Judged, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the measures that any question has, in the order they were taken."""
        return tuple(dict.fromkeys(name for judged in self.questions for name in judged.measures))

    @property
    def question_types(self) -> tuple[str, ...]:
        """The types of its questions, sorted; an empty one where a question has none."""
        return tuple(sorted({judged.question_type for judged in self.questions}))


def write_run(run: Run, path: Path) -> None:
    """Write `run` to `path`: a line that says what was done, then a line a question."""
    lines = [json.dumps({"footnote_run": VERSION, **asdict(run.about)}, ensure_ascii=False)]
    for judged in run.questions:
        hits = [[hit.chunk_id, round(hit.score, 6)] for hit in judged.hits]
        lines.append(json.dumps({**asdict(judged), "hits": hits}, ensure_ascii=False))
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"the run can't be written to {path}: {error.strerror}") from error


def is_run(path: Path) -> bool:
    """Whether `path` is a file that `write_run` wrote."""
    if not path.is_file():
        return False
    with suppress(OSError), path.open("rb") as file:
        return file.readline(100).startswith(_START)
    return False


def read_run(path: Path) -> Run:
    """The run in the file at `path`; `InputError` where it holds none."""
    if not is_run(path):
        raise InputError(f"{path} holds no run: make one with: footnote eval DATA --out {path.name}")
    try:
        with path.open(encoding="utf-8") as file:
            about = json.loads(next(file))
            if about.pop("footnote_run") != VERSION:
                raise InputError(f"{path} was written by another version of Footnote: make the run again")
            return Run(About(**about), tuple(_judged(json.loads(line)) for line in file))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is damaged ({error}): make the run again") from error


def _judged(record: Any) -> Judged:  # what JSON gives; a field too many or too few is a TypeError
    hits = tuple(Ranked(*hit) for hit in record["hits"])
    told = record.get("told")
    return Judged(**{**record, "hits": hits, "told": _told(told) if told else None})


def _told(record: Any) -> Told:
    return Told(**{**record, "sentences": tuple(record["sentences"]), "gold": tuple(record["gold"])})
