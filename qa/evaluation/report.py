"""A run and a comparison as text for a terminal."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from qa.evaluation.bootstrap import Estimate
from qa.evaluation.figures import Change, Comparison, Figure
from qa.evaluation.run import Run

_SHOWN_CHANGES = 10
# The questions that have a measure, by its name or the first word of it, in the order that they are shown.
_HEADINGS = {
    "article": "questions with relevant articles",
    "first-article": "questions with relevant articles",
    "fact": "questions with facts",
    "first-sentence": "questions with a known answer",
    "three-sentences": "questions with a known answer",
    "answer": "questions with answers",
    "whole-answer": "questions with answers",
    "short-given": "questions with answers",
    "found-answer": "with the answer in a passage",
    "short": "with a short answer",
    "strict": "questions with one answer",
    "shared-word": "questions with one answer",
    "answered": "answerable questions",
    "refused": "unanswerable questions",
    "precision": "questions answered",
    "standalone": "follow-ups",
    "verbatim": "all answers",
    "confidence": "confidence",
    "seconds": "seconds",
}


def run_lines(run: Run, figures: Sequence[Figure], width: int) -> list[str]:
    """What was done, then a table of figures with their intervals: a row a measure, a column a type."""
    groups = _groups(list(dict.fromkeys(figure.measure for figure in figures)))
    columns = [
        [name or "all", *_cells(groups, {f.measure: f.value for f in figures if f.question_type == name})]
        for name in dict.fromkeys(figure.question_type for figure in figures)
    ]
    names = ["mean and 95 % interval"]
    for title, measures in groups:
        names += [title, *(f"  {measure}" for measure in measures)]
    return [*_about_lines(run, width), "", *_table(names, columns, width)]


def _groups(measures: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The measures under headings that say which questions have them.

    >>> _groups(["short-EM", "fact-hits@4", "first-sentence", "fact-MRR@10"])[0]
    ('questions with facts', ['fact-hits@4', 'fact-MRR@10'])
    """
    titles = {measure: _heading(measure) for measure in measures}
    order = [*dict.fromkeys(_HEADINGS.values()), *titles.values()]
    return [
        (title, [measure for measure in measures if titles[measure] == title])
        for title in dict.fromkeys(order)
        if title in titles.values()
    ]


def _heading(measure: str) -> str:
    kind = re.split("[-@]", measure)[0]
    return _HEADINGS.get(measure, _HEADINGS.get(kind, f"questions with {kind}"))


def _cells(groups: Sequence[tuple[str, Sequence[str]]], values: Mapping[str, Estimate]) -> Iterator[str]:
    """For each group the count of its questions, then the mean of each measure; empty where there is none."""
    for _, measures in groups:
        found = [values[measure] for measure in measures if measure in values]
        yield f"{found[0].count:,}" if found else ""
        yield from (_with_interval(values[name]) if name in values else "" for name in measures)


def comparison_lines(compared: Sequence[Comparison], chosen: Comparison, width: int) -> list[str]:
    """Every measure before and after, then the questions whose `chosen` measure changed most."""
    rows = [
        [c.measure, _number(c.before), _number(c.after), _signed(c.difference), len(c.better), len(c.worse)]
        for c in compared
    ]
    columns = [
        [title, *(str(row[n]) for row in rows)]
        for n, title in enumerate(("measure", "before", "after", "difference", "better", "worse"))
    ]
    lines = _table(columns[0], columns[1:], width)
    for title, changes in (("better", chosen.better), ("worse", chosen.worse)):
        lines += ["", f"{title} by {chosen.measure}: {_questions(len(changes))}"]
        lines += [_change_line(change, width) for change in changes[:_SHOWN_CHANGES]]
        if len(changes) > _SHOWN_CHANGES:
            lines.append(f"  and {len(changes) - _SHOWN_CHANGES:,} more (--json lists all)")
    return lines


def _about_lines(run: Run, width: int) -> list[str]:
    about = run.about
    lines = [
        f"data      {about.data}, {_questions(len(run.questions))}",
        f"search    {about.mode}, {about.k} passages",
        *([f"answers   {about.reader}, from a confidence of {about.threshold}"] if about.reader else []),
        *([f"today     {about.today}"] if about.today else []),
        f"library   {about.library}",
        f"encoder   {about.encoder}",
    ]
    return [_cut(line, width) for line in lines]


def _table(names: Sequence[str], columns: Sequence[Sequence[str]], width: int) -> list[str]:
    """Rows of `names` and then `columns`, as many side by side as `width` allows, the others below."""
    first = max(map(len, names))
    lines: list[str] = []
    waiting = list(columns)
    while waiting:
        room, block = width - first, list[Sequence[str]]()
        while waiting and (not block or room >= 2 + max(map(len, waiting[0]))):
            block.append(waiting.pop(0))
            room -= 2 + max(map(len, block[-1]))
        widths = [max(map(len, column)) for column in block]
        lines += [""] if lines else []
        for name, *cells in zip(names, *block, strict=True):
            if not any(cells):
                continue  # a measure of other columns
            padded = [f"  {cell:>{wide}}" for cell, wide in zip(cells, widths, strict=True)]
            lines.append(f"{name:<{first}}{''.join(padded)}".rstrip())
    return lines


def _change_line(change: Change, width: int) -> str:
    start = f"  {_number(change.before):>5} → {_number(change.after):>5}  {change.query_id}  "
    room = max(20, width - len(start))
    return _cut(start + textwrap.shorten(change.question, room, placeholder=" …"), width)


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _with_interval(value: Estimate) -> str:
    return f"{_number(value.mean)} {_number(value.low)}–{_number(value.high)}"


def _signed(value: Estimate) -> str:
    signs = [f"{number:+.3f}".replace("-", "−") for number in (value.mean, value.low, value.high)]
    return f"{signs[0]} ({signs[1]} to {signs[2]})"


def _number(value: float) -> str:
    """Three decimals, without the zero before the point.

    >>> _number(0.7464), _number(1.0)
    ('.746', '1.000')
    """
    return f"{value:.3f}".removeprefix("0")


def _questions(count: int) -> str:
    return f"{count:,} question{'' if count == 1 else 's'}"
