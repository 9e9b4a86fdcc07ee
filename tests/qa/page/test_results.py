"""What a search found, as HTML: the passage letter for letter, its matches marked, everything escaped."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from qa.page.results import PAGE, marked, results_html, stems_of
from tests.qa.hits import hits_of

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@given(TEXTS, TEXTS)
def test_marks_change_no_letter(text: str, query: str) -> None:
    html = marked(text, stems_of(query))
    assert unescape(re.sub(r"</?mark>", "", html)) == text


def test_words_are_marked_in_all_their_forms() -> None:
    assert marked("Borders close; it closed.", stems_of("closing the border")) == (
        "<mark>Borders</mark> <mark>close</mark>; it <mark>closed</mark>."
    )
    assert marked("The end.", stems_of("the")) == "<mark>The</mark> end."


def test_a_hostile_article_shows_its_letters() -> None:
    article = Article("a", "<script>alert(1)</script>", "<img src=x onerror=alert(1)> ferry", "<b>Desk</b>")
    html = results_html("ferry", hits_of([article]), PAGE)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "<mark>ferry</mark>" in html


def test_more_are_offered_as_long_as_there_are_more() -> None:
    hits = hits_of([Article(str(n), f"Title {n}", "A ferry.") for n in range(PAGE + 3)])
    first = results_html("ferry", hits, PAGE)
    assert first.count("<li>") == PAGE
    assert "fn-more" in first
    assert "fn-more" not in results_html("ferry", hits, 2 * PAGE)


def test_nothing_found_is_said_with_the_query_cut_short() -> None:
    html = results_html("ferry " * 100, [], PAGE)
    assert "No passage fits" in html
    assert len(html) < 300
