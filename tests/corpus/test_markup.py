"""What articles bring along, as HTML: letter for letter, and no link that leads elsewhere than to the web."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.markup import day, link, origin, shown
from corpus.urls import web_host


def visible(text: str) -> str:
    return "".join(c for c in text if c in "\t\n\v\f\r" or (c >= " " and c != "\x7f"))


@given(st.text())
def test_text_is_shown_letter_for_letter(text: str) -> None:
    html = shown(text)
    assert unescape(html) == visible(text)
    assert not set(html) & set("<>\"'{}`")


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "//x.example", "http://", "x"),
        *("", "https://[", "http:\\\\x.example", " http://x.example", "vbscript:x", "file:///etc/passwd"),
    ],
)
def test_an_address_that_is_no_web_address_becomes_no_link(url: str) -> None:
    assert web_host(url) == ""
    assert "href" not in link(url, "label")


@given(st.dates())
def test_a_date_is_written_out(when: object) -> None:
    assert f'datetime="{when}"' in day(str(when))


def test_what_is_known_of_the_origin_stands_in_a_row() -> None:
    row = origin("<The Daily>", "2021-06-17", "https://daily.example/border")
    assert [row.count(part) for part in ("&lt;The Daily&gt;", "17 June 2021", ">daily.example<", "·")] == [
        1,
        1,
        1,
        2,
    ]
    assert origin("", "", "javascript:alert(1)") == ""
