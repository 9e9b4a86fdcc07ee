"""An encoder whose pace the test sets, so that a sync is under way for as long as it takes to look at it."""

import threading
from collections.abc import Sequence

from index.encoder import Encoded, HashEncoder


class SlowEncoder(HashEncoder):
    """Waits at `gate` before it reads passages, never before a question; `reached` tells that it waits."""

    def __init__(self) -> None:
        """The gate is open at first."""
        self.gate, self.reached = threading.Event(), threading.Event()
        self.gate.set()

    def read_query(self, text: str) -> Encoded:
        """The vectors of a question, at once."""
        return super().read_documents([text])[0]

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of passages, once the gate is open."""
        self.reached.set()
        assert self.gate.wait(timeout=120)
        return super().read_documents(texts)
