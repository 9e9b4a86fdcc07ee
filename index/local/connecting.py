"""Connections to a library's database, and what is said where SQLite refuses: one line with the cure."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import LibraryDamaged, LibraryError

# What SQLite says of the disk or of other processes, not of the bytes in the file.
_CIRCUMSTANCES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
_LONGEST = 200


class Connection(sqlite3.Connection):
    """A connection that can be referred to weakly, and so ends with the thread that it belongs to.

    `identity` tells its file from another that takes its place under the same name.
    """

    identity: tuple[int, int] = (0, 0)


def connect(path: Path) -> Connection:
    """A connection in write-ahead mode; each statement commits by itself unless `transaction` groups them.

    Where the folder can't be written to, it only reads.
    """
    with told(path):
        try:
            connection = _connected(str(path))
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.OperationalError:
            if not path.is_file() or os.access(path.parent, os.W_OK):
                raise
            connection = _reading(path)
    connection.identity = identity(path)
    return connection


def identity(path: Path) -> tuple[int, int]:
    """What tells the file at `path` from another in its place; zeros where there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "DEFERRED") -> Iterator[None]:
    """Group statements: all of them are kept, or none. A deferred one reads from one moment in time."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # SQLite may have rolled back by itself, as on a full disk
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Whatever SQLite complains of in the block, as a `LibraryError` about the database at `path`."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours
    except sqlite3.DatabaseError as error:
        raise refused(path, error) from error
    except UnicodeDecodeError as error:  # SQLite complains of a name that is damaged, in its own bytes
        raise damaged(path, "its tables have other names") from error


def refused(path: Path, error: sqlite3.DatabaseError) -> LibraryError:
    """What to raise for a complaint of SQLite's about the database at `path`."""
    what = " ".join(str(error).split())[:_LONGEST]  # it may quote what it can't read
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _CIRCUMSTANCES or not path.exists():
        return LibraryError(
            f"can't use {path}: {what}; check that its folder can be written to and its disk has room"
        )
    return damaged(path, what)


def damaged(path: Path, what: str) -> LibraryDamaged:
    """What to raise where the database at `path` holds what it can't hold."""
    library = "" if path.parent.name == ".footnote" else f" --library {path.parent}"
    return LibraryDamaged(f"{path} is damaged ({what}): run footnote check --repair{library}")


def place_of(connection: sqlite3.Connection) -> Path:
    """The file that `connection` reads."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


def _connected(database: str, *, uri: bool = False) -> Connection:
    return sqlite3.connect(
        database, isolation_level=None, timeout=60, check_same_thread=False, factory=Connection, uri=uri
    )


def _reading(path: Path) -> Connection:
    """A connection that leaves no file behind, not even a lock."""
    place, log = path.resolve().as_uri(), path.with_name(f"{path.name}-wal")
    connection = _connected(f"{place}?mode=ro", uri=True)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if log.is_file() and log.stat().st_size:
            raise LibraryError(
                f"{path.parent} can't be written to, and {log.name} holds what was written last: open the "
                "library once where it can be written to, or copy it elsewhere and name that with --library"
            ) from error
        connection = _connected(f"{place}?immutable=1", uri=True)
    return connection
