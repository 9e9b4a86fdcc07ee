"""Kills processes at random moments of their work and checks what they leave.

`python -m tests.index.killing DIR N [PLANT]` is a run of its own, because it forks: this process starts no
threads, so that its children are sound. It prints, as JSON, how many of each kind were cut off. PLANT names a
fault of `tests.index.planting`, which it must find.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from corpus.article import Article
from tests.index import kinds, planting
from tests.index.states import check_whole, contents, open_library, results

EVERY = ("sync", "sync", "rebuild", "upload", "feedback")


def main(place: Path, kills: int, plant: str = "") -> None:
    """Do one kind of work after the other in a child, kill it, check in another, until `kills` were.

    There are more where a kind that is to be cut off was not yet.
    """
    chance = random.Random(20211112)
    only = planting.plant(plant) if plant else EVERY
    folder, library = place / "articles", place / "library"
    folder.mkdir(parents=True)
    edit(folder, chance)
    sync_time = timed(lambda: sync(library, folder))
    others: dict[str, kinds.Kind] = {
        "rebuild": kinds.Rebuild(library),
        "upload": kinds.Upload(place),
        "feedback": kinds.Telling(place),
    }
    expected = {kind: sync_time if kind == "sync" else timed(others[kind].prepared()) for kind in set(only)}
    killed: Counter[str] = Counter()
    tries = 0
    while killed.total() < kills or len(+killed) < len(set(only)):
        kind = only[tries % len(only)]
        tries += 1
        if kind == "sync":
            before = snapshot(folder)
            edit(folder, chance)
            work: Callable[[], None] = partial(sync, library, folder)
            test: Callable[[], None] = partial(check, library, [before, snapshot(folder)])
        else:
            work, test = others[kind].prepared(), others[kind].check
        cut_off = cut(forked(work), chance.uniform(0, expected[kind]))
        killed[kind] += cut_off
        expected[kind] *= (
            1.03 if cut_off else 0.9
        )  # however busy the machine is, the blow falls while it works
        passed(forked(test))
        if killed.total() % 10 == 9:
            passed(forked(partial(heal, library, folder, place / f"fresh{time.monotonic_ns()}")))
    sys.stdout.write(json.dumps(killed) + "\n")


def cut(child: int, seconds: float) -> bool:
    """Kill `child` after `seconds`; tells whether that ended it."""
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def edit(folder: Path, chance: random.Random) -> None:
    """Add, change and delete some articles."""
    for _ in range(chance.randint(3, 12)):
        path = folder / f"{chance.randint(0, 30)}.md"
        if path.exists() and chance.random() < 0.4:
            path.unlink()
            continue
        words = " ".join(chance.choice(["summit", "border", "trade", "talks", "envoy"]) for _ in range(12))
        sentences = f"Version {chance.random()} tells of {words}. " * chance.randint(1, 20)
        path.write_text(f"---\ntitle: {path.stem}\ndate: 2020-01-01\n---\n{sentences}\n")


def snapshot(folder: Path) -> dict[str, str]:
    """The text of every file by the doc_id that it gets."""
    return {f"{folder.name}/{path.name}": path.read_text() for path in folder.iterdir()}


def sync(library: Path, folder: Path) -> None:
    """One sync, as a user's process does it."""
    opened = open_library(library)
    opened.sync(folder)
    opened.close()


def check(library: Path, allowed: list[dict[str, str]]) -> None:
    """The library opens, and holds whole articles, all of one of the `allowed` states, or of an older one."""
    opened = open_library(library)
    check_whole(opened)
    results(opened)
    held = {doc_id: article for doc_id, (article, _, _) in contents(opened).items()}
    newest = allowed[-1]
    if any(is_of(article, newest) and not is_of(article, allowed[0]) for article in held.values()):
        assert held.keys() == newest.keys(), "a half-published batch"
        assert all(is_of(article, newest) for article in held.values()), "a half-published batch"


def is_of(article: Article, state: dict[str, str]) -> bool:
    """Whether `article` is as its file was in `state`."""
    return state.get(article.doc_id, "").endswith(f"{article.text}\n")


def heal(library: Path, folder: Path, fresh: Path) -> None:
    """After the next sync the library equals one built from nothing."""
    sync(library, folder)
    sync(fresh, folder)
    healed, built = open_library(library), open_library(fresh)
    assert contents(healed) == contents(built)
    for one, other in zip(results(healed), results(built), strict=True):
        assert one == other, f"{one}\n{other}"


def forked(action: Callable[[], None]) -> int:
    """The process number of a child that does `action` and ends with 0, or with 1 and its traceback."""
    child = os.fork()
    if child:
        return child
    try:
        action()
    except BaseException:  # noqa: BLE001 - the child's last words
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def passed(child: int) -> None:
    """Wait for `child`; end the run when it failed."""
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit("a check failed")


def timed(action: Callable[[], None]) -> float:
    """How many seconds `action` takes in a child."""
    started = time.monotonic()
    passed(forked(action))
    return time.monotonic() - started


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:4])
