"""The file of those who may come in: users with hashed passwords, programs with hashed tokens."""

import hashlib
import json
import os
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hmac import compare_digest
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from corpus.errors import InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 256
"""How many characters a password has."""

_FORMAT = 1
_NAME = re.compile(r"[\w.@+-]{1,64}")


@dataclass(frozen=True, slots=True)
class Roll:
    """Who may come in: `users` by name with argon2id hashes, `tokens` by name with SHA-256 sums.

    A token is 256 random bits, which nobody guesses however quickly they try; a password needs the slow hash.
    """

    users: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)

    def with_user(self, name: str, password: str) -> "Roll":
        """The roll and `name`, who has `password` from now on; `InputError` where either can't be taken."""
        _check_name(name)
        if not SHORTEST <= len(password) <= LONGEST:
            raise InputError(
                f"the password has {len(password)} characters: choose one of {SHORTEST} to {LONGEST}"
            )
        return replace(self, users={**self.users, name: hasher().hash(normal(password))})

    def with_token(self, name: str) -> tuple["Roll", str]:
        """The roll and a new token for `name`, and the token itself, kept nowhere; `InputError` if taken."""
        _check_name(name)
        if name in self.tokens:
            raise InputError(f"there is a token {name} already: remove it first, or choose another name")
        token = f"fn_{secrets.token_urlsafe(32)}"
        return replace(self, tokens={**self.tokens, name: _sum(token)}), token

    def without(self, kind: str, name: str) -> "Roll":
        """The roll without the `user` or `token` of that name; `InputError` where there is none."""
        known = self.users if kind == "user" else self.tokens
        if name not in known:
            raise InputError(f"there is no {kind} {name!r}: footnote {kind} list tells which there are")
        left = {each: value for each, value in known.items() if each != name}
        return replace(self, users=left) if kind == "user" else replace(self, tokens=left)

    def holder(self, token: str) -> str:
        """The name that `token` was made for, empty if there is none; takes as long for any token."""
        given = _sum(token)
        return "".join([name for name, kept in self.tokens.items() if compare_digest(kept, given)])


def read_roll(path: Path) -> Roll:
    """What the file at `path` holds, `InputError` where it is missing, not ours, or open to other users."""
    try:
        with path.open(encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise InputError(f"{path} can be read by others on this machine: chmod 600 {path}")
            found = json.load(file)
    except FileNotFoundError as error:
        raise InputError(f"{path} isn't there: footnote user add NAME --auth {path} makes it") from error
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(
            f"{path} is no file of users: footnote user add NAME --auth FILE makes one"
        ) from error
    if not _is_roll(found):
        raise InputError(f"{path} is no file of users: footnote user add NAME --auth FILE makes one")
    return Roll(found["users"], found["tokens"])


def change_roll(path: Path, change: Callable[[Roll], Roll]) -> None:
    """Put `change` of what `path` holds, or of nobody, in its place: whole or not at all, 0600."""
    try:
        with FileLock(f"{path}.lock", mode=0o600):
            _write(path, change(read_roll(path) if path.exists() else Roll()))
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror or error}") from error


@cache
def hasher() -> "PasswordHasher":
    """Argon2id as RFC 9106 recommends it where memory is dear: 64 MiB and three passes, some 50 ms."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def normal(password: str) -> str:
    """`password` in the one form of its characters that every keyboard and browser comes to."""
    return unicodedata.normalize("NFC", password)


def _write(path: Path, roll: Roll) -> None:
    text = json.dumps({"format": _FORMAT, "users": dict(roll.users), "tokens": dict(roll.tokens)}, indent=1)
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # its mode is 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    finally:
        Path(aside).unlink(missing_ok=True)


def _is_roll(found: object) -> bool:
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        return False
    parts = [found.get("users"), found.get("tokens")]
    return all(isinstance(part, dict) and all(isinstance(v, str) for v in part.values()) for part in parts)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InputError(f"the name is {name!r}: take up to 64 letters, digits and . _ - @ +")


def _sum(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
