"""Conversations that were kept as JSON, taken back."""

import copy
import json
from typing import Any

import pytest

from corpus.article import Article, Chunk
from corpus.errors import InputError
from index.hit import Hit
from qa.answer import Answer, Citation, Turn
from qa.jsonable import answer_json
from qa.restoring import LONGEST, named, restored

TEXT = "Trade was slow. The border was closed. Food became scarce."
QUOTE = "The border was closed."
ARTICLE = Article("a.md", "A border closed", TEXT, "Daily", "", "2021-06-17", "https://daily.example/a")
CITATION = Citation(1, "a.md", ARTICLE.title, "Daily", "2021-06-17", ARTICLE.url, QUOTE, 16, 38)
HIT = Hit(1, 0.25, Chunk("a#0", "a.md", 0, 15, TEXT[:15]), Article("a.md", ARTICLE.title, "", "Daily"))
ANSWER = Answer("Why?", f"{QUOTE} [1]", (CITATION,), (HIT,), confidence=0.5, notes=("older",), short="closed")
KEPT = json.loads(json.dumps([answer_json(ANSWER)]))


def of(*articles: Article) -> Any:
    return {article.doc_id: article for article in articles}.get


def test_what_was_kept_comes_back_as_it_was() -> None:
    assert restored(KEPT, of(ARTICLE)) == (Turn("Why?", ANSWER),)
    assert restored([], of()) == ()


def test_a_quote_that_has_moved_has_its_new_place() -> None:
    moved = Article("a.md", "A border closed", f"Updated. {TEXT}")
    (turn,) = restored(KEPT, of(moved))
    (citation,) = turn.answer.citations
    assert moved.text[citation.start : citation.end] == citation.cited_text == QUOTE
    assert turn.answer.notes == ("older",)


@pytest.mark.parametrize(
    ("articles", "note"),
    [
        ([], "the article of [1] has left the library since this was answered"),
        ([Article("a.md", "", "All new.")], "[1] is not in its article any more, which has changed since"),
    ],
)
def test_a_quote_that_is_there_no_more_is_said_once_and_kept(articles: list[Article], note: str) -> None:
    (turn,) = restored(KEPT, of(*articles))
    assert turn.answer.citations == (CITATION,)
    assert turn.answer.notes[0] == "older"
    assert turn.answer.notes[1].startswith(note)
    again = [answer_json(turn.answer)]
    assert restored(again, of(*articles)) == (turn,)
    assert restored(again, of(ARTICLE)) == (Turn("Why?", ANSWER),)


def broken(path: list[Any], value: Any) -> Any:
    answers = copy.deepcopy(KEPT)
    place = answers
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return answers


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        (None, "it"),
        ("text", "it"),
        ({}, "it"),
        ([1], "0"),
        ([{}], "0.question"),
        (broken([0, "text"], 5), "0.text"),
        (broken([0, "confidence"], float("nan")), "0.confidence"),
        (broken([0, "citations", 0, "start"], "x"), "0.citations.0.start"),
        (broken([0, "hits", 0, "end"], -1), "0.hits.0.end"),
        (broken([0, "hits", 0, "score"], float("inf")), "0.hits.0.score"),
        (broken([0, "citations", 0, "number"], 2), "numbered from 1"),
        (KEPT * (LONGEST + 1), "it"),
    ],
)
def test_what_is_no_conversation_is_refused_in_one_line(answers: Any, where: str) -> None:
    with pytest.raises(InputError, match="no conversation that was kept") as raised:
        restored(answers, of(ARTICLE))
    assert where in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_conversation_is_called_by_its_first_question() -> None:
    turns = (Turn("Why was\nit closed?", ANSWER),)
    assert named(turns) == "Why was it closed?"
    assert named(turns, "  Borders ") == "Borders"
    assert named(()) == "Conversation"
