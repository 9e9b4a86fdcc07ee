"""What the search tab says to a query, without a browser."""

import json
from dataclasses import replace

import pytest

from index.library import Library
from qa.assemble import chatbot
from qa.chatbot import Chatbot
from qa.page.search import DEPTH, Wanted, found_html
from qa.settings import Settings
from tests.conftest import Write

TEA = Wanted("tea", "best", (), "", "")


@pytest.fixture
def bot(library: Library) -> Chatbot:
    return chatbot(library, Settings())


def fill(library: Library, write: Write, *dates: str) -> None:
    records = [
        {"title": f"Tea {n}", "text": f"## Tea\n\nTea came in {date or 'a time'}.", "published": date}
        for n, date in enumerate(dates)
    ]
    library.sync(write({"all.jsonl": "\n".join(map(json.dumps, records))}))


def test_an_empty_library_says_how_to_begin(bot: Chatbot) -> None:
    assert "footnote index FOLDER" in found_html(bot, TEA)
    assert "come first" in found_html(bot, replace(TEA, query=" "))


def test_it_tells_how_many_articles_and_which_of_them_no_bar_can_show(
    bot: Chatbot, library: Library, write: Write
) -> None:
    fill(library, write, "2019-05-01", "2021-05-01", "", "")
    html = found_html(bot, TEA)
    assert "4 articles found, 2 without a date." in html
    assert html.count('data-count="1"') == 2
    fill(library, write, *["2021-05-01"] * (DEPTH + 1))
    assert f"{DEPTH} articles among the best {DEPTH} passages." in found_html(bot, TEA)


def test_nothing_found_by_date_offers_all_dates_again(bot: Chatbot, library: Library, write: Write) -> None:
    fill(library, write, "2021-05-01")
    html = found_html(bot, replace(TEA, since="1999-01-01", until="1999-12-31"))
    assert "No passage fits “tea”" in html
    assert "Show all dates" in html


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2021-05-02", "2021-05-01", "From 2021-05-02 is later than Until 2021-05-01"),
        ("last spring", "", "&#x27;last spring&#x27; is not a date"),
    ],
)
def test_dates_that_can_not_be_are_one_line_in_the_words_of_the_page(
    bot: Chatbot, since: str, until: str, said: str
) -> None:
    html = found_html(bot, replace(TEA, since=since, until=until))
    assert said in html
    assert html.count("<p") == 1


def test_the_mark_of_a_heading_is_not_shown(bot: Chatbot, library: Library, write: Write) -> None:
    fill(library, write, "2021-05-01")
    html = found_html(bot, TEA)
    assert "#" not in html.split("<blockquote>")[1].split("</blockquote>")[0].replace("&#", "")
