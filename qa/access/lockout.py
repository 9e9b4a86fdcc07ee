"""Who has guessed wrongly too often waits, and longer each time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]

FIRST, LONGEST = 30.0, 900.0
"""Seconds of the first wait, which doubles with each further failure, and of the longest."""

_FORGOTTEN = 3_600.0
_MOST = 10_000


@dataclass(slots=True)
class _Record:
    failures: int = 0
    running: int = 0
    until: float = 0.0
    last: float = 0.0


class Lockout:
    """Counts failures by whoever made them; from `limit` failures on each brings a wait.

    What is being tried counts until it is known to be right, so that many tries at once are no way round. At
    most 10,000 are remembered, those heard of last, and none longer than an hour.
    """

    def __init__(self, limit: int, clock: Clock = time.monotonic) -> None:
        self._limit, self._clock = limit, clock
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._records)

    def wait(self, who: str) -> float:
        """The seconds until `who` may try again, 0 for at once."""
        record = self._records.get(who)
        now = self._clock()
        if record is None or (record.last + _FORGOTTEN < now and not record.running):
            self._records.pop(who, None)
            return 0.0
        if record.until > now:
            return record.until - now
        # After a wait is over one try is let through, not as many as before.
        allowed = max(1, self._limit - record.failures)
        return 1.0 if record.running >= allowed else 0.0

    def begin(self, who: str) -> None:
        """Note that `who` tries now."""
        record = self._records.setdefault(who, _Record())
        record.running += 1
        record.last = self._clock()
        self._records.move_to_end(who)
        while len(self._records) > _MOST:
            self._records.popitem(last=False)

    def end(self, who: str, *, failed: bool) -> None:
        """Note how what `who` began has ended."""
        record = self._records.get(who)
        if record is None:  # so many others have come in between
            return
        record.running = max(0, record.running - 1)
        if failed:
            record.failures += 1
            over = record.failures - self._limit
            if over >= 0:
                record.until = self._clock() + min(LONGEST, FIRST * 2 ** min(over, 10))

    def forgive(self, who: str) -> None:
        """Forget the failures of `who`."""
        record = self._records.get(who)
        if record:
            record.failures, record.until = 0, 0.0
