"""Files of a library damaged at random: `python -m benchmarks.reliability.flips --trials 100`.

Bits are flipped, ends cut off, parts written over, in each file that often and in the database five times as
often (tests/index/flipping.py). Prints one line of JSON.
"""

import argparse
import json

from benchmarks.reliability.child import ran


def run(trials: int = 100) -> dict[str, object]:
    """Damage each file so often; `failures` are searches that were neither right nor refused in one line."""
    done, seconds = ran("tests.index.flipping", trials)
    done.check_returncode()
    outcomes: dict[str, int] = json.loads(done.stdout)
    tried = sum(outcomes.values())
    failures = tried - outcomes.get("right", 0) - outcomes.get("refused", 0)
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
