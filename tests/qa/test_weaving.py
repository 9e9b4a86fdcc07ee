"""Answers drawn from several of the sample articles, and laws of how they are put together."""

import re

import pytest

from index.encoder import HashEncoder
from index.library import Library
from index.local.store import LocalStore
from qa.assemble import chatbot
from qa.chatbot import Chatbot
from qa.parts import parts
from qa.selection import Selector
from qa.settings import Settings
from qa.weaving import gathered, weave
from tests.conftest import SAMPLES

COMPARISON = (
    "Did Chinese shipments to North Korea fall from January to May 2021, while Kim Jong Un admitted at "
    "the Eighth Congress that his economic plan had failed?"
)
ENVOY = (
    "Who is the person that was named special representative in May 2021 according to the Sample Desk, and "
    "that spoke in Seoul of an offer to meet anywhere without preconditions, as the Sample Desk reported?"
)


@pytest.fixture(scope="module")
def words_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The sample articles, found by their words alone."""
    encoder = HashEncoder()
    folder = tmp_path_factory.mktemp("words") / "library"
    made = Library(encoder, LocalStore(folder, encoder.name, encoder.dimension))
    made.sync(SAMPLES)
    return made


def test_passages_of_the_parts_follow_those_of_the_whole_each_once(words_library: Library) -> None:
    whole = words_library.search(COMPARISON, 4, mode="sparse")
    found = parts(COMPARISON, words_library.sources())
    hits = gathered(found, whole, lambda text: words_library.search(text, 4, mode="sparse"))
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.chunk for hit in hits[:4]] == [hit.chunk for hit in whole]
    assert len({hit.chunk.chunk_id for hit in hits}) == len(hits)


def test_a_question_without_parts_stays_as_judged(words_library: Library) -> None:
    hits = words_library.search("Who led the talks in Hanoi?", 4, mode="sparse")
    judged = Selector(words_library.encoder).judge("Who led the talks in Hanoi?", hits)
    woven = weave("Who led the talks in Hanoi?", (), hits, judged)
    assert (woven.evidence, woven.confidence, woven.name) == (judged.evidence, judged.confidence, None)


def test_both_sides_stand_in_front_each_from_its_own_article(words_library: Library) -> None:
    found = parts(COMPARISON, words_library.sources())
    hits = gathered(
        found,
        words_library.search(COMPARISON, 6, mode="sparse"),
        lambda text: words_library.search(text, 4, mode="sparse"),
    )
    judged = Selector(words_library.encoder).judge(COMPARISON, hits)
    woven = weave(COMPARISON, found, hits, judged)
    front = woven.evidence[: len(found)]
    assert any("84%" in item.text for item in front)
    assert any("plan had failed" in item.text for item in front)
    assert len({item.hit.article.doc_id for item in front}) > 1
    assert judged.confidence <= woven.confidence <= 1
    places = [(item.hit.article.doc_id, item.start) for item in woven.evidence]
    assert len(set(places)) == len(places)
    for item in woven.evidence:
        offset = item.hit.chunk.start
        assert item.hit.chunk.text[item.start - offset : item.end - offset] == item.text


@pytest.fixture(scope="module")
def bot(sample_library: Library) -> Chatbot:
    return chatbot(sample_library, Settings())


def test_a_comparison_is_answered_from_two_articles(bot: Chatbot) -> None:
    answer = bot.ask(COMPARISON)
    assert len({citation.doc_id for citation in answer.citations}) > 1
    assert "84%" in answer.text
    markers = [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]
    assert sorted(set(markers)) == [citation.number for citation in answer.citations]


def test_who_several_sentences_agree_on_is_named(bot: Chatbot) -> None:
    assert "Sung Kim" in bot.ask(ENVOY).text


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Was the liaison office in Kaesong opened before the Singapore summit?", "No"),
        ("Was the liaison office in Kaesong opened after the Singapore summit?", "Yes"),
    ],
)
def test_before_and_after_are_settled_by_the_days_quoted(question: str, short: str, bot: Chatbot) -> None:
    answer = bot.ask(question)
    assert answer.short == short
    assert any("14 September 2018" in note and "12 June 2018" in note for note in answer.notes)


def test_a_publisher_that_the_library_lacks_is_told(bot: Chatbot) -> None:
    answer = bot.ask("Why did North Korea close its border, according to Reuters?")
    assert answer.abstained
    assert "the library has no article by Reuters" in answer.notes
    assert bot.ask("Why did North Korea close its border, according to the Sample Desk?").notes == ()
