"""Before and after, settled by the days that articles give, over hand-made articles."""

import pytest

from corpus.article import Article
from index.hit import Hit
from qa.answer import Citation
from qa.order import asked_order, settle
from tests.qa.hits import hits_of


@pytest.fixture
def hits() -> list[Hit]:
    return hits_of(
        [
            Article("a", "A handshake", "The Singapore summit was held on June 12, 2018. Both left happy."),
            Article(
                "b",
                "A walkout",
                "The Hanoi summit on February 27, 2019, ended early. The first summit was long ago.",
            ),
            Article("c", "A look back", "Since the Singapore summit of June 12, 2018, little has happened."),
        ]
    )


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("Did the Singapore summit happen before the Hanoi summit?", True),
        ("Was the Singapore summit after the Hanoi summit?", False),
        ("Did the Hanoi summit take place after the Singapore summit?", True),
        ("Was the Hanoi summit held earlier than the Singapore summit?", False),
    ],
)
def test_the_order_of_two_dated_things_is_told(question: str, yes: bool, hits: list[Hit]) -> None:
    found = settle(question, hits)
    assert found is not None
    assert found.yes == yes
    assert {item.hit.article.doc_id for item in found.evidence} == {"a", "b"}
    for item in found.evidence:
        assert item.hit.chunk.text[item.start : item.end] == item.text


@pytest.mark.parametrize(
    "question",
    [
        "Did the Singapore summit happen before the Moscow summit?",
        "Did the Singapore summit happen before the Singapore summit?",
        "When was the Singapore summit?",
        "Who met whom before the Hanoi summit?",
    ],
)
def test_without_two_different_days_there_is_no_verdict(question: str, hits: list[Hit]) -> None:
    assert settle(question, hits) is None


def test_articles_that_disagree_settle_nothing() -> None:
    texts = ["The Hanoi summit was on May 1, 2018.", "The Hanoi summit was on June 1, 2019."]
    told = hits_of([Article(str(n), "", text) for n, text in enumerate(texts)])
    more = hits_of([Article("x", "", "The Singapore summit was on June 12, 2018.")])
    assert settle("Was the Singapore summit before the Hanoi summit?", [*told, *more]) is None


def test_the_verdict_is_short_only_when_its_sentences_are_quoted(hits: list[Hit]) -> None:
    found = settle("Did the Singapore summit happen before the Hanoi summit?", hits)
    assert found is not None
    quotes = [
        Citation(n, item.hit.article.doc_id, "", "", "", "", item.text, item.start, item.end)
        for n, item in enumerate(found.evidence, start=1)
    ]
    assert (found.short(quotes), found.short(quotes[:1])) == ("Yes", "")


def test_other_questions_ask_for_no_order() -> None:
    assert asked_order("What happened before the Hanoi summit?") is None
