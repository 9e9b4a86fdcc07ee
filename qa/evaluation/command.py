"""The command `footnote eval`: measure how passages are found or questions answered, and compare two runs."""

import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from corpus.errors import InputError
from corpus.folder import check_name
from index.hit import Hit
from index.library import MODES, Library, Mode
from index.sync import OnProgress
from qa.assemble import chatbot
from qa.evaluation.answers import runner as answering
from qa.evaluation.answers.totals import compare_totals, totals
from qa.evaluation.datasets.dataset import Dataset, name_of, read_dataset
from qa.evaluation.figures import Comparison, compare, figures
from qa.evaluation.jsonable import comparison_json, run_json
from qa.evaluation.judging import DEPTH
from qa.evaluation.question import Question, spread
from qa.evaluation.report import comparison_lines, run_lines
from qa.evaluation.run import About, Run, is_run, read_run, write_run
from qa.evaluation.runner import check, evaluate
from qa.evaluation.shelf import missing_articles, open_shelf
from qa.printing import say, say_json
from qa.progress import ProgressBar
from qa.settings import Settings

SUMMARY = "Measure how well passages are found, or questions answered."
EXAMPLE = "footnote eval questions.jsonl --articles articles/ --answers --out run.jsonl"

# By which two runs are compared, the first that both have: it looks at a ranking, or an answer, as a whole.
_TELLING = ["article-nDCG@10", "fact-MRR@10", "answer@10", "strict", "first-sentence"]


def add_arguments(command: ArgumentParser) -> None:
    """Give `command` the arguments of an evaluation."""
    command.add_argument(
        "data",
        metavar="DATA",
        help="questions, a library's feedback.jsonl or MTRAG's tasks (.jsonl), SQuAD (.json), a BEIR folder "
        "or one of its qrels, a ClapNQ folder, a folder of articles.jsonl and questions.jsonl, or a run",
    )
    command.add_argument(
        "--answers", action="store_true", help="judge whole answers and their confidence, not passages"
    )
    command.add_argument("--articles", metavar="PATH", help="ask these articles, not the library")
    command.add_argument("--only", metavar="PREFIX", default="", help="only where query_id begins so")
    command.add_argument("--limit", type=int, metavar="N", help="only N questions, evenly spread")
    command.add_argument("--mode", choices=MODES, help="how passages are found (FOOTNOTE_MODE)")
    command.add_argument("-k", type=int, help="passages a search gives, at least 10 (10); of answers, any")
    command.add_argument("--out", metavar="FILE", help="write the run: a line a question")
    command.add_argument(
        "--against", metavar="FILE", help="compare with an earlier run, question by question"
    )
    command.add_argument("--measure", metavar="NAME", help="the measure by which it compares")


def run(options: Namespace, settings: Settings) -> None:
    """Evaluate, or read an earlier run, and print what it comes to."""
    old = _checked(options)
    path = Path(check_name(options.data))
    found, notes = (_reread(path, options), ()) if is_run(path) else _evaluated(path, options, settings)
    if options.out:
        write_run(found, Path(options.out))
    taken = (*figures(found), *totals(found))
    compared = (*compare(old, found), *compare_totals(old, found)) if old else ()
    chosen = _chosen(compared, options.measure) if compared else None
    if options.json:
        value = run_json(found, taken, notes)
        value |= {"comparison": comparison_json(compared, chosen)} if chosen else {}
        say_json(value)
        return
    width = shutil.get_terminal_size().columns
    say("\n".join(run_lines(found, taken, width)))
    if chosen:
        say(f"\nagainst {options.against}, {chosen.difference.count:,} questions in both")
        say("\n".join(comparison_lines(compared, chosen, width)))
    for note in notes:
        say(f"note: {note}", file=sys.stderr)


def _checked(options: Namespace) -> Run | None:
    """The run to compare with; whatever can be wrong with a result is told before a long search begins."""
    if options.out and not Path(options.out).resolve().parent.is_dir():
        raise InputError(f"--out is {options.out}: its folder is not there, make it first")
    if not options.against:
        if options.measure:
            raise InputError("--measure chooses what to compare by: name an earlier run with --against")
        return None
    old = read_run(Path(options.against))
    if options.measure and options.measure not in old.measures:
        raise InputError(f"--measure is {options.measure!r}: choose one of {', '.join(old.measures)}")
    return old


