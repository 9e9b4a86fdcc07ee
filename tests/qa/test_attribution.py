"""The publishers a question rests on: named in many ways, told from companies, looked up forgivingly."""

import pytest

from qa.attribution import absent, attributions, is_of, named, premise_of
from tests.qa.hits import evidence_of

SOURCES = ("The Daily Globe - Sports", "BBC News - Technology", "Evening Herald | Business")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What fell, according to Reuters?", ["Reuters"]),
        ("Who spoke, as reported by both The Verge and TechCrunch?", ["The Verge", "TechCrunch"]),
        ("What does an article in the Morning Herald say of Hanoi?", ["Morning Herald"]),
        ("What is said in the BBC's report on the border?", ["BBC"]),
        ("Does the 'Sporting News' coverage mention a parade?", ["Sporting News"]),
        ("Who resigned, as per The Times of India, and why?", ["The Times of India"]),
        ("Which hotel did The Straits Times report on?", ["The Straits Times"]),
        ("Who is quoted in stories from Reuters, Bloomberg, and the Post?", ["Reuters", "Bloomberg", "Post"]),
    ],
)
def test_a_publisher_is_recognised_however_it_is_named(question: str, expected: list[str]) -> None:
    assert [found.name for found in attributions(question)] == expected
    assert all(question[found.start : found.end] == found.name for found in attributions(question))


@pytest.mark.parametrize(
    "question",
    [
        "When did Apple report its earnings?",
        "What did American Express report for May?",
        "What was announced by the Ministry of Defense?",
        "Who bought The Washington Post in 2013?",
        "What does the report by Kim Yong Chol say?",
        "According to Moon Jae-in, what was promised?",
        "Which articles of the treaty were broken in March?",
        "At what time did the sun rise?",
        "What did Royal Mail report?",
    ],
)
def test_companies_people_and_offices_are_no_publishers(question: str) -> None:
    assert attributions(question) == ()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("BBC Sport", "BBC News - Technology"),
        ("The Globe", "The Daily Globe - Sports"),
        ("NYT", "The New York Times"),
        ("the Guardian's", "The Guardian"),
        ("Example", "Example.com"),
        ("Evening Herald", "Evening Herald | Business"),
    ],
)
def test_a_source_is_known_under_its_usual_names(name: str, source: str) -> None:
    assert is_of(name, source)


@pytest.mark.parametrize(
    ("name", "source"), [("The Economic Times", "The New York Times"), ("Morning Herald", "Evening Herald")]
)
def test_a_word_in_common_makes_no_source(name: str, source: str) -> None:
    assert not is_of(name, source)


def test_absent_publishers_are_told_once_and_the_others_are_found() -> None:
    question = "Did Reuters report a loss, and did the BBC article doubt it, according to Reuters?"
    assert absent(question, SOURCES) == ("Reuters",)
    assert named(question, SOURCES) == ("BBC News - Technology",)


def test_a_library_without_sources_misses_none() -> None:
    assert absent("What fell, according to Reuters?", ["", ""]) == ()


def test_a_premise_falls_unless_an_article_tells_what_the_publisher_wrote() -> None:
    question = "What fell, according to Reuters?"
    silent, told = (
        evidence_of(("a", "Trade fell.", 0.9)),
        evidence_of(("a", "Trade fell, Reuters said.", 0.9)),
    )
    assert premise_of(question, SOURCES, silent).notes == ("the library has no article by Reuters",)
    assert premise_of(question, SOURCES, silent).holds < 1
    assert premise_of(question, SOURCES, told).holds == 1
