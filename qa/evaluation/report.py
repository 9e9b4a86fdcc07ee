"""A run and a comparison as text for a terminal."""

import re
import textwrap
from collections.abc import Sequence

from qa.evaluation.bootstrap import Estimate
from qa.evaluation.figures import Change, Comparison, Figure
from qa.evaluation.run import Run

_SHOWN_CHANGES = 10
_JUDGEMENTS = {"article": "relevant articles", "fact": "facts", "answer": "answers"}


def run_lines(run: Run, figures: Sequence[Figure], width: int) -> list[str]:
    """What was done, then a table of means with their intervals: a row a measure, a column a type."""
    cells = {(figure.measure, figure.question_type): figure.value for figure in figures}
    rows = _rows(run.measures)
    columns = [
        [name or "all", *(_cell(row, cells.get((measure, name))) for row, measure in rows)]
        for name in dict.fromkeys(figure.question_type for figure in figures)
    ]
    names = ["mean and 95 % interval", *(row for row, _ in rows)]
    return [*_about_lines(run, width), "", *_table(names, columns, width)]


def _rows(measures: Sequence[str]) -> list[tuple[str, str]]:
    """Name and measure of each row; before the measures of one judgement, how many questions have it."""
    rows: list[tuple[str, str]] = []
    for measure in measures:
        title = f"questions with {_JUDGEMENTS[re.split('[-@]', measure)[0]]}"
        if title not in dict(rows):
            rows.append((title, measure))
        rows.append((f"  {measure}", measure))
    return rows


def _cell(row: str, value: Estimate | None) -> str:
    if value is None:
        return ""
    return _with_interval(value) if row.startswith(" ") else f"{value.count:,}"


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
        f"library   {about.library}",
        f"encoder   {about.encoder}",
    ]
    return [textwrap.shorten(line, width, placeholder="…") if len(line) > width else line for line in lines]


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
            padded = [f"  {cell:>{wide}}" for cell, wide in zip(cells, widths, strict=True)]
            lines.append(f"{name:<{first}}{''.join(padded)}".rstrip())
    return lines


def _change_line(change: Change, width: int) -> str:
    start = f"  {_number(change.before):>5} → {_number(change.after):>5}  {change.query_id}  "
    return start + textwrap.shorten(change.question, max(20, width - len(start)), placeholder=" …")


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
