"""Processes killed at random moments: `python -m benchmarks.reliability.kills --trials 500`.

Syncs, rebuilds of the search files, uploads and feedback are cut off by SIGKILL, and what is left is checked
(tests/index/killing.py). Prints one line of JSON.
"""

import argparse
import json

from benchmarks.reliability.child import ran


def run(trials: int = 500) -> dict[str, object]:
    """Kill so often; `failures` is 1 where a check failed, and its words are on stderr."""
    done, seconds = ran("tests.index.killing", trials)
    told: dict[str, object] = {"test": "kill -9", "trials": trials, "failures": int(done.returncode != 0)}
    told["seconds"] = seconds
    return told | ({"kinds": json.loads(done.stdout)} if done.stdout else {})


def main() -> None:
    """Kill, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=500)
    print(json.dumps(run(parser.parse_args().trials)))


if __name__ == "__main__":
    main()
