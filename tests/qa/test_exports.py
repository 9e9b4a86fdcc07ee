"""Conversations as files."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus.article import Article, Chunk
from index.hit import Hit
from qa.answer import Answer, Citation, Turn
from qa.exports import escaped, exported

DAY = date(2026, 3, 1)
CHUNK = Chunk("b#0", "b.md", 0, 9, "They met.")
HIT = Hit(1, 0.5, CHUNK, Article("b.md", "The *summit*", "", "Desk", "", "2019-02-28"))
QUOTES = (
    Citation(1, "a.md", "A [border]", "", "2021-06-17", "https://daily.example/", "It shut.", 4, 12),
    Citation(2, "a.md", "", "", "", "javascript:alert(1)", "Rice cost *$5*.", 1020, 1035),
)
ANSWER = Answer("Why?", "It shut. [1] Rice cost *$5*. [2] It shut. [1]", QUOTES, (HIT,), confidence=0.9)
REFUSAL = Answer(
    "Who?", "The articles don't answer this.", (), (HIT,), abstained=True, notes=("no <b>one</b>",)
)
TURNS = (Turn("Why?", ANSWER), Turn("Who?", REFUSAL), Turn("Why?", ANSWER))


def markdown(*turns: Turn) -> str:
    return exported("Borders & rice", turns, "md", DAY).text


def plain(text: str) -> str:
    """What a reader of Markdown sees of one paragraph."""
    (paragraph,) = [token for token in MarkdownIt().parse(text) if token.type == "inline"]
    assert {child.type for child in paragraph.children or ()} <= {"text", "text_special"}
    return "".join(child.content for child in paragraph.children or ())


def test_every_quote_is_a_footnote_that_says_where_it_stands() -> None:
    lines = markdown(*TURNS).splitlines()
    assert lines[0] == "# Borders \\& rice"
    assert lines[4:7] == ["## Why?", "", "It shut.[^1] Rice cost \\*\\$5\\*.[^2] It shut.[^1]"]
    assert lines[-7:] == [
        r"[^1]: “It shut.” [A \[border\]](<https://daily.example/>), 2021-06-17 (a.md, characters 4–12)",
        "",
        r"[^2]: “Rice cost \*\$5\*.” a.md (a.md, characters 1,020–1,035)",
        "",
        r"[^3]: “It shut.” [A \[border\]](<https://daily.example/>), 2021-06-17 (a.md, characters 4–12)",
        "",
        r"[^4]: “Rice cost \*\$5\*.” a.md (a.md, characters 1,020–1,035)",
    ]


def test_a_refusal_names_the_closest_passages_and_notes_are_quoted() -> None:
    text = markdown(Turn("Who?", REFUSAL))
    assert (
        "The articles don't answer this.\n\nClosest passages:\n\n- The \\*summit\\*, Desk, 2019-02-28\n"
        in text
    )
    assert r"> no \<b\>one\</b\>" in text


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" \n"), min_size=1))
def test_whatever_stands_in_an_article_shows_as_it_stands(text: str) -> None:
    seen = " ".join(text.split())
    if seen:
        assert plain(escaped(text)) == seen


@pytest.mark.parametrize(
    "text", ["1. one", "12) two", "- a", "+ b", "# c", "> d", "===", "---", "a&amp;b", "<b>", "`x`"]
)
def test_what_would_begin_something_in_markdown_does_not(text: str) -> None:
    assert plain(escaped(text)) == text
    assert plain(escaped(f"So {text}")) == f"So {text}"


def test_the_json_holds_the_answers_as_they_are_given_everywhere() -> None:
    file = exported("Borders", TURNS, "json", DAY)
    told: dict[str, Any] = json.loads(file.text)
    assert (file.name, file.kind) == ("borders.json", "application/json")
    assert (told["name"], told["exported"]) == ("Borders", "2026-03-01")
    assert [answer["question"] for answer in told["answers"]] == ["Why?", "Who?", "Why?"]
    assert told["answers"][0]["citations"][1]["cited_text"] == "Rice cost *$5*."
    assert told["answers"][1]["hits"][0]["text"] == CHUNK.text


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Who's at ../../etc?", "who-s-at-etc.md"),
        ("", "conversation.md"),
        ("?!", "conversation.md"),
        ("水" * 99, "水" * 60 + ".md"),
    ],
)
def test_a_file_has_a_name_that_every_disk_takes(name: str, file: str) -> None:
    assert exported(name, (), "md", DAY).name == file


def test_an_address_can_not_leave_its_link() -> None:
    quote = replace(QUOTES[0], url="https://daily.example/a>)[x](<b")
    text = markdown(Turn("Why?", replace(ANSWER, citations=(quote, QUOTES[1]))))
    assert "(<https://daily.example/a%3E)[x](%3Cb>)" in text
