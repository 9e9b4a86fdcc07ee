"""Files that ship with the package: where one is missing or damaged, a line says how to get it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - the only exception whose name is small

from corpus.errors import ModelError


@contextmanager
def shipped(path: Path) -> Iterator[None]:
    """While it lasts, whatever is wrong with reading the file at `path` is a `ModelError`."""
    try:
        yield
    except (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError, BadZipFile, ZlibError) as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else f"is damaged ({error})"
        raise ModelError(f"{path} {what}: pip install --force-reinstall footnote-qa") from error
