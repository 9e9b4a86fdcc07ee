"""What is in a library, read from its database alone: no encoder is loaded."""

import json
from pathlib import Path

from corpus.article import Failure
from corpus.errors import MissingLibrary
from index.local import connecting, database
from index.local.connecting import told
from index.local.place import DATABASE, exists, is_bereft
from index.store import Status


def read_status(library: Path) -> Status:
    """The figures of the library in the folder `library`; `MissingLibrary` where there is none."""
    path = library / DATABASE
    check_exists(library)
    connection = connecting.connect(path)
    try:
        meta = database.read_meta(connection, path)
        database.check_format(meta, path)
        with told(path), connecting.transaction(connection):
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
        int(meta["dimension"]),
        first,
        last or "",
        tuple(sources),
        failed,
        size,
    )


def read_encoder(library: Path) -> str:
    """The name of the encoder that made the library in the folder `library`."""
    path = library / DATABASE
    connection = connecting.connect(path)
    try:
        meta = database.read_meta(connection, path)
        database.check_format(meta, path)
    finally:
        connection.close()
    return meta["encoder"]


def check_exists(library: Path) -> None:
    """`MissingLibrary` where the folder `library` holds no library, with what to do."""
    if is_bereft(library):
        raise MissingLibrary(
            f"{library / DATABASE} is missing beside its search files: bring it back with "
            "footnote restore FILE, or make it anew with: footnote index FOLDER"
        )
    if not exists(library):
        raise MissingLibrary(f"there is no library at {library}: make one with: footnote index FOLDER")
