"""Whether a name and password, or a token, may come in: slow to guess, quick for those who came before."""

import asyncio
import base64
import binascii
import hmac
import json
import logging
import math
import secrets
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path

from corpus.errors import InputError
from qa.access.lockout import Clock, Lockout
from qa.access.roll import LONGEST, Roll, hasher, normal, read_roll

BY_ADDRESS, BY_NAME = 5, 10
"""So many failures, from one address or on one name from wherever, before the first wait."""

_REMEMBERED = 1_000
_AT_ONCE = 64
_HANDS = 2
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`name` is who may come in, empty for nobody; `wait` the seconds until a try is looked at again."""

    name: str = ""
    wait: int = 0


class Checker:
    """Checks the `Authorization` of requests against the roll at `path`, which may change at any time.

    Used from one event loop; passwords are hashed on two threads of its own, 64 MiB each. Where the roll can
    no longer be read nobody comes in. `own` is a token for the page's own calls to itself, of this run only.
    """

    def __init__(self, path: Path, clock: Clock = time.monotonic) -> None:
        self._path = path
        self._roll, self._read = read_roll(path), _signature(path)
        if not (self._roll.users or self._roll.tokens):
            raise InputError(f"{path} has nobody in it: footnote user add NAME --auth {path}")
        self._addresses, self._names = Lockout(BY_ADDRESS, clock), Lockout(BY_NAME, clock)
        self._secret = secrets.token_bytes(32)
        self.own = secrets.token_urlsafe(32)
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._running: dict[bytes, asyncio.Task[bool]] = {}
        self._hands = ThreadPoolExecutor(_HANDS, "footnote-passwords")

    async def check(self, authorization: str, address: str) -> Verdict:
        """Whom the header `authorization`, sent from the client's `address`, lets in."""
        self._refresh()
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() == "bearer":
            own = hmac.compare_digest(given.strip().encode(), self.own.encode())
            return Verdict(self._roll.holder(given.strip()) or ("footnote" if own else ""))
        if scheme.lower() != "basic":
            return Verdict()
        name, password = _name_and_password(given)
        return await self._password(name, password, _neighbourhood(address))

    async def _password(self, name: str, password: str, address: str) -> Verdict:
        """By password: an address that must wait learns nothing, not even that a password is right."""
        wait = self._addresses.wait(address)
        key = hmac.digest(self._secret, json.dumps([address, name, password]).encode(), "sha256")
        if not wait and key in self._known:
            self._known.move_to_end(key)
            return Verdict(name)
        if key in self._running:  # a browser asks for many files at once
            return Verdict(name if await asyncio.shield(self._running[key]) else "")
        wait = max(wait, self._names.wait(name))
        if wait or len(self._running) >= _AT_ONCE:
            return Verdict(wait=math.ceil(wait or 1))
        # Counted now, not when its turn comes: guesses that are sent together are all of them guesses.
        self._addresses.begin(address)
        self._names.begin(name)
        self._running[key] = asyncio.ensure_future(self._try(key, name, password, address))
        return Verdict(name if await asyncio.shield(self._running[key]) else "")

    async def _try(self, key: bytes, name: str, password: str, address: str) -> bool:
        read, right = self._read, False
        try:
            loop = asyncio.get_running_loop()
            right = await loop.run_in_executor(self._hands, verified, self._roll, name, password)
        finally:
            del self._running[key]
            self._addresses.end(address, failed=not right)
            self._names.end(name, failed=not right)
        if right:
            # Not those of the address: who has an account could guess at others' between his own visits.
            self._names.forgive(name)
            if read == self._read:
                self._known[key] = name
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return right

    def _refresh(self) -> None:
        """Read the roll anew if its file is another than before."""
        now = _signature(self._path)
        if now == self._read:
            return
        self._read = now
        self._known.clear()
        try:
            self._roll = read_roll(self._path)
        except InputError as error:
            _LOG.warning("nobody is let in: %s", error)
            self._roll = Roll()


def verified(roll: Roll, name: str, password: str) -> bool:
    """Whether `password` is that of `name`; takes as long for a name that isn't there."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        right = hasher().verify(roll.users.get(name) or _nobodys(), normal(password[: LONGEST + 1]))
    except (InvalidHashError, VerificationError):
        return False
    return right and name in roll.users


@cache
def _nobodys() -> str:
    return hasher().hash(secrets.token_urlsafe())


def _name_and_password(given: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name[:LONGEST], password


def _neighbourhood(address: str) -> str:
    """`address`, or of an IPv6 one the network of 64 bits that its owner has all of."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(found) if found.version == 4 else str(ip_network((int(found), 64), strict=False))


def _signature(path: Path) -> tuple[int, int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode
