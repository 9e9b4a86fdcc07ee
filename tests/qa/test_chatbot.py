"""The whole story, over the sample articles: laws 2, 3, 4 and 10, and what happens when a model fails."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import qa
from corpus.errors import FolderError, InputError, ReaderError, SettingError
from index.hit import Hit
from index.library import Library
from qa.answer import Turn
from qa.assemble import chatbot
from qa.chatbot import Chatbot
from qa.reader import Evidence
from qa.settings import Settings
from tests.conftest import SAMPLES
from tests.qa.laws import check_laws


@pytest.fixture(scope="module")
def bot(sample_library: Library) -> Chatbot:
    return chatbot(sample_library, Settings())


def test_a_follow_up_is_understood_from_the_turn_before(bot: Chatbot) -> None:
    question = "Where did Trump and Kim meet in June 2018?"
    turn = Turn(question, bot.ask(question))
    answer = bot.ask("And in February 2019?", [turn])
    assert answer.checked_question != answer.question == "And in February 2019?"
    assert "Hanoi" in answer.text


class Scripted:
    """A reader that writes what it was told to, and may fail at the end."""

    def __init__(self, *pieces: str, fails: bool = False) -> None:
        self._pieces = pieces
        self._fails = fails

    def read(self, question: str, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> Iterator[str]:
        yield from self._pieces
        if self._fails:
            raise ReaderError("http://127.0.0.1:1/v1 is down: start it")


def with_reader(bot: Chatbot, reader: Scripted) -> Chatbot:
    return Chatbot(bot.library, reader, Settings(threshold=0.0))


QUESTION = "Where did Trump and Kim meet in June 2018?"


def test_what_no_passage_supports_is_struck_and_reported(bot: Chatbot) -> None:
    supported = bot.ask(QUESTION).hits[0].chunk.text.split("\n")[0].split(". ")[0]
    reader = Scripted(f"{supported}. [1] ", "They signed a treaty with Brazil about 40 submarines. [1]")
    answer = with_reader(bot, reader).ask(QUESTION)
    check_laws(answer, bot.library)
    assert "submarines" not in answer.text
    assert any("submarines" in note for note in answer.notes)


def test_an_answer_without_support_becomes_an_abstention(bot: Chatbot) -> None:
    answer = with_reader(bot, Scripted("They met on the Moon in 1969. [1]")).ask(QUESTION)
    check_laws(answer, bot.library)
    assert answer.abstained


@pytest.mark.parametrize("pieces", [(), ("They met ",), ("nonsense [99] [[[ 3] ",)])
def test_a_failing_model_leaves_the_extractive_answer_and_one_line(
    pieces: tuple[str, ...], bot: Chatbot
) -> None:
    answer = with_reader(bot, Scripted(*pieces, fails=True)).ask(QUESTION)
    plain = bot.ask(QUESTION)
    check_laws(answer, bot.library)
    assert (answer.text, answer.citations) == (plain.text, plain.citations)
    assert len(answer.notes) == 1
    assert "is down" in answer.notes[0]


@pytest.mark.parametrize("question", ["", "   ", "?!", "why " * 10_000])
def test_a_question_that_can_not_be_searched_is_refused(question: str, bot: Chatbot) -> None:
    with pytest.raises(InputError):
        bot.ask(question)


def test_open_takes_a_folder_of_articles_or_a_library(tmp_path: Path) -> None:
    settings = Settings(library=str(tmp_path / "library"), encoder="words-by-checksum")
    bot = qa.open(SAMPLES, settings)
    count = len(bot.library.store.articles())
    assert count >= 12
    assert len(qa.open(tmp_path / "library", settings).library.store.articles()) == count
    with pytest.raises(SettingError, match="milvus"):
        qa.open("postgres://localhost/news", settings)


def test_open_begins_no_library_for_a_folder_that_is_not_there(tmp_path: Path) -> None:
    settings = Settings(library=str(tmp_path / "library"), encoder="words-by-checksum")
    with pytest.raises(FolderError, match="nowhere"):
        qa.open(tmp_path / "nowhere", settings)
    assert list(tmp_path.iterdir()) == []


def test_a_quoting_chatbot_calls_no_model(sample_library: Library) -> None:
    class Model:
        def read(self, question: str, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> Iterator[str]:
            raise AssertionError("the model was asked")

    question = "Why did North Korea close its border with China?"
    modelled = Chatbot(sample_library, Model())
    with pytest.raises(AssertionError, match="the model was asked"):
        modelled.ask(question)
    quoting = Chatbot(sample_library, chatbot(sample_library, Settings())._reader)
    assert modelled.quoting().ask(question) == quoting.ask(question)
