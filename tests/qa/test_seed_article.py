"""One real article, indexed and asked from the command line: right sentence first, verbatim; or silence."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.encoder import Encoder
from index.library import Library
from index.local.store import LocalStore
from qa.assemble import chatbot
from qa.chatbot import Chatbot
from qa.jsonable import answer_json
from qa.settings import Settings

ANSWERED = {
    "By how much did Chinese shipments to North Korea fall between January and May?": "84%",
    "Which think tank does Bruce Bennett work for?": "Rand Corp",
    "When do North Korea and China mark the anniversary of their mutual defense treaty?": "July 11",
    "Why did North Korea close its border with China?": "in response to the spread of the coronavirus",
    "Who called the North Korean remarks an interesting signal?": "Jake Sullivan",
}
REFUSED = ("Who won the 2018 World Cup?", "What is the population of Pyongyang?")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    seeds = Path(__file__).resolve().parents[3] / "shared" / "seeds"
    if not seeds.is_dir():
        pytest.skip("the article is not on this machine")
    folder = tmp_path_factory.mktemp("seed") / "library"
    run("index", str(seeds), "--library", str(folder))
    return folder


@pytest.fixture(scope="module")
def bot(library: Path, encoder: Encoder) -> Chatbot:
    return chatbot(Library(encoder, LocalStore(library, encoder.name, encoder.dimension)), Settings())


def run(*arguments: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")}
    command = [sys.executable, "-m", "qa.cli", *arguments]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True, timeout=120).stdout


def asked(question: str, bot: Chatbot) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(json.dumps(answer_json(bot.ask(question))))
    return answer


@pytest.mark.parametrize("question", ANSWERED)
def test_the_right_sentence_comes_first_and_verbatim(question: str, bot: Chatbot) -> None:
    answer = asked(question, bot)
    first = answer["citations"][0]
    assert ANSWERED[question] in first["cited_text"]
    assert answer["text"].startswith(" ".join(first["cited_text"].split()))
    assert any(first["cited_text"] in hit["text"] for hit in answer["hits"])


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_article_does_not_tell_is_not_answered(question: str, bot: Chatbot) -> None:
    answer = asked(question, bot)
    assert answer["abstained"]
    assert answer["citations"] == []
    assert answer["hits"]


def test_the_command_line_prints_these_answers(library: Path, bot: Chatbot) -> None:
    for question in ("Why did North Korea close its border with China?", REFUSED[0]):
        printed = run("ask", question, "--json", "--library", str(library))
        assert json.loads(printed) == asked(question, bot)
