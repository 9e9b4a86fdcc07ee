"""What can still be read of a damaged database, row by row."""

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.local import database
from index.local.connecting import connect

_PAGE = 4096
_FARTHEST = 1 << 62
# In the order in which they refer to each other; by number, or by name.
_BY_NUMBER = ("article", "vector", "token", "chunk")
_BY_NAME = ("meta", "file")


def opened(path: Path) -> sqlite3.Connection | None:
    """A connection to what is left at `path`, which may be changed by it; None where nothing can be read."""
    connection = _lenient(path)
    if connection is None:
        _graft(path)
        connection = _lenient(path)
    return connection


def copy_rows(source: sqlite3.Connection, target: sqlite3.Connection) -> Iterator[str]:
    """Put every row that can be read into `target`, which has the tables; yields the table of each."""
    for table in (*_BY_NAME, *_BY_NUMBER):
        rows = _by_name(source, table) if table in _BY_NAME else _by_number(source, table)
        for row in rows:
            marks = ", ".join("?" * len(row))
            target.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)
            yield table


def read_meta(source: sqlite3.Connection) -> dict[str, str]:
    """What can still be read of what the database says of itself."""
    return {row[0]: row[1] for row in _by_name(source, "meta") if all(isinstance(v, str) for v in row)}


def _lenient(path: Path) -> sqlite3.Connection | None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        # Then the number of pages in the header is no reason to read none of them.
        connection.execute("PRAGMA writable_schema = ON")
        known = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        if known >= {*_BY_NUMBER, *_BY_NAME}:
            return connection
    except sqlite3.DatabaseError:
        pass
    connection.close()
    return None


def _graft(path: Path) -> None:
    """Give the file at `path` the first page of a new database, whose tables begin at the same pages."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.sqlite"
        database.create(fresh, "", 0)
        connection = connect(fresh)
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.close()
        first = bytearray(fresh.read_bytes()[:_PAGE])
        first[28:32] = (path.stat().st_size // _PAGE).to_bytes(4, "big")  # how many pages there are
        with path.open("r+b") as file:
            file.write(first)
    path.with_name(f"{path.name}-wal").unlink(missing_ok=True)


def _by_name(source: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """All rows from either end that can be read; some twice."""
    for order in ("ASC", "DESC"):
        try:
            yield from source.execute(f"SELECT * FROM {table} ORDER BY 1 {order}")
            return
        except sqlite3.DatabaseError:
            continue


def _by_number(source: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    last = -1
    while last < _FARTHEST:
        try:
            for row in source.execute(f"SELECT * FROM {table} WHERE id > ? ORDER BY id", (last,)):
                if row[0] <= last:
                    break  # the tree of pages bites its own tail
                last = row[0]
                yield row
            else:
                return
        except sqlite3.DatabaseError:
            pass
        last += _gap(source, table, last)


def _gap(source: sqlite3.Connection, table: str, last: int) -> int:
    """How many numbers behind `last` must be passed over until rows can be read again."""
    bad, good = 0, 1
    while not _is_readable(source, table, last + good):
        bad, good = good, good * 2
        if last + good > _FARTHEST:
            return _FARTHEST
    while good - bad > 1:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if _is_readable(source, table, last + middle) else (middle, good)
    return good


def _is_readable(source: sqlite3.Connection, table: str, after: int) -> bool:
    try:
        source.execute(f"SELECT * FROM {table} WHERE id > ? ORDER BY id LIMIT 1", (after,)).fetchone()
    except sqlite3.DatabaseError:
        return False
    return True
