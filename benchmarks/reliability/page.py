"""The report as a table between two marks of its page."""

import json
from pathlib import Path

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def write_page(results: Path, page: Path) -> None:
    """Put the table of `results` between the marks of `page`, where there is such a page."""
    if page.is_file():
        before, _, rest = page.read_text().partition(BEGIN)
        after = rest.partition(END)[2]
        page.write_text(f"{before}{BEGIN}\n{table(json.loads(results.read_text()))}\n{END}{after}")


def table(report: dict[str, object]) -> str:
    """The parts of a report as a table in Markdown, under the day and the machine.

    >>> print(table({"date": "today", "machine": "m", "a": {"test": "kills", "trials": 5, "failures": 0}}))
    today, m
    <BLANKLINE>
    | test | trials | failures |
    |---|---:|---:|
    | kills | 5 | 0 |
    """
    whole = [part for part in report.values() if isinstance(part, dict) and "trials" in part]
    parts = [each for part in whole for each in part.get("parts", [part])]
    rows = [f"| {part['test']} | {part['trials']:,} | {part['failures']:,} |" for part in parts]
    head = [f"{report['date']}, {report['machine']}", "", "| test | trials | failures |", "|---|---:|---:|"]
    return "\n".join([*head, *rows])
