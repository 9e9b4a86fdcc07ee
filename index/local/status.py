"""What is in a library, read from its database alone: no encoder is loaded."""

import json
from pathlib import Path

from corpus.article import Failure
from corpus.errors import MissingLibrary
from index.local import database
from index.store import Status


def exists(library: Path) -> bool:
    """Whether the folder `library` holds a library."""
    return (library / "library.sqlite").is_file()


def read_status(library: Path) -> Status:
    """The figures of the library in the folder `library`; `MissingLibrary` where there is none."""
    path = library / "library.sqlite"
    if not exists(library):
        raise MissingLibrary(f"there is no library at {library}: make one with: footnote index FOLDER")
    connection = database.connect(path)
    try:
        meta = database.read_meta(connection, path)
        database.check_format(meta, path)
        with database.transaction(connection):
            count, first, last = connection.execute(
                "SELECT count(*), coalesce(min(nullif(published, '')), ''), max(published) FROM article"
            ).fetchone()
            sources = connection.execute(
                "SELECT source, count(*) FROM article GROUP BY source ORDER BY 2 DESC, 1"
            ).fetchall()
            failures = connection.execute("SELECT failures FROM file WHERE failures <> '[]' ORDER BY path")
            failed = tuple(Failure(*f) for (row,) in failures for f in json.loads(row))
            chunks, generation = database.count_chunks(connection), database.generation(connection)
    finally:
        connection.close()
    size = sum(file.stat().st_size for file in library.rglob("*") if file.is_file())
    return Status(
        str(library),
        count,
        chunks,
        generation,
        meta["encoder"],
        first,
        last or "",
        tuple(sources),
        failed,
        size,
    )
