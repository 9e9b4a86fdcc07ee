"""Carrying a library from one store into another: all that it holds, and nothing embedded again."""

import time
from collections.abc import Iterator, Sequence

from corpus.article import indexed_text
from corpus.errors import InputError
from index.digests import text_key
from index.store import Store, Writing
from index.sync import OnProgress, Progress, SyncReport

_ARTICLES_AT_ONCE, _VECTORS_AT_ONCE = 64, 256


def copy(
    source: Store, target: Store, *, replace: bool = False, on_progress: OnProgress | None = None
) -> SyncReport:
    """Make `target` hold the articles, vectors, files and folders of `source`; what changed is given back.

    What is there already stays, so that a copy that was cut off goes on where it was. `InputError` where
    `target` holds anything that `source` doesn't, unless `replace` gives it up. `source` is read as it is at
    this moment, whatever is written to it meanwhile.
    """
    report = on_progress or (lambda progress: None)
    with source.reading(), target.writing() as batch:
        had, has = target.digests(), source.digests()
        others = sorted(doc_id for doc_id, kept in had.items() if has.get(doc_id) != kept)
        if others and not replace:
            raise InputError(
                f"{target.status().library} holds {len(others):,} articles that {source.status().library} "
                f"doesn't hold alike, such as {others[0]!r}: copy into a new library, or give these up with "
                "--replace"
            )
        # In the order of `articles`, whatever the store: chunks of equal score come in that of their names.
        wanted = [a.doc_id for a in source.articles() if had.get(a.doc_id) != has[a.doc_id]]
        _put_articles(source, batch, wanted, report)
        _put_vectors(source, batch, report)
        gone = [doc_id for doc_id in others if doc_id not in has]
        batch.remove(gone)
        files, known = source.files(), target.files()
        batch.put_files(record for path, record in files.items() if known.get(path) != record)
        batch.forget_files(known.keys() - files.keys())
        batch.put_folders(source.folders())
    updated = len(others) - len(gone)
    return SyncReport(len(wanted) - updated, updated, len(gone), len(has) - len(wanted))


def _put_articles(source: Store, batch: Writing, doc_ids: Sequence[str], report: OnProgress) -> None:
    done, started = 0, time.monotonic()
    for first in range(0, len(doc_ids), _ARTICLES_AT_ONCE):
        some = doc_ids[first : first + _ARTICLES_AT_ONCE]
        for item in source.indexed(some):
            keys = [text_key(indexed_text(item.article, c.text), c.text) for c in item.chunks]
            batch.put(item.article, item.digest, item.chunks, keys)
        done += len(some)
        report(Progress("reading", done, len(doc_ids), time.monotonic() - started))


def _put_vectors(source: Store, batch: Writing, report: OnProgress) -> None:
    total, done, started = batch.count_missing(), 0, time.monotonic()
    for keys in _missing_keys(batch):
        batch.put_vectors(keys, *source.vectors(keys))
        done += len(keys)
        report(Progress("storing", done, total, time.monotonic() - started))


def _missing_keys(batch: Writing) -> Iterator[list[str]]:
    while waiting := batch.missing(_VECTORS_AT_ONCE):
        yield [item.key for item in waiting]
