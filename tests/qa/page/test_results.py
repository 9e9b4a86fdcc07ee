"""What a search found, as HTML: the passage letter for letter, its matches marked, everything escaped."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from qa.page.results import PAGE, found_nothing, marked, outcome_html, passage_html, results_html, stems_of
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


def test_the_first_of_more_can_be_given_the_focus() -> None:
    hits = hits_of([Article(str(n), f"Title {n}", "A ferry.") for n in range(3)])
    assert results_html("ferry", hits, PAGE).count('<h3 tabindex="-1">') == 3


def test_nothing_found_is_said_with_the_query_cut_short() -> None:
    line = found_nothing("ferry " * 100)
    assert line.startswith("No passage fits “ferry ferry")
    assert len(line) < 200


def test_what_is_told_is_an_attribute_of_its_letters_only() -> None:
    html = outcome_html(7, "<p>It came.</p>", '"><script>alert(1)</script>')
    assert html.count("<") == 4
    assert 'data-number="7"' in html


@given(st.text(st.sampled_from("# ab\n\t")))
def test_of_a_passage_only_marks_of_headings_and_what_lies_about_them_are_left_out(text: str) -> None:
    shown = unescape(re.sub(r"<[^>]*>", "", passage_html(text, frozenset())))
    assert [c for c in shown if c in "ab"] == [c for c in text if c in "ab"]
    if "#" not in text:
        assert shown == text


def test_headings_lose_their_marks_and_nothing_else_does() -> None:
    html = passage_html(
        "# One\n\nA #tag, C# and 1 # 2.\n\n### Two C# ###\nEnd.\n####### Seven", stems_of("two")
    )
    assert html == (
        "<strong>One</strong>\nA #tag, C# and 1 # 2.\n\n"
        "<strong><mark>Two</mark> C#</strong>\nEnd.\n####### Seven"
    )
