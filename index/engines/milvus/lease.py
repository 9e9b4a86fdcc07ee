"""One writer at a time: a row that says who writes, and until when that is so.

The writer renews it while it is at work; one that was killed has it until it runs out. A file of Milvus Lite
belongs to one process at a time, so there what another process left behind counts for nothing.
"""

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from corpus.errors import FootnoteError, LibraryBusy
from index.engines.milvus.client import RECORDS, MilvusClient
from index.engines.milvus.place import Place
from index.engines.milvus.rows import FOREVER, record_rows

_LASTS, _RENEWED = 60.0, 15.0
_KIND, _ID = "lease", "lease/writer/0"
# Two that begin at the same moment both find nobody; whose row is there after so long is the writer.
_SETTLES, _SETTLES_LITE = 0.5, 0.02
_PROCESS = uuid.uuid4().hex
_writing: set[str] = set()
"""The tokens of this process's writers; one that lost its server leaves a row that names none of them."""


@dataclass(frozen=True, slots=True)
class _Held:
    token: str
    process: str
    holder: str
    until: float


class Lease:
    """The right to write, which `holding` gives."""

    def __init__(self, client: MilvusClient, place: Place) -> None:
        self._client, self._place = client, place
        self._token = uuid.uuid4().hex
        self._process = f"{_PROCESS}.{os.getpid()}"  # a fork has the first in common
        since = datetime.now().isoformat(" ", "seconds")
        self._holder = f"process {os.getpid()} on {socket.gethostname()} since {since}"
        self._ended = threading.Event()

    def check(self) -> None:
        """`LibraryBusy` unless this is still the writer."""
        held = self._read()
        if held is None or held.token != self._token:
            by = held.holder if held else "another process"
            raise LibraryBusy(
                f"{self._place.shown} was taken over by {by}, since this process didn't answer for "
                f"{_LASTS:.0f} s: sync again when it has ended"
            )

    def take(self) -> None:
        """Become the writer; `LibraryBusy` names the one that is."""
        _writing.add(self._token)
        self._refuse(self._read())
        self._write()
        time.sleep(_SETTLES if self._place.lite is None else _SETTLES_LITE)
        self._refuse(self._read())

    def renew(self) -> None:
        """Stay the writer until `end`."""
        while not self._ended.wait(_RENEWED):
            with suppress(FootnoteError):  # the writer itself meets it, and says so
                self.check()
                if not self._ended.is_set():
                    self._write()

    def end(self) -> None:
        """Renew no more."""
        self._ended.set()
        _writing.discard(self._token)

    def leave(self) -> None:
        """Let others write."""
        if self._client.lost:
            return
        with suppress(FootnoteError):  # it runs out by itself
            self.check()
            self._client.delete(RECORDS, f"id == '{_ID}'")

    def _refuse(self, held: _Held | None) -> None:
        if held is None or held.token == self._token or held.until < time.time():
            return
        if held.token not in _writing and (self._place.lite is not None or held.process == self._process):
            return
        raise LibraryBusy(
            f"{self._place.shown} is being written by {held.holder}: wait for it to end; one that was "
            f"killed lets go after {_LASTS:.0f} s"
        )

    def _read(self) -> _Held | None:
        rows = self._client.read(RECORDS, "id", [_ID], ["content"], f"died == {FOREVER}")
        return _Held(*json.loads(rows[0]["content"])) if rows else None

    def _write(self) -> None:
        kept = json.dumps([self._token, self._process, self._holder, time.time() + _LASTS])
        self._client.insert(RECORDS, record_rows(_KIND, _KIND, "writer", 0, kept))


@contextmanager
def holding(client: MilvusClient, place: Place) -> Iterator[Lease]:
    """Be the one writer of the library at `place`; `LibraryBusy` names another that is."""
    lease = Lease(client, place)
    renewing = threading.Thread(target=lease.renew, name="footnote-lease", daemon=True)
    try:
        lease.take()
        renewing.start()
        yield lease
    finally:
        lease.end()
        if renewing.is_alive():
            renewing.join(timeout=1)
            lease.leave()
