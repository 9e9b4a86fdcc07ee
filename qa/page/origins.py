"""From whose page a request comes and under which name it asks: other sites' pages may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from qa.page.refusal import Refusal
from qa.serving import is_loopback

_OWN_NAMES = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class Origins:
    """Knows the names of a page that is served at `host`, `names` besides.

    A name that isn't known is how another site's page, whose name suddenly points here, would ask (DNS
    rebinding). An address can't be made to point elsewhere: where others may come, any address is known.
    """

    host: str = "127.0.0.1"
    names: frozenset[str] = frozenset()

    def refusal(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Refusal | None:
        """Why a request with these headers goes no further; None if it does."""
        host = headers.get(b"host", b"").decode("latin-1")
        forwarded = headers.get(b"x-forwarded-host", b"").decode("latin-1")
        for given in [host, *(part.strip() for part in forwarded.split(",") if forwarded)]:
            if not self.knows(_name(given)):
                return Refusal(
                    400, f"this page is not served as {given[:100]!r}: --allow-host NAME adds a name"
                )
        origin = headers.get(b"origin")
        if origin is not None and not self._is_own(origin.decode("latin-1"), (host, forwarded)):
            return Refusal(403, "another site's page can't ask here")
        return _fetch_refusal(method, path, headers)

    def knows(self, name: str) -> bool:
        """Whether the page may be asked for as `name`, a host without its port.

        >>> Origins().knows("localhost"), Origins().knows("192.168.1.5"), Origins().knows("evil.example")
        (True, False, False)
        >>> Origins("0.0.0.0").knows("192.168.1.5"), Origins("0.0.0.0").knows("evil.example")
        (True, False)
        """
        if name in self.names or (name and name == self.host.strip("[]").lower()) or name in _OWN_NAMES:
            return True
        return not is_loopback(self.host) and _is_address(name)

    def _is_own(self, origin: str, hosts: tuple[str, str]) -> bool:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https"):  # "null" too
            return False
        return parts.netloc.lower() in {host.lower() for host in hosts} or _name(parts.netloc) in self.names


def _fetch_refusal(method: str, path: str, headers: Mapping[bytes, bytes]) -> Refusal | None:
    """What a browser says of where a request comes from: a link from elsewhere may open the page, no more."""
    if headers.get(b"sec-fetch-site", b"none") in (b"none", b"same-origin"):
        return None
    followed = headers.get(b"sec-fetch-mode") == b"navigate" and headers.get(b"sec-fetch-dest") == b"document"
    if followed and method == "GET" and path == "/":
        return None
    return Refusal(403, "another site's page can't ask here")


def _name(host: str) -> str:
    """The name in a `Host` header, without port and in lower case; empty for none.

    >>> _name("[::1]:7860"), _name("LocalHost."), _name("a@b"), _name("")
    ('::1', 'localhost', '', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        parts.port  # noqa: B018  # raises for a port that is no number
    except ValueError:
        return ""
    if parts.path or parts.query or parts.fragment or "@" in host:
        return ""
    return (parts.hostname or "").rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
