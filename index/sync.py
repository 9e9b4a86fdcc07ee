"""Bringing a library in step with a folder: what is read, what is embedded, what is taken out."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpus.article import Article, Failure, indexed_text
from corpus.chunking import MAX_TOKENS, OVERLAP, chunk
from corpus.errors import FolderError
from corpus.folder import utf8, walk
from corpus.loaders import Loader
from index.digests import article_digest, digest, text_key, values
from index.embedding import embed_all
from index.encoder import Encoder
from index.store import FileRecord, Missing, Store, Writing

# What a digest stands for besides the bytes: raised when loading or chunking changes its results.
_READING_VERSION = 2
_EMBED_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Chunking:
    """How articles are cut and how large a file may be; see `corpus.chunking.chunk`."""

    max_tokens: int = MAX_TOKENS
    overlap: int = OVERLAP
    encoding: str = "footnote"
    max_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is: `done` of `total` articles read (total 0: not known yet) or chunks embedded."""

    stage: str
    done: int
    total: int
    seconds: float

    @property
    def rate(self) -> float:
        """Articles or chunks a second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float:
        """How long the rest of this stage takes at that rate; 0 where the total isn't known."""
        return (self.total - self.done) / self.rate if self.total and self.rate else 0.0


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync changed, in articles, and the files and lines that could not be read."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the library is different from before."""
        return bool(self.added or self.updated or self.removed)


OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class _Pass:
    """What one walk over the folder has found so far."""

    root: Path
    digests: dict[str, str]
    files: dict[str, FileRecord]
    taken: Mapping[str, str]  # doc_id → path, of articles that are not to be replaced
    seen: dict[str, str] = field(default_factory=dict)  # doc_id → path
    paths: set[str] = field(default_factory=set)
    failed: list[Failure] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def first_of(self, article: Article) -> str:
        """The path that has the article's doc_id already; empty where none has."""
        return self.seen.get(article.doc_id) or self.taken.get(article.doc_id, "")


def sync(
    encoder: Encoder, store: Store, folder: Path, chunking: Chunking, on_progress: OnProgress | None = None
) -> SyncReport:
    """Make `store` hold exactly the articles of `folder` (and those of other folders, untouched).

    What lies in the library's own folder, such as uploads, is part of no folder around it, and takes no
    doc_id from an article of another folder.

    `FolderError` where the folder is missing or holds no file of a known format, `LibraryBusy` where
    another process is writing. Interrupted by Ctrl-C it keeps the articles that are complete.
    """
    report = on_progress or (lambda progress: None)
    root, own = folder.resolve(), store.path.resolve()
    if utf8(str(root)) != str(root):
        raise FolderError(f"the name of {utf8(str(root))} isn't UTF-8, and can't be kept: rename the folder")
    inside = _within(str(root), own)

    def is_mine(path: str) -> bool:
        return _within(path, root) and (inside or not _within(path, own))

    paths = [path for path in walk(root) if isinstance(path, Failure) or is_mine(utf8(str(path)))]
    with store.writing() as batch:
        articles = store.articles()
        mine = {a.doc_id for a in articles if is_mine(a.path)}
        known = {path: record for path, record in store.files().items() if is_mine(path)}
        if not any(isinstance(path, Path) for path in paths) and not mine and not known:
            raise FolderError(
                f"no articles in {folder}: it holds no file of a known format (.txt, .md, .html, …)"
            )
        taken = {a.doc_id: a.path for a in articles if inside and a.doc_id not in mine}
        if not inside:
            _remember(root, store, batch)
        found = _Pass(root, dict(store.digests()), known, taken)
        _read_all(paths, found, batch, chunking, report)
        _embed_all(encoder, batch, report)
        gone = mine - found.seen.keys()
        batch.remove(gone)
        batch.forget_files(known.keys() - found.paths)
    return SyncReport(found.added, found.updated, len(gone), found.unchanged, tuple(found.failed))


