"""Damages the files of a library, one at a time, and looks at what searching it gives.

`python -m tests.index.flipping DIR N [PLANT]` damages each file N times, the database five times as often, in
forked children as killing.py does, and prints, as JSON, the trials of each outcome: right (each query finds
the same, with the same scores), refused (a `LibraryError` of one line), or what went wrong. PLANT, one of
`unsummed`, `unread` and `unweighed`, takes away what guards; then the run ends with the first fault.
"""

import json
import os
import random
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

from corpus.errors import LibraryError
from tests.index import planting
from tests.index.killing import timed
from tests.index.states import QUERIES, open_library, results

DATABASE = "library.sqlite"
SECONDS = 60
RIGHT, REFUSED = 0, 10
_OUTCOMES = {RIGHT: "right", REFUSED: "refused", 11: "another result", 12: "another text", 13: "a traceback"}


def main(place: Path, trials: int, plant: str = "") -> None:
    """Try every file of a small library."""
    sound = place / "sound"
    timed(lambda: build(place / "articles", sound))
    chance = random.Random(2021)
    outcomes: Counter[str] = Counter()
    files = sorted(path.relative_to(sound) for path in sound.rglob("*") if path.is_file())
    if plant:
        files = [name for name in files if (plant != "unsummed") == (name.name == DATABASE)]
    for name in [name for name in files if not name.name.startswith((".", "writer"))]:
        for trial in range(trials * (5 if name.name == DATABASE else 1)):
            shutil.rmtree(place / "library", ignore_errors=True)
            shutil.copytree(sound, place / "library")
            damage(place / "library" / name, chance, trial)
            outcome = tried(place / "library", name.name == DATABASE, plant)
            outcomes[outcome] += 1
            if outcome not in ("right", "refused"):
                sys.stderr.write(f"{name}, trial {trial}: {outcome}\n")
                if plant:
                    sys.stdout.write(json.dumps(outcomes) + "\n")
                    return
    sys.stdout.write(json.dumps(outcomes) + "\n")


def build(folder: Path, library: Path) -> None:
    """A library of some articles, and beside it what it finds and holds."""
    folder.mkdir(parents=True)
    for number in range(12):
        words = "The summit in Hanoi ended, and border trade of alpha fell. " * (1 + number % 5)
        head = f"---\ntitle: Article {number}\nsource: Daily\ndate: 2020-01-{number + 1:02}\n---\n"
        (folder / f"{number}.md").write_text(f"{head}{words}Talk {number}.\n")
    opened = open_library(library)
    opened.sync(folder)
    expected = json.dumps(results(opened))
    texts = {a.doc_id: getattr(opened.article(a.doc_id), "text", "") for a in opened.store.articles()}
    opened.close()
    (library.parent / "expected.json").write_text(expected)
    (library.parent / "texts.json").write_text(json.dumps(texts))


def damage(file: Path, chance: random.Random, trial: int) -> None:
    """Flip bits, cut the end off, or write zeros or noise over a part."""
    data = bytearray(file.read_bytes())
    start = chance.randrange(len(data)) if data else 0
    if trial % 5 == 4:
        data = data[: start if trial % 2 else 0]
    elif trial % 5 == 3:
        length = min(chance.choice([64, 4096]), len(data) - start)
        data[start : start + length] = bytes(length) if trial % 2 else chance.randbytes(length)
    else:
        for _ in range(chance.choice([1, 1, 8, 64])):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def tried(library: Path, is_database: bool, plant: str) -> str:
    """How a process fares that opens and searches `library`."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        if plant:
            getattr(planting, plant)()
        os._exit(looked_at(library, is_database))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return f"ended by signal {os.WTERMSIG(status)}"
    return _OUTCOMES.get(os.WEXITSTATUS(status), "an unknown end")


def looked_at(library: Path, is_database: bool) -> int:
    """The outcome, as a number. Search files hold nothing that the database doesn't: they must be mended."""
    try:
        opened = open_library(library)
        if json.dumps(results(opened)) != (library.parent / "expected.json").read_text():
            return 11
        if not is_database:
            return RIGHT
        texts = json.loads((library.parent / "texts.json").read_text())
        hits = [hit for query in QUERIES for hit in opened.search(query, 20)]
        hits += [hit for query in QUERIES for hit in opened.search(query, 20, mode="hybrid")]
        known = all(hit.chunk.text and hit.chunk.text in texts.get(hit.chunk.doc_id, "") for hit in hits)
        return RIGHT if known else 12
    except LibraryError as error:
        return REFUSED if "\n" not in str(error) else 13
    except BaseException:  # noqa: BLE001 - whatever else ends it is what is looked for
        return 13


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:4])