def _reread(path: Path, options: Namespace) -> Run:
    chosen = [
        name for name in ("answers", "articles", "only", "limit", "mode", "k") if getattr(options, name)
    ]
    if chosen:
        raise InputError(f"{path} is an earlier run, asked already: leave {chosen[0]} out")
    return read_run(path)


def _evaluated(path: Path, options: Namespace, settings: Settings) -> tuple[Run, tuple[str, ...]]:
    dataset = _with_articles(read_dataset(path), options.articles)
    questions, left_out = _asked(dataset, options)
    settings, k = _chosen_settings(options, settings)
    if options.answers:  # whatever is wrong is told before the articles are indexed, which may be long
        answering.check(questions)
    else:
        check(questions, k)
    shelf = open_shelf(dataset, settings, options.library)
    about = About(
        data=dataset.name,
        mode=settings.mode,
        k=k,
        library=shelf.place,
        encoder=shelf.library.encoder.name,
        version=version("footnote-qa"),
        date=date.today().isoformat(),
    )
    with ProgressBar() as bar:
        if options.answers:
            found = _answered(shelf.library, settings, questions, about, bar.show)
        else:
            found = _searched(shelf.library, settings.mode, questions, about, bar.show)
    missing = missing_articles(questions, shelf.library)
    shelf.library.close()
    return found, tuple(note for note in (left_out, *shelf.notes, missing) if note)


def _chosen_settings(options: Namespace, settings: Settings) -> tuple[Settings, int]:
    """The settings that the options leave, and how many passages a search gives."""
    settings = replace(settings, mode=options.mode or settings.mode)
    if not options.answers:
        return settings, DEPTH if options.k is None else options.k
    settings = replace(settings, k=settings.k if options.k is None else options.k)
    return settings, settings.k


def _searched(
    library: Library, mode: Mode, questions: Sequence[Question], about: About, on_progress: OnProgress
) -> Run:
    def search(queries: Sequence[str], k: int) -> list[list[Hit]]:
        return library.search_many(queries, k, mode=mode)

    return evaluate(search, questions, about, on_progress)


def _answered(
    library: Library, settings: Settings, questions: Sequence[Question], about: About, on_progress: OnProgress
) -> Run:
    about = replace(
        about,
        reader=settings.llm_model or "extractive",
        threshold=settings.threshold,
        today=settings.today or about.date,
    )
    return answering.evaluate(chatbot(library, settings), questions, about, on_progress)


def _with_articles(dataset: Dataset, articles: str | None) -> Dataset:
    if not articles:
        return dataset
    if dataset.articles is not None:
        raise InputError(f"{dataset.name} brings its own articles: leave --articles out")
    path = Path(articles).resolve()
    return replace(dataset, articles=path, place=name_of(path))


def _asked(dataset: Dataset, options: Namespace) -> tuple[tuple[Question, ...], str]:
    """The questions that the options choose of those with a judgement, and a sentence about the others."""
    if options.limit is not None and options.limit < 1:
        raise InputError(f"--limit is {options.limit}: give at least 1")
    meant = [q for q in dataset.questions if q.query_id.startswith(options.only)]
    if not meant:
        first = dataset.questions[0].query_id
        raise InputError(f"no query_id begins with {options.only!r}: the first is {first!r}")
    judged = [q for q in meant if (q.is_answer_judged if options.answers else q.is_judged)]
    without = len(meant) - len(judged)
    note = f"{without:,} of {len(meant):,} questions have no judgement and are left out" if without else ""
    return spread(judged, options.limit or len(judged)), note


def _chosen(compared: Sequence[Comparison], measure: str | None) -> Comparison:
    """The comparison by `measure`, by default the one that tells most."""
    by_name = {comparison.measure: comparison for comparison in compared}
    if measure and measure not in by_name:
        raise InputError(f"no question has {measure} in both runs: choose one of {', '.join(by_name)}")
    wanted = [measure] if measure else _TELLING
    return next((by_name[name] for name in wanted if name in by_name), compared[0])