def _remember(root: Path, store: Store, batch: Writing) -> None:
    """Count `root` among the folders of the library: in the place of those within it, unless it is in one."""
    folders = store.folders()
    if not any(_within(str(root), Path(folder)) for folder in folders):
        batch.put_folders([*(folder for folder in folders if not _within(folder, root)), str(root)])


def _read_all(
    paths: list[Path | Failure], found: _Pass, batch: Writing, chunking: Chunking, report: OnProgress
) -> None:
    started = time.monotonic()
    with Loader(max_bytes=chunking.max_bytes) as loader:
        for path in paths:
            if isinstance(path, Failure):
                found.failed.append(path)
                continue
            for _ in _read_file(path, found, batch, chunking, loader):
                report(Progress("reading", len(found.seen), 0, time.monotonic() - started))


def _read_file(
    path: Path, found: _Pass, batch: Writing, chunking: Chunking, loader: Loader
) -> Iterator[None]:
    """Put what is new in the file at `path` into `batch`; yields after every article."""
    before = _file_digest(path, found.root, chunking)
    name = utf8(str(path))
    record = found.files.get(name)
    found.paths.add(name)
    if record is not None and record.digest == before and not found.seen.keys() & set(record.doc_ids):
        found.seen.update(dict.fromkeys(record.doc_ids, name))
        found.unchanged += len(record.doc_ids)
        found.failed.extend(record.failures)
        yield
        return
    doc_ids, failures = [], []
    counts = found.added, found.updated, found.unchanged
    for item in loader.load(path, found.root):
        first = found.first_of(item) if isinstance(item, Article) else ""
        if isinstance(item, Article) and first:
            item = Failure(name, 0, f"doc_id {item.doc_id!r} is taken already by {first}")  # noqa: PLW2901
        if isinstance(item, Failure):
            failures.append(item)
            continue
        found.seen[item.doc_id] = name
        doc_ids.append(item.doc_id)
        _put(item, found, batch, chunking)
        yield
    if _file_digest(path, found.root, chunking) != before:  # what was read may be half of each
        batch.leave(doc_ids)
        found.added, found.updated, found.unchanged = counts
        former = {
            doc_id for doc_id in (*doc_ids, *(record.doc_ids if record else ())) if doc_id in found.digests
        }
        found.seen.update(dict.fromkeys(former, name))
        found.failed.append(Failure(name, 0, "it changed while it was read: sync again"))
        return
    found.failed.extend(failures)
    if before:
        batch.put_files([FileRecord(name, before, tuple(doc_ids), tuple(failures))])


def _put(article: Article, found: _Pass, batch: Writing, chunking: Chunking) -> None:
    kept = article_digest(article, values(chunking))
    if found.digests.get(article.doc_id) == kept:
        found.unchanged += 1
        return
    if article.doc_id in found.digests:
        found.updated += 1
    else:
        found.added += 1
    chunks = chunk(
        article, max_tokens=chunking.max_tokens, overlap=chunking.overlap, encoding=chunking.encoding
    )
    keys = [text_key(indexed_text(article, piece.text), piece.text) for piece in chunks]
    batch.put(article, kept, chunks, keys)


def _embed_all(encoder: Encoder, batch: Writing, report: OnProgress) -> None:
    total, done, started = batch.count_missing(), 0, time.monotonic()
    if total:
        report(Progress("embedding", 0, total, 0.0))
    for made in embed_all(encoder, _waiting(batch)):
        batch.put_vectors(
            [each.key for each in made], np.stack([each.vector for each in made]), [e.tokens for e in made]
        )
        done += len(made)
        report(Progress("embedding", done, total, time.monotonic() - started))


def _waiting(batch: Writing) -> Iterator[list[Missing]]:
    while some := batch.missing(_EMBED_AT_ONCE):
        yield some


def _file_digest(path: Path, root: Path, chunking: Chunking) -> str:
    """What the articles of a file depend on; empty where it can't be read, so that it is tried again."""
    with suppress(OSError), path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
        return digest(_READING_VERSION, root.name, *values(chunking), content)
    return ""


def _within(path: str, root: Path) -> bool:
    return path == str(root) or path.startswith(f"{root}/")
