"""A harness of the tests as a process of its own."""

import subprocess
import sys
import tempfile
import time


def ran(module: str, trials: int) -> tuple["subprocess.CompletedProcess[str]", int]:
    """What `python -m MODULE DIR TRIALS` came to, in a folder of its own, and after how many seconds."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", module, f"{place}/run", str(trials)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return done, round(time.monotonic() - started)
