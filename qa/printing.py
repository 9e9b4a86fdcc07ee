"""What the command line prints: no control character of an article, question or name."""

import io
import json
import os
import re
import sys
import textwrap
from collections.abc import Sequence
from typing import Any, TextIO

from corpus.visible import visible
from index.hit import Hit
from index.store import Status
from index.sync import SyncReport
from qa.answer import Answer
from qa.short import place_in

_RARE = re.compile("[\x7f-\x9f\u202d\u202e]")  # JSON may hold them raw, a terminal better not
_SHOWN_FAILURES = 20
_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"


def plain_streams() -> None:
    """From now on no character that a stream can't hold or read is an error."""
    for stream, errors in (
        (sys.stdin, "replace"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def say(text: object = "", file: TextIO | None = None) -> None:
    """Print a line with its control characters written out."""
    print(visible(str(text)), file=file)


def say_json(value: dict[str, Any]) -> None:
    """Print `value` as JSON that holds no control characters."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    print(_RARE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def print_report(report: SyncReport, library: str) -> None:
    """What a sync changed, and what couldn't be read."""
    for failure in report.failed[:_SHOWN_FAILURES]:
        say(f"not read: {failure}", file=sys.stderr)
    if len(report.failed) > _SHOWN_FAILURES:
        rest = len(report.failed) - _SHOWN_FAILURES
        say(f"not read: {rest} more (footnote status --json lists all)", file=sys.stderr)
    say(
        f"{library}: {report.added:,} articles added, {report.updated:,} updated, "
        f"{report.removed:,} removed, {report.unchanged:,} unchanged, {len(report.failed):,} not read"
    )


def print_hits(hits: Sequence[Hit]) -> None:
    """Passages, each with where it is from."""
    if not hits:
        say("Nothing matches.")
    for hit in hits:
        say(f"{hit.rank}. {_reference(hit.article.title, hit.article.source, hit.article.published)}")
        say(_indented(hit.chunk.text))


def print_answer(answer: Answer) -> None:
    """An answer, with what it quotes."""
    text = visible(textwrap.fill(answer.text, 100, break_on_hyphens=False))
    start, end = place_in(text, answer.short)
    if start < end and sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        text = f"{text[:start]}{_BOLD}{text[start:end]}{_PLAIN}{text[end:]}"
    print(text)
    if answer.abstained:
        say("\nThe closest passages:")
        print_hits(answer.hits[:3])
    for citation in answer.citations:
        say(f"\n[{citation.number}] {_reference(citation.title, citation.source, citation.published)}")
        say(_indented(f"“{citation.cited_text}”"))
        if citation.url:
            say(f"    {citation.url}")
    for note in answer.notes:
        say(f"\nNote: {note}")


def print_status(status: Status) -> None:
    """What is in a library."""
    dates = f"{status.first_published or 'undated'} to {status.last_published or 'undated'}"
    sources = ", ".join(f"{name or 'no source'} ({count:,})" for name, count in status.sources[:5])
    size = f"{status.bytes_on_disk / 1e6:,.1f} MB, " if status.bytes_on_disk else ""
    say(f"library   {status.library}, {size}generation {status.generation}")
    say(f"articles  {status.articles:,} in {status.chunks:,} chunks, {dates}")
    say(f"sources   {len(status.sources):,}: {sources}")
    say(f"encoder   {status.encoder}")
    say(f"not read  {len(status.failed):,}")
    for failure in status.failed[:_SHOWN_FAILURES]:
        say(f"          {failure}")


def _reference(title: str, source: str, published: str) -> str:
    return " · ".join(part for part in (title, source, published) if part)


def _indented(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 100, initial_indent="    ", subsequent_indent="    ")
