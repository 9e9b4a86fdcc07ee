"""The reading pane: the article letter for letter, the quote marked, everything escaped."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from qa.page.reading import article_html, gone_html, read_button

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@given(TEXTS, st.integers(0, 20), st.integers(0, 20))
def test_the_text_is_there_letter_for_letter_with_its_quote_marked(
    text: str, start: int, length: int
) -> None:
    html = article_html(Article("a", "Title", text), start, start + length)
    (body,) = re.findall(r'<div class="fn-text"[^>]*>(.*)</div></dialog>', html, re.DOTALL)
    assert unescape(re.sub(r"</?mark[^>]*>", "", body)) == text
    quotes = re.findall(r"<mark[^>]*>(.*?)</mark>", body, re.DOTALL)
    fits = length > 0 and start + length <= len(text)
    assert [unescape(quote) for quote in quotes] == ([text[start : start + length]] if fits else [])


def test_nothing_of_an_article_becomes_markup() -> None:
    bad = '"><img src=x onerror=alert(1)>'
    for html in (
        article_html(Article(bad, bad, bad, bad, bad, bad, f"javascript:{bad}"), 0, 3),
        gone_html(bad),
        read_button(bad, 0, 3),
    ):
        assert "<img" not in html
        assert "javascript:" not in html
