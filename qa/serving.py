"""How the page is served: where, to whom, and whether it may change the library."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from corpus.errors import SettingError
from qa.settings import from_env, in_range

OPEN = "none"
"""The `auth` of a page that anyone who reaches it may use."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What can be chosen of the page; `SettingError` for a value out of range.

    host, port: where it is served. uploads: `on` or `off`, whether articles may be uploaded, deleted and
    synced from it; empty means on where only this machine can reach the host, off where others can.
    auth: the file of those who may come in, `none` for anyone; it may be empty only where no other machine
    reaches the host. tls_cert, tls_key: files for https. allow_hosts: names of the page, by commas.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    uploads: str = ""
    auth: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    allow_hosts: str = ""

    def __post_init__(self) -> None:
        in_range("port", self.port, 0, 65_535)
        if self.uploads not in ("", "on", "off"):
            raise SettingError(f"uploads is {self.uploads!r}: choose on or off")
        if not self.auth and not is_loopback(self.host):
            raise SettingError(
                f"host is {self.host}, which other machines may reach: say who may come in with --auth FILE "
                "(footnote user add NAME makes it), or --no-auth for anyone"
            )

    @property
    def allows_uploads(self) -> bool:
        """Whether the page may change the library.

        >>> Serving().allows_uploads, Serving(host="0.0.0.0", auth="none").allows_uploads
        (True, False)
        """
        return self.uploads == "on" or (not self.uploads and is_loopback(self.host))

    @property
    def roll(self) -> str:
        """The file of those who may come in, empty where nobody is asked."""
        return "" if self.auth == OPEN else self.auth

    @property
    def names(self) -> frozenset[str]:
        """The names in `allow_hosts`, in lower case."""
        given = (name.strip().rstrip(".").lower() for name in self.allow_hosts.split(","))
        return frozenset(name for name in given if name)

    @property
    def warning(self) -> str:
        """What whoever serves the page like this should know, in one line; empty for nothing."""
        if is_loopback(self.host):
            return ""
        if self.auth == OPEN:
            return f"anyone who reaches {self.host} may ask here: --auth FILE asks who they are"
        if not self.tls_cert:
            return "passwords cross the network unencrypted: give --tls-cert and --tls-key, or a https proxy"
        return ""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Serving":
        """What `env` holds as FOOTNOTE_HOST, FOOTNOTE_PORT and so on, else the defaults."""
        return cls(**from_env(cls, env))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("192.168.1.5"), is_loopback("")
    (True, True, False, False)
    """
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
