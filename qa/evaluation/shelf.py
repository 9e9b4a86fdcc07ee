"""The library that a data set is asked of, kept so that nothing is embedded twice."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article, Failure
from corpus.errors import InputError
from corpus.folder import walk
from index.engines.milvus.place import shown
from index.library import Library
from qa.assemble import open_filled_library, open_library
from qa.evaluation.datasets.dataset import Dataset
from qa.evaluation.question import Question
from qa.progress import ProgressBar
from qa.settings import Settings

KEPT = Path(".footnote-eval")


@dataclass(frozen=True, slots=True)
class Shelf:
    """An open library in step with a data set's articles, its place, and what should be known of it."""

    library: Library
    place: str
    notes: tuple[str, ...] = ()


def open_shelf(dataset: Dataset, settings: Settings, library: str | None) -> Shelf:
    """The library that `dataset` is asked of, filled first where it brings its own articles.

    These go into `library`, or into a folder under `.footnote-eval` that bears the data set's name; questions
    without articles are asked of the library of the settings.
    """
    if dataset.articles is None:
        return Shelf(open_filled_library(settings), shown(settings.library))
    folder = KEPT / dataset.place
    source = dataset.articles
    if not isinstance(source, Path):
        source = _written(source, folder / "articles.jsonl")
    return _filled(source, library or str(folder / "library"), settings, mixed=bool(library))


def missing_articles(questions: Sequence[Question], library: Library) -> str:
    """A sentence about the articles that judgements name and `library` lacks; empty where it lacks none."""
    named = {doc_id for question in questions for doc_id in question.articles}
    missing = named - set(library.store.digests())
    if not missing:
        return ""
    how_many = "none" if missing == named else f"only {len(named) - len(missing):,}"
    return (
        f"{how_many} of the {len(named):,} articles that the questions name is in the library "
        f"(missing, for example: {min(missing)})"
    )


def _written(articles: Sequence[Article], path: Path) -> Path:
    """A file at `path` with `articles`, in the form that they are read from."""
    records = [{"doc_id": a.doc_id, "title": a.title, "text": a.text} for a in articles]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"can't write {path} ({error.strerror}): run from a folder where you may") from error
    return path


def _filled(source: Path, place: str, settings: Settings, *, mixed: bool) -> Shelf:
    """The library at `place` in step with `source`; other articles in it are refused, or noted if `mixed`."""
    walk(source)  # a folder that isn't there is refused before a library is begun
    library = open_library(settings, place)
    root = str(source.resolve())
    others = [a.path for a in library.store.articles() if not f"{a.path}/".startswith(f"{root}/")]
    if others and not mixed:
        raise InputError(
            f"{shown(place)} holds other articles, of {others[0]}: remove it, or name a new one "
            "with --library"
        )
    with ProgressBar() as bar:
        report = library.sync(source, bar.show)
    notes = [_unread(report.failed)] if report.failed else []
    if others:
        notes.append(f"{len(others):,} other articles are in the library too")
    return Shelf(library, shown(place), tuple(notes))


def _unread(failed: Sequence[Failure]) -> str:
    return f"{len(failed):,} of the articles could not be read, the first: {failed[0]}"
