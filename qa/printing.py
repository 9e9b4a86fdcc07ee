"""What the command line prints: no control character of an article, question or name."""

import io
import json
import re
import sys
from typing import Any, TextIO

from corpus.visible import visible

_RARE = re.compile("[\x7f-\x9f\u202d\u202e]")  # JSON may hold them raw, a terminal better not


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
