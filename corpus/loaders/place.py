"""Where an article comes from: the stable id of its file, and the file's path."""

import os
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Failure
from corpus.folder import utf8
from corpus.loaders.unreadable import one_line

LONGEST_REASON = 400  # characters


@dataclass(frozen=True, slots=True)
class Place:
    """The file an article is read from: `doc_id` is its place in the folder, `path` on this machine."""

    doc_id: str
    path: str

    def failure(self, reason: str, line: int = 0) -> Failure:
        """The failure of this file, or of one `line` of it, for `reason`."""
        return Failure(self.path, line, one_line(reason, LONGEST_REASON))


def place_of(path: Path, root: Path) -> Place:
    """The place of `path`, walked from `root`: its id is the same wherever the folder lies.

    >>> place_of(Path("/data/news/2021/june.txt"), Path("/data/news")).doc_id
    'news/2021/june.txt'
    """
    file, folder = Path(os.path.abspath(path)), Path(os.path.abspath(root))  # noqa: PTH100 - links stay as named
    base = folder.parent if file != folder else file.parent.parent
    return Place(utf8(file.relative_to(base).as_posix()), utf8(str(file)))
