"""A server of Milvus Lite in its own process, to be killed and started again on the same data."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

# It imports once, and forks: a server that is killed is back at once.
_CODE = """
import os, sys
from milvus_lite.adapter.grpc.server import run_server
folder, port = sys.argv[1], int(sys.argv[2])
while sys.stdin.readline():
    pid = os.fork()
    if not pid:
        run_server(folder, "127.0.0.1", port)
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""


class MilvusServer:
    """Milvus on a free port of this machine, over the data in a folder."""

    def __init__(self, folder: Path) -> None:
        self.port, self.pid = free_port(), 0
        self._parent = subprocess.Popen(
            [sys.executable, "-c", _CODE, str(folder), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def address(self, name: str) -> str:
        """The address of the library `name` on it."""
        return f"milvus://127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._tell()
        self.pid = int(self._told())
        while not self._answers():
            time.sleep(0.01)

    def kill(self) -> None:
        """End it as a crash does; nothing where it doesn't run."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            while self._told() != "ended":
                pass
            self.pid = 0

    def close(self) -> None:
        """End it for good."""
        self.kill()
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait()

    def _tell(self) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.write("\n")
        self._parent.stdin.flush()

    def _told(self) -> str:
        assert self._parent.stdout is not None
        return self._parent.stdout.readline().strip()

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
