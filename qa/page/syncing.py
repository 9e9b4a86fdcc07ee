"""How a sync goes and went, as HTML: progress, what changed, what was uploaded, what wasn't read."""

from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.article import Failure
from qa.collection import Outcome, State
from qa.page.deleting import delete_button
from qa.page.markup import counted, problem_html, shown
from qa.uploads import Kept

_LONGEST = 100
_STAGES = {"reading": ("Reading", "article"), "embedding": ("Embedding", "chunk")}

Name = Callable[[str], str]
"""What the page calls the file at a path; or the name of an uploaded file, empty for any other."""


def state_html(state: State) -> str:
    """How far a sync is, or how the last one ended; nothing before the first."""
    if state.running:
        return _under_way(state)
    return _ended(state.outcome) if state.outcome else ""


def _under_way(state: State) -> str:
    progress, label = state.progress, 'aria-label="How far the sync is"'
    if progress is None:
        said = '<p role="status">A sync begins…</p>'
        return f'<div class="fn-under-way">{said}<progress {label}></progress></div>'
    verb, unit = _STAGES.get(progress.stage, (progress.stage.capitalize(), "item"))
    of = f" of {progress.total:,}" if progress.total else ""
    many = f"{progress.done:,}{of} {unit}{'' if (progress.total or progress.done) == 1 else 's'}"
    left = f", about {progress.seconds_left:,.0f} s left" if progress.seconds_left >= 1 else ""
    extent = f' max="{progress.total}" value="{progress.done}"' if progress.total else ""
    return (
        f'<div class="fn-under-way"><p role="status">{verb}: {many}{left}. Questions are answered meanwhile.'
        f"</p><progress {label}{extent}></progress></div>"
    )


def _ended(outcome: Outcome) -> str:
    report = outcome.report
    figures = (
        f"{report.added:,} added, {report.updated:,} updated, {report.removed:,} removed, "
        f"{report.unchanged:,} unchanged, {len(report.failed):,} not read"
    )
    if outcome.stopped:
        line = "The sync was stopped; what was complete by then is kept. Sync again to read the rest."
    elif outcome.problems and not report.changed and not report.unchanged:
        line = ""
    else:
        line = f"Synced at {shown(outcome.ended)}: {figures}."
    said = f'<p class="fn-synced" role="status">{line}</p>' if line else ""
    return said + "".join(map(problem_html, outcome.problems))


def received_html(kept: Sequence[Kept], refused: Sequence[str]) -> str:
    """What became of an upload: how many files are kept, and a line for each that needs a word."""
    new = sum(each.new for each in kept)
    many = f"{counted(new, 'file')} uploaded." if new else ""
    notes = [each.note for each in kept if each.note]
    lines = [*(f"Not kept: {line}" for line in refused), *notes]
    cut = [*lines[:_LONGEST], f"… and {len(lines) - _LONGEST:,} more"] if len(lines) > _LONGEST else lines
    items = "".join(f"<li>{shown(line)}</li>" for line in cut)
    said = f"<p>{many}</p>" if many else ""
    return f'<div class="fn-received" role="status">{said}{f"<ul>{items}</ul>" if items else ""}</div>'


def failed_html(failures: Sequence[Failure], name: Name, deletable: Name) -> str:
    """The files and lines that couldn't be read, each with its reason; nothing where all were."""
    if not failures:
        return ""
    items = "".join(f"<li>{_failure(each, name, deletable)}</li>" for each in failures[:_LONGEST])
    rest = len(failures) - _LONGEST
    more = f"<p>{rest:,} more; footnote status --json lists all.</p>" if rest > 0 else ""
    return (
        f'<details class="fn-failed" open><summary>Not read: {len(failures):,}</summary><ul>{items}</ul>'
        f"{more}</details>"
    )


def _failure(failure: Failure, name: Name, deletable: Name) -> str:
    line = f", line {failure.line:,}" if failure.line else ""
    file = deletable(failure.path)
    button = delete_button(f'data-file="{shown(file)}"', file) if file else ""
    return f"<span><bdi>{shown(name(failure.path))}</bdi>{line}: {shown(failure.reason)}</span>{button}"


def name_within(path: str, folders: Sequence[Path]) -> str:
    """The path from the folder that was indexed on: what is above it is nobody's business.

    >>> name_within("/home/ann/news/2021/june.txt", [Path("/home/ann/news")])
    'news/2021/june.txt'
    """
    file = Path(path)
    for folder in folders:
        if file.is_relative_to(folder):
            return str(file.relative_to(folder.parent))
    return file.name
