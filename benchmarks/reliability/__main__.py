"""Runs the long forms one after the other, within 40 minutes, and writes the report.

    python -m benchmarks.reliability --minutes 40 --out benchmarks/reliability/results.json

A part is a module here with a function `run`, which takes how many trials or seconds and gives its figures.
One that isn't there is left out, one that fails is told; the others still run.
"""

import argparse
import json
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from benchmarks.reliability.page import write_page
from benchmarks.report import dated, write

# The module and, of 40 minutes, how much it is given, in its own unit: trials, attacks or seconds.
PARTS = (("kills", 500), ("flips", 20), ("load", 300), ("orders", 420), ("fuzzing", 300), ("covered", 240))
PACKAGES = ("pypdf", "lxml", "trafilatura", "python-docx", "PyYAML", "gradio", "faiss-cpu", "tantivy")

Part = Callable[[int], dict[str, object]]


def found(names: tuple[tuple[str, int], ...] = PARTS) -> list[tuple[str, int, Part]]:
    """The parts that are there, each with its share and its `run`."""
    places = ((f"{__package__}.{name}", name, share) for name, share in names)
    return [(name, share, import_module(place).run) for place, name, share in places if find_spec(place)]


def soak(parts: list[tuple[str, int, Part]], minutes: float, note: Callable[[str, object], None]) -> int:
    """Run the parts, the shares cut where there are fewer than 40 minutes; the number of failures."""
    ends, failures = time.monotonic() + 60 * minutes, 0
    for name, share, run in parts:
        if time.monotonic() > ends:
            note(name, {"test": name, "trials": 0, "failures": 0, "skipped": "no time was left"})
            continue
        started = time.monotonic()
        try:
            figures = run(max(1, round(share * min(1.0, minutes / 40))))
        except Exception as error:  # noqa: BLE001 - what breaks one part is a finding, not the end of the others
            figures = {"test": name, "trials": 0, "failures": 1, "error": f"{type(error).__name__}: {error}"}
        failures += int(str(figures["failures"]))
        note(name, {**figures, "minutes": round((time.monotonic() - started) / 60, 1)})
    return failures


def main() -> None:
    """Runs the parts and exits with 1 where any found something."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("results.json"))
    options = parser.parse_args()
    report: dict[str, object] = {"versions": {name: version(name) for name in PACKAGES}}

    def note(name: str, figures: object) -> None:
        report[name] = figures
        print(json.dumps({name: figures}, ensure_ascii=False), flush=True)
        write(dated(report), options.out)

    failures = soak(found(), options.minutes, note)
    write_page(options.out, options.out.with_name("README.md"))
    raise SystemExit(failures > 0)


if __name__ == "__main__":
    main()
