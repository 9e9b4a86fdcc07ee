"""An answer in a notebook: marks that lead to quotes and back, nothing loaded, nothing run, all escaped."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from qa.answer import Answer
from tests.qa.page.test_rendering import (
    ABSTAINED,
    ANSWER,
    BORDER,
    HOSTILE,
    PAYLOADS,
    as_shown,
    cited,
    hit,
    seen,
)

ELEMENTS = {
    *("div", "p", "ol", "li", "span", "sup", "a", "bdi", "time", "strong", "blockquote", "mark"),
    *("details", "summary"),
}
ATTRIBUTES = {"style", "class", "id", "href", "target", "rel", "dir", "datetime", "aria-label", "aria-hidden"}


def test_every_mark_leads_to_its_source_and_back() -> None:
    elements = seen(ANSWER._repr_html_()).elements
    ids = [str(attributes["id"]) for _, attributes in elements if "id" in attributes]
    targets = [str(a["href"])[1:] for _, a in elements if str(a.get("href")).startswith("#")]
    assert sorted(ids) == sorted(targets)
    assert len(set(ids)) == len(ids) == 2 * len(ANSWER.citations)


def test_a_mark_that_comes_again_has_one_place_to_lead_back_to() -> None:
    html = Answer("q", "One. [1] Two. [1]", ANSWER.citations[:1])._repr_html_()
    assert html.count("<sup") == 2
    assert len(re.findall(r'<sup id="fn-[0-9a-f]{10}-mark-1"', html)) == 1


def test_answers_beside_each_other_have_ids_of_their_own() -> None:
    other = replace(ANSWER, question="How far?")
    ids = [set(re.findall(r'id="([^"]+)"', answer._repr_html_())) for answer in (ANSWER, other)]
    assert ids[0] & ids[1] == set()
    assert ANSWER._repr_html_() == ANSWER._repr_html_()


def test_the_quote_is_marked_within_its_passage() -> None:
    html = ANSWER._repr_html_()
    assert re.search(
        r"closed in 2020\. <mark [^>]+>Trade fell by 84 percent\.</mark> Food became scarce\.", html
    )


@pytest.mark.parametrize("hits", [(), (hit(Article("border", "t", "Another text, and a longer one.")),)])
def test_the_quote_stands_alone_where_no_passage_holds_it(hits: tuple[object, ...]) -> None:
    html = replace(ANSWER, hits=hits)._repr_html_()  # type: ignore[arg-type]
    assert re.search(r"<blockquote [^>]+><mark [^>]+>Trade fell by 84 percent\.</mark></blockquote>", html)


def test_the_short_answer_is_bold() -> None:
    html = replace(ANSWER, short="84 percent")._repr_html_()
    assert "Trade fell by <strong>84 percent</strong>.<sup" in html
    assert "<strong>" not in ANSWER._repr_html_()


def test_a_refusal_shows_the_closest_passages_and_no_mark() -> None:
    html = ABSTAINED._repr_html_()
    text = seen(html).text
    assert "The articles don't answer this." in text
    assert "Closest passages" in text
    assert "Sources" not in text
    assert html.count("<li") == 3
    assert "<mark" not in html
    assert "No passage comes close." in replace(ABSTAINED, hits=())._repr_html_()


def test_notes_and_the_question_as_understood_are_shown() -> None:
    answer = replace(ANSWER, checked_question="How far, exactly?", notes=("One <b> was struck.",))
    text = seen(answer._repr_html_()).text
    assert "Understood as: How far, exactly?" in text
    assert "One <b> was struck." in text


def test_passages_that_hold_no_quote_are_folded_below() -> None:
    answer = replace(ANSWER, hits=(hit(BORDER), hit(Article("c", "Elsewhere", "Other words."), 2)))
    folded = answer._repr_html_().partition("<details")[2]
    assert "Elsewhere" in folded
    assert "A closed border" not in folded
    assert "<details" not in ANSWER._repr_html_()


@settings(max_examples=200)
@given(st.tuples(*[HOSTILE] * 7), st.booleans())
def test_nothing_hostile_becomes_markup(parts: tuple[str, ...], abstained: bool) -> None:
    question, title, source, quote, url, note, before = parts
    article = Article(title, title, f"{before}\n\n{quote}x. {note}", source, "", source, url)
    citations = () if abstained else (cited(1, article, f"{quote}x."),)
    answer = Answer(
        question, f"{quote} [1]", citations, (hit(article),), abstained, notes=(note,), short=quote
    )
    for element, attributes in seen(answer._repr_html_()).elements:
        assert element in ELEMENTS
        assert set(attributes) <= ATTRIBUTES
        assert "url(" not in str(attributes.get("style"))
        assert re.match(r"#fn-[0-9a-f]{10}-|https?://", attributes.get("href") or "#fn-0000000000-")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_shown_is_readable_as_it_is(payload: str) -> None:
    article = Article("a", payload, f"Before. {payload} After.", payload, "", payload, "")
    answer = Answer(payload, f"{payload} [1]", (cited(1, article, payload),), (hit(article),))
    assert seen(answer._repr_html_()).text.count(as_shown(payload)) >= 5


def test_the_plain_form_stays() -> None:
    assert repr(ANSWER).startswith("Answer(question='How far did trade fall?', text=")
