"""Whether the page of this container answers: exit status 0 if it does, 1 if not.

A page that asks who is there answers this with 401, and lives; only wrong guesses count, and none is made.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

ANSWERS = (200, 401)
"""What a page that lives says to whoever asks for it without a name."""


def alive(host: str, port: int, timeout: float = 4.0) -> bool:
    """Whether a page at `host` and `port` answers within `timeout` seconds."""
    connection = HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status in ANSWERS
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not alive("127.0.0.1", int(os.environ.get("FOOTNOTE_PORT", "7860"))))
