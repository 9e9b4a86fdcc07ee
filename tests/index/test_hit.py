"""Filters: what passes, and what is refused."""

import pytest

from corpus.article import Article
from corpus.errors import InputError
from index.hit import Filter

ARTICLE = Article("a", "t", "x", source="Daily News", published="2021-06-17")


def test_an_empty_filter_is_false_and_passes_everything() -> None:
    assert not Filter()
    assert Filter().matches(Article("a", "t", "x"))


def test_a_source_matches_whatever_its_case() -> None:
    assert Filter(sources=("daily news",)).matches(ARTICLE)
    assert not Filter(sources=("Daily",)).matches(ARTICLE)


def test_both_ends_of_a_date_range_are_included() -> None:
    assert Filter(since="2021-06-17", until="2021-06-17").matches(ARTICLE)
    assert not Filter(since="2021-06-18").matches(ARTICLE)
    assert not Filter(until="2021-06-16").matches(ARTICLE)


def test_an_undated_article_passes_no_date_filter() -> None:
    assert not Filter(until="2021-06-17").matches(Article("a", "t", "x"))


@pytest.mark.parametrize("value", ["June", "2021-13-01", "20210617", "2021-6-1", "2021-02-30"])
def test_what_is_not_a_date_is_refused_by_name(value: str) -> None:
    with pytest.raises(InputError, match=value):
        Filter(since=value)


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(InputError, match="later than"):
        Filter(since="2021-06-18", until="2021-06-17")
