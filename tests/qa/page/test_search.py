"""What the search tab says to a query, without a browser."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from index.library import MODES as KNOWN
from index.library import Library
from qa.assemble import chatbot
from qa.chatbot import Chatbot
from qa.page.search import DEPTH, MODES, Wanted, searched
from qa.settings import Settings
from tests.conftest import Write

TEA = Wanted("tea")


@pytest.fixture
def bot(library: Library) -> Chatbot:
    return chatbot(library, Settings())


def fill(library: Library, write: Write, *dates: str) -> None:
    """Brings an article of every date, which may be empty, into the library."""
    records = [
        {
            "title": f"Tea {n}",
            "text": f"## Tea\n\nTea came, cup {n}.",
            "published": day,
            "source": f"Paper {n}",
        }
        for n, day in enumerate(dates)
    ]
    library.sync(write({"all.jsonl": "\n".join(map(json.dumps, records))}))


def words_of(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html))


def test_an_empty_library_says_how_to_begin_with_a_query_and_without(bot: Chatbot) -> None:
    for wanted in (TEA, Wanted(), replace(TEA, since="2021", mode="sparse")):
        outcome = searched(bot, wanted)
        assert outcome.empty
        assert "footnote index FOLDER" in outcome.html
        assert "No passage" not in outcome.html


def test_without_a_query_it_invites(bot: Chatbot, library: Library, write: Write) -> None:
    fill(library, write, "2021-05-01")
    outcome = searched(bot, Wanted(" \n"))
    assert not outcome.empty
    assert "come first" in outcome.html


def test_it_tells_how_much_was_found_and_what_no_bar_can_show(
    bot: Chatbot, library: Library, write: Write
) -> None:
    fill(library, write, "2019-05-01", "2021-05-01", "", "")
    outcome = searched(bot, TEA)
    assert outcome.told == "4 passages in 4 articles, 2 without a date"
    assert f'tabindex="-1">{outcome.told}</h2>' in outcome.html
    bars = outcome.html.split("</figure>")[0]
    assert (
        bars.count(": 1 article") == 4
    )  # the label of each of two bars, and what is shown of it when pointed at
    fill(library, write, "2021-05-01")
    assert searched(bot, TEA).told == "1 passage in 1 article"
    fill(library, write, *["2021-05-01"] * (DEPTH + 1))
    assert searched(bot, TEA).told == f"The best {DEPTH} passages, from {DEPTH} articles"


def test_of_more_it_is_told_how_many_are_shown(bot: Chatbot, library: Library, write: Write) -> None:
    fill(library, write, *["2021-05-01"] * 25)
    assert "10 of 25 shown" in searched(bot, TEA).html
    outcome = searched(bot, replace(TEA, most=20))
    assert outcome.told == "20 of 25 shown"
    assert outcome.html.count("<li>") == 20
    assert "fn-more" not in searched(bot, replace(TEA, most=30)).html


def test_what_narrows_a_search_is_told_and_all_dates_are_offered_again(
    bot: Chatbot, library: Library, write: Write
) -> None:
    fill(library, write, "2021-05-01", "2021-06-01", "2022-06-01")
    html = searched(bot, replace(TEA, since="2021-05", until="2021", sources=("Paper 1",))).html
    assert "Only from 1 May 2021 until 31 December 2021 in Paper 1." in words_of(html)
    assert html.count("Show all dates") == 1
    html = searched(bot, replace(TEA, since="1999", until="1999")).html
    assert "No passage fits “tea”" in words_of(html)
    assert html.count("Show all dates") == 1
    html = searched(bot, replace(TEA, sources=("Paper 0", "Paper 1", "Paper 2"))).html
    assert "Only in 3 publications." in words_of(html)
    assert "Show all dates" not in html
    html = searched(
        bot, replace(TEA, since="2021-06-01", until="2021-06-01", sources=("Paper 1", "<b>"))
    ).html
    assert "Only of 1 June 2021 in Paper 1 and <b>." in words_of(html)
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (
            replace(TEA, since="2021-05-02", until="2021-05-01"),
            "From 2021-05-02 is later than Until 2021-05-01",
        ),
        (replace(TEA, since="last spring"), "From: 'last spring' is not a date"),
        (replace(TEA, query="tea " * 2_000), "characters"),
    ],
)
def test_a_bad_query_is_one_line(
    bot: Chatbot, library: Library, write: Write, wanted: Wanted, said: str
) -> None:
    fill(library, write, "2021-05-01")
    html = searched(bot, wanted).html
    assert said in words_of(html)
    assert html.count("<") == 2
    assert len(html) < 300


def test_every_way_of_searching_can_be_chosen_once() -> None:
    assert sorted(mode for _, mode in MODES) == sorted(KNOWN)
    assert len({name for name, _ in MODES}) == len(MODES)
