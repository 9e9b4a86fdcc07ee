"""A data set of any form that can be evaluated, told by what is there."""

from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.errors import InputError
from corpus.folder import suffix
from qa.evaluation.datasets.beir import choose_split, is_beir, read_beir
from qa.evaluation.datasets.clapnq import is_clapnq, read_clapnq
from qa.evaluation.datasets.feedback import is_feedback, read_feedback
from qa.evaluation.datasets.mtrag import is_mtrag, read_mtrag
from qa.evaluation.datasets.questions import read_questions
from qa.evaluation.datasets.squad import read_squad
from qa.evaluation.question import Question

_FORMS = (
    "give a .jsonl of questions, of readers' feedback or of MTRAG's tasks, a SQuAD .json, "
    "a BEIR folder (queries.jsonl, corpus.jsonl, qrels/), a ClapNQ folder (clapnq_*.jsonl), "
    "or a folder of articles.jsonl and questions.jsonl"
)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions, and the articles they are asked of: a file to be read, texts, or None where it has none.

    `name` is short; `place` names the articles where a library of them is kept.
    """

    name: str
    questions: tuple[Question, ...]
    articles: Path | tuple[Article, ...] | None = None
    place: str = ""


def read_dataset(path: Path) -> Dataset:
    """The data set at `path`; `InputError` where it is missing, of no known form, or wrong in some line."""
    if not path.exists():
        raise InputError(f"{path} is not there: {_FORMS}")
    dataset = _read_folder(path.resolve()) if path.is_dir() else _read_file(path.resolve())
    if not dataset.questions:
        raise InputError(f"{path} holds no question: {_FORMS}")
    return dataset


def name_of(path: Path) -> str:
    """A name for the file or folder at `path`: its own without suffix, after that of its folder.

    >>> name_of(Path("/data/news/articles.jsonl.gz"))
    'news-articles'
    """
    return "-".join(part for part in (path.parent.name, path.name.removesuffix(suffix(path))) if part)


def _read_folder(folder: Path) -> Dataset:
    if is_beir(folder):
        return _beir(folder, choose_split(folder))
    if is_clapnq(folder):
        questions, passages = read_clapnq(folder)
        return Dataset(folder.name, questions, passages, folder.name)
    articles, asked = _only_file(folder, "articles"), _only_file(folder, "questions")
    if articles and asked:
        return Dataset(folder.name, read_questions(asked), articles, folder.name)
    raise InputError(f"{folder} is of no known form: {_FORMS}")


def _read_file(path: Path) -> Dataset:
    if path.suffix == ".tsv" and is_beir(path.parent.parent):
        return _beir(path.parent.parent, path)
    if path.suffix == ".json":
        questions, articles = read_squad(path)
        return Dataset(name_of(path), questions, articles, name_of(path))
    if path.suffix == ".jsonl" and is_feedback(path):
        return Dataset(name_of(path), read_feedback(path))
    if path.name.endswith((".jsonl", ".jsonl.gz")) and is_mtrag(path):
        questions, articles = read_mtrag(path)
        return Dataset(name_of(path), questions, articles, name_of(path))
    if path.name.endswith((".jsonl", ".jsonl.gz")):
        return Dataset(name_of(path), read_questions(path))
    raise InputError(f"{path} is of no known form: {_FORMS}")


def _beir(folder: Path, qrels: Path) -> Dataset:
    questions = read_beir(folder, qrels)
    return Dataset(f"{folder.name}/{qrels.stem}", questions, folder / "corpus.jsonl", folder.name)


def _only_file(folder: Path, name: str) -> Path | None:
    """The one file of JSON lines in `folder` whose name begins with `name`."""
    found = sorted([*folder.glob(f"{name}*.jsonl"), *folder.glob(f"{name}*.jsonl.gz")])
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise InputError(
            f"{folder} holds several files of {name} ({names}): give the questions, and --articles PATH"
        )
    return found[0] if found else None
