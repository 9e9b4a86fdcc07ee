"""Everything that can go wrong, as one tree.

FootnoteError
├── InputError          the caller gave something that can't be used; the message names it and the cure
│   ├── FolderError     a folder or file of articles that isn't there or can't be read
│   └── SettingError    a setting, argument or environment variable outside its range
├── LibraryError        the library on disk can't serve the call
│   ├── MissingLibrary  there is no library at this place
│   ├── LibraryBusy     another process is writing; names the holder
│   ├── LibraryMismatch another format version or another encoder made this library
│   └── LibraryDamaged  the database itself is unreadable
├── ModelError          an encoder can't be loaded, or isn't the file it should be
├── ClusterError        a cluster of machines can't be reached, or fails
├── MissingExtra        an optional package isn't installed; names the command that installs it
└── ReaderError         a language model server failed, was too slow, or talked nonsense
"""

from importlib import import_module
from types import ModuleType


class FootnoteError(Exception):
    """The base of every error of Footnote's own: one line, the value and the cure."""


class InputError(FootnoteError):
    """The caller gave something that can't be used."""


class FolderError(InputError):
    """A folder or file of articles isn't there or can't be read."""


class SettingError(InputError):
    """A setting, argument or environment variable is outside its range."""


class LibraryError(FootnoteError):
    """The library on disk can't serve the call."""


class MissingLibrary(LibraryError):
    """There is no library at this place."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class LibraryMismatch(LibraryError):
    """Another format version or another encoder made the library."""


class LibraryDamaged(LibraryError):
    """The library's database is unreadable."""


class ModelError(FootnoteError):
    """An encoder can't be loaded, or isn't the file it should be."""


class ClusterError(FootnoteError):
    """A cluster of machines can't be reached, or fails."""


class MissingExtra(FootnoteError):
    """An optional package isn't installed."""


class ReaderError(FootnoteError):
    """A language model server failed, was too slow, or talked nonsense."""


def require(module: str, extra: str) -> ModuleType:
    """The imported `module`; `MissingExtra`, naming the command that installs `extra`, where it is absent."""
    try:
        return import_module(module)
    except ImportError as error:
        raise missing(module, extra) from error


def missing(module: str, extra: str) -> MissingExtra:
    """What to raise where `module`, which comes with `extra`, can't be imported.

    >>> raise missing("moon", "night")
    Traceback (most recent call last):
        ...
    corpus.errors.MissingExtra: moon is not installed: pip install 'footnote-qa[night]'
    """
    return MissingExtra(f"{module} is not installed: pip install 'footnote-qa[{extra}]'")
