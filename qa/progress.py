"""Progress in a terminal, of a sync or an evaluation: what, how fast, how long still."""

import sys
from types import TracebackType

from tqdm import tqdm

from index.sync import Progress

_UNITS = {"reading": "article", "embedding": "chunk", "searching": "question", "checking": "article"}
_UNITS |= {"salvaging": "row", "copying": "page", "storing": "chunk", "packing": "byte", "unpacking": "byte"}


class ProgressBar:
    """One bar a stage on stderr; on a terminal it moves, in a log it adds a line now and then."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: tqdm[None] | None = None

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def show(self, progress: Progress) -> None:
        """Move the bar of `progress.stage` to where it is."""
        if progress.stage != self._stage:
            self._end()
            self._stage = progress.stage
            self._bar = tqdm(
                desc=progress.stage,
                total=progress.total or None,
                unit=f" {_UNITS.get(progress.stage, 'item')}s",
                mininterval=0.2 if sys.stderr.isatty() else 10,
                file=sys.stderr,
            )
        if self._bar is not None:
            self._bar.update(progress.done - self._bar.n)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar = None
