"""What a library is made of, kept in step in the background: its folders, and the files uploaded into it.

One sync at a time, in a thread of its own; questions are answered from the former state until it ends.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from corpus.article import Article, Failure
from corpus.errors import FootnoteError, InputError, LibraryBusy
from index.library import Library
from index.local.place import UPLOADS
from index.sync import Progress, SyncReport
from qa.uploads import Kept, Received, keep

_NOTHING = SyncReport()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the last sync ended: what changed, in articles, what couldn't be read, and what went wrong."""

    ended: str = ""
    report: SyncReport = _NOTHING
    problems: tuple[str, ...] = ()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Whether a sync is under way, how far it is, and how the last one ended.

    `edition` grows by one with every sync that ends. `progress` is None before the first word of a sync.
    """

    running: bool = False
    progress: Progress | None = None
    outcome: Outcome | None = None
    edition: int = 0


class Collection:
    """Brings a library in step with its folders and uploads; safe to use from many threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._keeping = threading.Lock()
        self._state = State()
        self._waiting: list[Path] = []
        self._thread: threading.Thread | None = None
        self._stopping = False

    @property
    def uploads(self) -> Path:
        """The folder of the uploaded files, in the library's own; it may not be there yet."""
        return self._library.store.path.resolve() / UPLOADS

    @property
    def max_bytes(self) -> int:
        """The most that a file may have."""
        return self._library.chunking.max_bytes

    def folders(self) -> list[Path]:
        """What a sync of everything goes through: the folders that were indexed, and the uploads."""
        indexed = [Path(folder) for folder in self._library.store.folders()]
        return [*indexed, self.uploads] if self._has_uploads() else indexed

    def state(self) -> State:
        """How things stand at this moment."""
        return self._state

    def sync(self) -> None:
        """Begin to bring the library in step with all its folders; `LibraryBusy` while a sync is under way.

        `InputError` where it is made of none that is known.
        """
        folders = self.folders()
        if not folders:
            raise InputError("no folder of this library is known: index one with footnote index FOLDER")
        with self._lock:
            if self._state.running:
                raise LibraryBusy("a sync is under way already: wait for it to end, or stop it")
            self._begin(folders)

    def add(self, files: Sequence[Received]) -> tuple[list[Kept], list[str]]:
        """Keep `files` among the uploads and begin to read them, after the sync that is under way if one is.

        Gives what was kept, and a line for each file that was refused.
        """
        kept, refused = [], []
        with self._keeping:
            for file in files:
                try:
                    kept.append(keep(file, self.uploads, self.max_bytes))
                except FootnoteError as error:
                    refused.append(str(error))
        if any(each.new for each in kept):
            self._sync_uploads()
        return kept, refused

    def uploaded(self, path: str) -> str:
        """The name among the uploads of the file at `path`; empty where it is none of them."""
        file = Path(path)
        return file.name if path and file.parent == self.uploads else ""

    def articles_of(self, name: str) -> list[Article]:
        """The articles, without their texts, that the uploaded file `name` holds."""
        return [a for a in self._library.store.articles() if self.uploaded(a.path) == name]

    def delete(self, name: str) -> None:
        """Delete the uploaded file `name` and begin to take its articles out; `InputError` if it is none."""
        file = self.uploads / name
        if not name or file.parent != self.uploads or name.startswith(".") or not file.is_file():
            raise InputError(f"{name!r} is not among the uploaded files: choose one that is listed")
        try:
            file.unlink()
        except OSError as error:
            raise InputError(f"can't delete {name}: {error.strerror or error}") from error
        self._sync_uploads()

    def stop(self) -> None:
        """End the sync that is under way, soon; articles that are complete by then are kept."""
        with self._lock:
            self._stopping = self._state.running
            self._waiting.clear()

    def wait(self) -> None:
        """Return when no sync is under way any more."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def close(self) -> None:
        """Stop, and wait until that is done: a model must not end in the middle."""
        self.stop()
        self.wait()

    def _has_uploads(self) -> bool:
        """Whether there are any, or were at the last sync."""
        now = self.uploads.is_dir() and any(self.uploads.iterdir())
        return now or any(self.uploaded(path) for path in self._library.store.files())

    def _sync_uploads(self) -> None:
        with self._lock:
            if not self._state.running:
                self._begin([self.uploads])
            elif self.uploads not in self._waiting:
                self._waiting.append(self.uploads)

    def _begin(self, folders: list[Path]) -> None:
        """Start the thread; the lock is held."""
        self._waiting, self._stopping = folders, False
        self._state = replace(self._state, running=True, progress=None)
        self._thread = threading.Thread(target=self._work, name="footnote-sync", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        done = Outcome()
        try:
            while folder := self._next(done):
                done = _joined(done, self._synced(folder))
        except BaseException:
            with self._lock:
                self._end(Outcome(problems=("something broke on the way; the server's log has more",)))
            raise

    def _next(self, done: Outcome) -> Path | None:
        """The folder that comes next; None, and the end, where there is none."""
        with self._lock:
            if self._waiting:
                return self._waiting.pop(0)
            self._end(replace(done, stopped=self._stopping))
            return None

    def _end(self, outcome: Outcome) -> None:
        """Nothing is under way any more; the lock is held."""
        ended = datetime.now().strftime("%H:%M")
        self._state = State(outcome=replace(outcome, ended=ended), edition=self._state.edition + 1)

    def _synced(self, folder: Path) -> Outcome:
        try:
            return Outcome(report=self._library.sync(folder, self._on_progress))
        except FootnoteError as error:
            return Outcome(problems=(str(error),))
        except KeyboardInterrupt:  # our own, from _on_progress
            return Outcome()

    def _on_progress(self, progress: Progress) -> None:
        self._state = replace(self._state, progress=progress)
        if self._stopping:
            raise KeyboardInterrupt  # which is how a sync keeps what is complete, and ends


def _joined(one: Outcome, other: Outcome) -> Outcome:
    a, b = one.report, other.report
    failed: tuple[Failure, ...] = (*a.failed, *b.failed)
    report = SyncReport(
        a.added + b.added, a.updated + b.updated, a.removed + b.removed, a.unchanged + b.unchanged, failed
    )
    return Outcome(report=report, problems=(*one.problems, *other.problems))
