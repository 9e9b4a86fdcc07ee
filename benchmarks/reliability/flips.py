"""Files of a library damaged at random: `python -m benchmarks.reliability.flips --trials 100`.

Bits are flipped, ends cut off, parts written over, in each file that often and in the database five times as
often (tests/index/flipping.py). Prints one line of JSON.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time


def run(trials: int = 100) -> dict[str, object]:
    """Damage each file so often; `failures` are searches that were neither right nor refused in one line."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "tests.index.flipping", f"{place}/run", str(trials)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    outcomes: dict[str, int] = json.loads(done.stdout)
    tried = sum(outcomes.values())
    failures = tried - outcomes.get("right", 0) - outcomes.get("refused", 0)
    seconds = round(time.monotonic() - started)
    return {
        "test": "damaged files",
        "trials": tried,
        "failures": failures,
        "seconds": seconds,
        "outcomes": outcomes,
    }


def main() -> None:
    """Damage, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=100)
    print(json.dumps(run(parser.parse_args().trials)))


if __name__ == "__main__":
    main()
