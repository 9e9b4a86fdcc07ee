"""True sentences and what corruption makes of them, as a language model might write them."""

import pytest

from benchmarks.support.claims import Shelf, sample_articles, verbatim_claims, written_claims
from benchmarks.support.corrupt import Names, corruptions
from benchmarks.support.measure import Case, cases

ARTICLES = sample_articles()
SHELF = Shelf.of(ARTICLES)


@pytest.fixture(scope="module")
def judged() -> list[Case]:
    """Every fourth claim written by hand with its corruptions, every eighth sentence as it stands."""
    names = {article.doc_id: Names.of(article.text) for article in ARTICLES}
    true = [*list(written_claims(ARTICLES))[::4], *list(verbatim_claims(ARTICLES))[::8]]
    return list(cases("sample", SHELF, true, names))


def test_nearly_all_that_is_corrupted_is_struck(judged: list[Case]) -> None:
    wrong = [case for case in judged if not case.supported]
    passed = [case.claim.text for case in wrong if not case.right]
    assert len(wrong) >= 200
    assert len(passed) <= 0.05 * len(wrong), passed


def test_all_that_stands_in_an_article_is_kept(judged: list[Case]) -> None:
    verbatim = [case for case in judged if case.claim.kind == "verbatim"]
    assert len(verbatim) >= 50
    assert [case.claim.text for case in verbatim if not case.right] == []


def test_the_quote_of_what_is_kept_lies_where_it_rests(judged: list[Case]) -> None:
    kept = [case for case in judged if case.supported and case.right]
    texts = {article.doc_id: article.text for article in ARTICLES}
    places = [texts[case.claim.doc_id][case.claim.start : case.claim.end] for case in kept]
    apart = [
        case.claim.text
        for case, place in zip(kept, places, strict=True)
        if not any(quote in place or place in quote or quote.startswith(place[:40]) for quote in case.cited)
    ]
    assert len(apart) <= 0.05 * len(kept), apart


def test_a_corruption_is_never_the_sentence_itself_and_always_the_same() -> None:
    names = Names.of(ARTICLES[0].text)
    for claim in list(written_claims(ARTICLES))[:20]:
        made = list(corruptions(claim.text, names, names))
        assert claim.text not in [text for _, text in made]
        assert made == list(corruptions(claim.text, names, names))
