"""Where a library in Milvus is: what a milvus:// address names."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corpus.errors import SettingError

SCHEME = "milvus://"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_CURE = "write it as milvus://host:19530/name or milvus:///path/file.db"
_PORT = 19530


@dataclass(frozen=True, slots=True)
class Place:
    """A library in Milvus: `uri` as the client takes it, `name` of the library there.

    `shown` is the address without a password; `lite` is the file of Milvus Lite, None for a server.
    """

    uri: str
    name: str
    shown: str
    lite: Path | None = None
    token: str = field(default="", repr=False)

    @property
    def folder(self) -> Path:
        """The library's own folder on this machine, for uploads and feedback; nothing else lies in it."""
        if self.lite is not None:
            return self.lite.with_suffix(".footnote")
        return Path(f".footnote-{self.name}")


def is_address(library: str) -> bool:
    """Whether `library` is an address and no folder.

    >>> is_address("milvus://localhost/news"), is_address("news")
    (True, False)
    """
    return "://" in library


def read_place(address: str) -> Place:
    """What `address` names; `SettingError` where it is no address of a library in Milvus.

    >>> read_place("milvus://localhost/news").uri
    'http://localhost:19530'
    """
    if not address.startswith(SCHEME):
        raise SettingError(f"{shown(address)!r} is no address of a library: {_CURE}")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or _PORT
    except ValueError as error:
        raise SettingError(f"{shown(address)!r} can't be read ({error}): {_CURE}") from error
    if parts.query or parts.fragment:
        raise SettingError(f"{shown(address)!r} has a part behind ? or #: {_CURE}")
    if not host:
        return _lite(address, unquote(parts.path))
    name = parts.path.strip("/")
    if not _NAME.fullmatch(name):
        raise SettingError(
            f"{shown(address)!r} names no library: {_CURE}, the name of letters, digits and underscores"
        )
    token = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
    where = f"[{host}]" if ":" in host else host
    return Place(f"http://{where}:{port}", name, f"{SCHEME}{where}:{port}/{name}", None, token)


def _lite(address: str, path: str) -> Place:
    if not path.endswith(".db") or path.endswith("/.db") or "\0" in path:
        raise SettingError(f"{address!r} names neither a server nor a file that ends in .db: {_CURE}")
    return Place(path, "footnote", f"{SCHEME}{path}", Path(path))


def shown(library: str) -> str:
    """The name of a library as it may be printed: an address without its password.

    >>> shown("milvus://me:secret@localhost/news")
    'milvus://localhost/news'
    """
    return re.sub(r"//[^/]*@", "//", library)
