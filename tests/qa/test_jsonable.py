"""Answers as JSON."""

import json
from dataclasses import fields

from qa.answer import Answer
from qa.jsonable import answer_json


def test_every_field_of_an_answer_is_in_its_json() -> None:
    told = answer_json(Answer("Where did they meet?", "They met in Hanoi. [1]", short="Hanoi"))
    assert set(told) == {field.name for field in fields(Answer)}
    assert told["short"] == "Hanoi"
    assert json.loads(json.dumps(told)) == told
