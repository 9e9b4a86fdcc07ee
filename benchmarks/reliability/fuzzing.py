"""Reads files changed at random, in a process of its own that is watched, and keeps each that breaks a law.

    python -m benchmarks.reliability.fuzzing --seconds 60 --findings findings/ [.pdf .docx …]

Of every file: it is articles or failures and no exception, within ten seconds and 500 MB; nothing outside its
folder is opened, nothing is sent, no program is started. Prints a line of JSON for every kind of file.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

from benchmarks.reliability.laws import SECONDS, Read, Watch, broken_law, limit_memory
from benchmarks.reliability.mutations import mutated
from benchmarks.reliability.seeds import seeds
from corpus.dates import iso_date
from corpus.folder import SUFFIXES
from corpus.loaders import load

MOST_FINDINGS = 30
_DEATHS = {signal.SIGPROF: f"took longer than {SECONDS} s", signal.SIGKILL: "took too much memory"}


@dataclass
class Fuzzed:
    """What fuzzing one kind of file came to: `failures` are the laws broken, `slowest` is in seconds."""

    test: str
    trials: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


def run(seconds: float, kinds: tuple[str, ...] = SUFFIXES, findings: Path | None = None) -> dict[str, object]:
    """Fuzz the loaders of `kinds` for so many seconds in all; what broke a law is kept in `findings`."""
    parts = [fuzz(kind, seconds / len(kinds), findings) for kind in kinds]
    return {
        "test": "loaders, bytes changed at random",
        "trials": sum(part.trials for part in parts),
        "failures": sum(len(part.failures) for part in parts),
        "kinds": {part.test: asdict(part) for part in parts},
    }


def fuzz(suffix: str, seconds: float, findings: Path | None = None, first: int = 0) -> Fuzzed:
    """Fuzz the loader of one kind of file in a child; a child that dies is a finding and gets a successor."""
    whole = Fuzzed(suffix)
    ends = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="footnote-fuzz-") as name:
        place = Path(name)
        while (left := ends - time.monotonic()) > 0 and len(whole.failures) < MOST_FINDINGS:
            first += 1
            command = [
                sys.executable,
                "-m",
                __name__ if __name__ != "__main__" else "benchmarks.reliability.fuzzing",
            ]
            command += ["--in-child", str(first), "--seconds", str(left), "--findings", str(place), suffix]
            ended = subprocess.run(command, check=False, capture_output=True, text=True)
            part = Fuzzed(**json.loads((place / "progress.json").read_text()))
            whole.trials += part.trials
            whole.slowest = max(whole.slowest, part.slowest)
            whole.failures += part.failures
            if ended.returncode:
                died = _DEATHS.get(-ended.returncode, f"died with {ended.returncode}: {ended.stderr[-300:]}")  # type: ignore[call-overload]
                whole.failures.append(_kept(died, place / "in" / f"a{suffix}", place))
        if findings:
            findings.mkdir(parents=True, exist_ok=True)
            for found in place.glob("found-*"):
                (findings / found.name).write_bytes(found.read_bytes())
    return whole


def read_in_turn(read: Read, suffix: str, seconds: float, place: Path, first: int) -> Fuzzed:
    """Read changed files one after the other in this process; what is found is written to `place` at once."""
    (folder := place / "in").mkdir(exist_ok=True)
    made = seeds(suffix, place)
    random, part, path = Random(f"{suffix} {first}"), Fuzzed(suffix), folder / f"a{suffix}"
    for data in made:
        path.write_bytes(data)
        list(read(path, folder))  # what is imported, is imported before it is watched
    iso_date("in the 3rd month of 2019, at 5.30 CET")  # so is what guesses at odd dates
    watch = Watch(folder)
    limit_memory()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and len(part.failures) < MOST_FINDINGS:
        path.write_bytes(mutated(random, made))
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of the processor: others may use the machine too
        wrong = broken_law(read, path, watch)
        signal.setitimer(signal.ITIMER_PROF, 0)
        part.trials += 1
        if (took := round(time.process_time() - started, 3)) > part.slowest:
            part.slowest = took
            if took > SECONDS / 4:
                (place / f"found-slowest{suffix}").write_bytes(path.read_bytes())
        if wrong:
            part.failures.append(_kept(wrong, path, place))
        if wrong or part.trials % 50 == 0:
            (place / "progress.json").write_text(json.dumps(asdict(part)))
    (place / "progress.json").write_text(json.dumps(asdict(part)))
    return part


def _kept(wrong: str, path: Path, place: Path) -> str:
    data = path.read_bytes()
    name = f"found-{sha256(data).hexdigest()[:12]}{path.name[1:]}"
    (place / name).write_bytes(data)
    return f"{name}: {wrong}"


def main() -> None:
    """Fuzz each kind of file that is named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60, help="for each kind of file")
    parser.add_argument("--findings", type=Path, help="where files that break a law are kept")
    parser.add_argument("--in-child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("kinds", nargs="*", default=SUFFIXES, help="such as .pdf; all")
    options = parser.parse_args()
    if options.in_child is not None:
        (options.findings / "progress.json").write_text(json.dumps(asdict(Fuzzed(options.kinds[0]))))
        read_in_turn(load, options.kinds[0], options.seconds, options.findings, options.in_child)
        return
    for kind in options.kinds:
        print(json.dumps(asdict(fuzz(kind, options.seconds, options.findings))), flush=True)


if __name__ == "__main__":
    main()
