"""Faults that a harness is shown to find: each makes something not quite safe, as a slip of ours would."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from index.local import connecting, database, generation, writing
from qa import feedback, uploads

_SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT max(i) FROM n"
)


def plant(name: str) -> tuple[str, ...]:
    """Make the fault `name`; gives the kinds of work that it spoils."""
    return {"publish": _publish, "upload": _upload, "feedback": _feedback}[name]()


def unsummed() -> None:
    """Search files are opened unseen."""
    generation.check_sums = lambda *_: frozenset()  # type: ignore[attr-defined]


def unread() -> None:
    """Articles are quoted unseen."""
    database.is_intact = lambda *_: True  # type: ignore[attr-defined]


def unweighed() -> None:
    """Vectors, tokens and the places of chunks are ranked by unseen."""

    class Whatever:
        def __ne__(self, other: object) -> bool:
            return False

    for name in ("data_sum", "chunk_sum"):
        setattr(database, name, lambda *_: Whatever())


def _publish() -> tuple[str, ...]:
    """Articles are published before their chunks, not together."""
    articles, chunks = writing.PUBLISH.split("INSERT INTO chunk", 1)
    writing.PUBLISH = f"{articles}{_SLOW};INSERT INTO chunk{chunks}"
    true = connecting.transaction

    @contextmanager
    def none(connection: Any, kind: str = "DEFERRED") -> Iterator[None]:
        with nullcontext() if kind == "IMMEDIATE" else true(connection, kind):
            yield

    connecting.transaction = none
    return ("sync",)


def _upload() -> tuple[str, ...]:
    """An upload is written to the place where it is read."""

    def slowly(path: Path, place: Path) -> None:
        text = path.read_bytes()
        with place.open("wb") as file:
            for start in range(0, len(text), 1000):
                file.write(text[start : start + 1000])
                file.flush()
                time.sleep(0.002)

    uploads._move = slowly
    return ("upload",)


def _feedback() -> tuple[str, ...]:
    """Feedback is acknowledged while it waits to be written."""
    true, waiting = feedback.keep, []

    def later(*said: Any) -> None:
        waiting.append(said)
        if len(waiting) == 10:
            for each in waiting:
                true(*each)
            waiting.clear()

    feedback.keep = later  # type: ignore[assignment]
    return ("feedback",)
