"""The sample questions: what is asked of the sample articles, and what is right."""

import json
from dataclasses import dataclass
from pathlib import Path

from qa.answer import Answer


@dataclass(frozen=True, slots=True)
class Sample:
    """A question; `answers` are alternatives of which one must be said, none when it can't be answered."""

    query_id: str
    question: str
    answers: tuple[str, ...]

    def is_right(self, answer: Answer) -> bool:
        """Whether `answer` says one of the answers, or abstains where there is none."""
        if not self.answers:
            return answer.abstained
        return any(expected.casefold() in answer.text.casefold() for expected in self.answers)


def _read() -> list[Sample]:
    lines = Path(__file__).with_name("sample_questions.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    return [Sample(r["query_id"], r["question"], tuple(r["answers"])) for r in records]


QUESTIONS = _read()
