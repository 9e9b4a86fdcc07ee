"""Hits in a notebook: a list as it always was, shown letter for letter by HTML that stands by itself."""

import copy
import json
import pickle
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from index.hit import Hits
from index.library import Library
from index.notebook import MOST
from tests.conftest import Write
from tests.qa.hits import hits_of

ARTICLES = [Article(str(n), f"Title {n}", f"Sentence {n}.", "The Daily", "", "2021-06-17") for n in range(60)]


def test_they_are_a_list_like_any_other() -> None:
    plain = hits_of(ARTICLES[:3])
    hits = Hits(plain)
    assert hits == plain
    assert plain == hits
    assert isinstance(hits, list)
    assert repr(hits) == repr(plain)
    assert json.dumps([hit.rank for hit in hits]) == "[1, 2, 3]"
    assert [*hits, *plain] == hits + plain
    assert pickle.loads(pickle.dumps(hits)) == copy.deepcopy(hits) == plain


def test_a_part_of_them_is_shown_too() -> None:
    hits = Hits(hits_of(ARTICLES[:5]))
    assert hits[1] == hits_of(ARTICLES)[1]
    assert isinstance(hits[1:3], Hits)
    assert hits[1:3] == hits_of(ARTICLES)[1:3]
    assert "Title 1" in hits[1:3]._repr_html_()
    assert "Title 4" not in hits[1:3]._repr_html_()


def test_a_search_gives_them(library: Library, write: Write) -> None:
    library.sync(write({"tea.txt": "Tea is made of leaves.", "rum.txt": "Rum is made of cane."}))
    for mode in ("best", "hybrid", "dense", "sparse"):
        hits = library.search("leaves of tea", 2, mode=mode)
        assert "Tea is made of leaves." in hits._repr_html_()
        assert hits == library.search_many(["leaves of tea"], 2, mode=mode)[0]
    assert "No passage found" in library.search("nowhere", mode="sparse")._repr_html_()


def test_rank_title_source_day_and_score_are_shown() -> None:
    html = Hits(hits_of(ARTICLES[:1]))._repr_html_()
    for part in (">1<", "Title 0", "The Daily", "17 June 2021", "score 1.000", "Sentence 0."):
        assert part in html


def test_of_many_hits_the_first_are_shown_and_the_others_counted() -> None:
    html = Hits(hits_of(ARTICLES))._repr_html_()
    assert html.count("<li") == MOST
    assert "… and 10 more" in html


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text(max_size=30))
def test_a_passage_is_shown_letter_for_letter(text: str, title: str) -> None:
    html = Hits(hits_of([Article("a", title, text, title, "", title, title)]))._repr_html_()
    assert text in unescape(html)
    assert "<script" not in html


@pytest.mark.parametrize("url", ["https://daily.example/a", "javascript:alert(1)", ""])
def test_only_an_address_of_the_web_is_a_link(url: str) -> None:
    html = Hits(hits_of([Article("a", "Title", "Text.", url=url)]))._repr_html_()
    assert ("<a " in html) == url.startswith("https")
