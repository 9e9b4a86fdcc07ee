"""What must hold for any file that is read, and the watch over a process that reads them."""

import json
import os
import resource
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from benchmarks.reliability.seeds import SECRET
from corpus.article import Article, Failure
from corpus.chunking import chunk
from corpus.loaders.formats import TOO_MUCH_MEMORY

MEMORY = 500_000_000  # bytes beyond what the process has at its start
SECONDS = 10
CHUNKED = 20_000  # characters of a text that is cut into chunks too

Read = Callable[[Path, Path], Iterable[Article | Failure]]

_ABROAD = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn")
_HARMLESS = ("socket.__new__", "socket.gethostname")
_CLOCK = (
    "/usr/share/zoneinfo",
    "/etc/timezone",
    "/etc/sysconfig/clock",
    "/etc/conf.d/clock",
    "/etc/localtime",
    "/etc/TZ",
    "/proc/self",
    "/var/db/zoneinfo",
)
_CHANGES = (
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.chmod",
    "os.link",
    "os.symlink",
    "os.truncate",
)


class Watch:
    """Notes what this process opens outside `folder` and the installed code, and whatever it would send."""

    def __init__(self, folder: Path) -> None:
        self.seen: list[str] = []
        self.on = False
        code: set[str | Path] = {
            sys.prefix,
            sys.base_prefix,
            sys.exec_prefix,
            *filter(None, sys.path),
            Path(__file__).parents[2],
        }
        self._may_read = tuple(f"{Path(place).resolve()}{os.sep}" for place in {*code, folder})
        self._may_write = f"{folder.resolve()}{os.sep}"
        sys.addaudithook(self._hear)

    def _hear(self, event: str, about: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open" and isinstance(about[0], str | bytes):
            self._opened(os.fsdecode(about[0]), str(about[1] or ""))
        elif event.startswith((*_ABROAD, *_CHANGES)) and event not in _HARMLESS:
            self.seen.append(f"{event} {about!r:.200}")

    def _opened(self, name: str, mode: str) -> None:
        path = os.path.realpath(name)
        writes = any(letter in mode for letter in "wax+")
        compiled = path.endswith((".pyc", ".py")) or "__pycache__" in path
        if not path.startswith(self._may_write) and (
            (writes and not compiled) or not path.startswith((*self._may_read, *_CLOCK))
        ):
            self.seen.append(f"open {path[:200]}")


def limit_memory(most: int = MEMORY) -> None:
    """Let this process take no more than `most` bytes beyond what it has."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + most
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def broken_law(read: Read, path: Path, watch: Watch) -> str:
    """What law reading `path` breaks; empty where it breaks none."""
    watch.seen.clear()
    watch.on = True
    try:
        found = list(read(path, path.parent))
        wrong = next(filter(None, map(_wrong, found)), "") if found else "neither an article nor a failure"
    except Exception as error:  # noqa: BLE001 - any at all is what is looked for
        wrong = f"raised {type(error).__name__}: {str(error)[:200]}"
    finally:
        watch.on = False
    return next(iter(watch.seen), "") or wrong


def _wrong(result: Article | Failure) -> str:
    told = json.dumps(asdict(result), ensure_ascii=False)
    if SECRET in told:
        return "read a file outside the folder"
    try:
        told.encode()
    except UnicodeEncodeError:
        return "holds a lone surrogate"
    return _wrong_article(result) if isinstance(result, Article) else _wrong_failure(result)


def _wrong_failure(failure: Failure) -> str:
    if failure.reason == TOO_MUCH_MEMORY:
        return f"took more than {MEMORY // 1_000_000} MB"
    if not failure.reason or len(failure.reason) > 2_000:
        return "a failure of no reason, or of a long one"
    return "" if str(failure).isprintable() else f"a failure that isn't one plain line: {str(failure)!r:.200}"


def _wrong_article(article: Article) -> str:
    fields = (article.doc_id, article.title, article.text)
    if not all(field and field == field.strip() for field in fields):
        return "an article with a field that is empty or ends in white space"
    if any(not c.isprintable() and c < "\xa0" and c not in "\n\t" for field in fields for c in field):
        return "an article with control characters"
    if len(article.text) <= CHUNKED and not all(
        article.text[piece.start : piece.end] == piece.text for piece in chunk(article)
    ):
        return "a chunk that isn't a slice"
    return ""
