"""What is asked, and how long each way of answering it takes."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def questions_of(path: Path, most: int) -> list[str]:
    """The questions of a file of JSON lines that have words; an even sample where there are over `most`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    questions = [question for question in questions if any(map(str.isalnum, question))]
    return questions[:: max(1, len(questions) // most)]


def in_turn(
    ways: Mapping[str, Callable[[str], object]], questions: Sequence[str], warm_up: int
) -> dict[str, list[float]]:
    """Milliseconds of each way, question by question; the first `warm_up` questions don't count."""
    milliseconds: dict[str, list[float]] = {way: [] for way in ways}
    for place, question in enumerate(questions):
        for way, search in ways.items():
            started = time.perf_counter()
            search(question)
            if place >= warm_up:
                milliseconds[way].append(1000 * (time.perf_counter() - started))
    return milliseconds
