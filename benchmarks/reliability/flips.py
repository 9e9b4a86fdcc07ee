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


def main() -> None:
    """Damage, and print how many searches were neither right nor refused in one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=100)
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "tests.index.flipping", f"{place}/run", str(options.trials)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    outcomes: dict[str, int] = json.loads(done.stdout)
    trials = sum(outcomes.values())
    failures = trials - outcomes.get("right", 0) - outcomes.get("refused", 0)
    seconds = round(time.monotonic() - started)
    told = {"test": "damaged files", "trials": trials, "failures": failures, "seconds": seconds}
    print(json.dumps({**told, "outcomes": outcomes}))


if __name__ == "__main__":
    main()
