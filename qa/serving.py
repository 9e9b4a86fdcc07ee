"""How the page is served: where, and whether it may change the library."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from corpus.errors import SettingError
from qa.settings import from_env, in_range


@dataclass(frozen=True, slots=True)
class Serving:
    """What can be chosen of the page; `SettingError` for a value out of range.

    host, port: where it is served. uploads: `on` or `off`, whether articles may be uploaded, deleted and
    synced from it; empty means on where only this machine can reach the host, off where others can.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    uploads: str = ""

    def __post_init__(self) -> None:
        in_range("port", self.port, 0, 65_535)
        if self.uploads not in ("", "on", "off"):
            raise SettingError(f"uploads is {self.uploads!r}: choose on or off")

    @property
    def allows_uploads(self) -> bool:
        """Whether the page may change the library.

        >>> Serving().allows_uploads, Serving(host="0.0.0.0").allows_uploads
        (True, False)
        """
        return self.uploads == "on" or (not self.uploads and is_loopback(self.host))

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Serving":
        """What `env` holds as FOOTNOTE_HOST, FOOTNOTE_PORT and FOOTNOTE_UPLOADS, else the defaults."""
        return cls(**from_env(cls, env))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("192.168.1.5"), is_loopback("")
    (True, True, False, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
