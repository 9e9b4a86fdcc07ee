"""Evidence in the light of time: what a period lifts, lowers, leaves out, and what is said about it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import SettingError
from index.hit import Filter
from index.library import Library
from qa.assemble import chatbot
from qa.reader import Evidence
from qa.settings import Settings
from qa.timely import asked_period, event_days, fit, lifted, newness, news, timely
from qa.times import Period, period
from tests.qa.hits import hits_of

TODAY = date(2021, 6, 30)
LAST_WEEK = Period("relative", "last week", "2021-06-20", "2021-06-27")
JUNE_2020 = Period("absolute", "June 2020", "2020-06-01", "2020-06-30")
LATEST = Period("latest", "now")


def evidence_of(*said: tuple[str, str, float]) -> list[Evidence]:
    """A sentence an article, given as (published, sentence, score)."""
    articles = [Article(str(i), "", text, published=day) for i, (day, text, _) in enumerate(said)]
    scores = [score for _, _, score in said]
    return [
        Evidence(hit, 0, len(hit.chunk.text), hit.chunk.text, score)
        for hit, score in zip(hits_of(articles), scores, strict=True)
    ]


SAID = st.lists(
    st.tuples(
        st.sampled_from(["", "2018-02-10", "2020-06-25", "2021-06-24", "2021-06-28", "2021-07-13"]),
        st.sampled_from(
            ["Kim spoke.", "Kim spoke on June 22.", "Kim spoke in 2018.", "Kim spoke in June 2020."]
        ),
        st.floats(0, 1),
    ),
    max_size=6,
).map(lambda said: evidence_of(*sorted(said, key=lambda item: -item[2])))
PERIODS = st.sampled_from([LAST_WEEK, JUNE_2020, LATEST, Period("event", "before it", "", "2020-01-01")])


def places(evidence: Sequence[Evidence]) -> set[int]:
    return {item.hit.rank for item in evidence}


@settings(deadline=None)
@given(SAID, PERIODS, st.floats(0, 1))
def test_scores_stay_probabilities_in_order_and_only_the_news_is_left_out(
    evidence: list[Evidence], asked: Period, confidence: float
) -> None:
    found = timely(evidence, confidence, asked)
    scores = [item.score for item in found.evidence]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert 0 <= found.confidence <= confidence
    assert places(found.evidence) <= places(evidence)
    if asked.meant != "relative":
        assert (places(found.evidence), found.confidence) == (places(evidence), confidence)
    elif not found.evidence and evidence:
        assert found.confidence == 0
        assert found.notes


@settings(deadline=None)
@given(SAID, st.floats(0, 1))
def test_a_question_that_says_nothing_about_time_changes_nothing(
    evidence: list[Evidence], confidence: float
) -> None:
    found = timely(evidence, confidence, None)
    assert (list(found.evidence), found.confidence, found.notes) == (evidence, confidence, ())


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_better_fit_never_makes_less_likely(score: float, one: float, other: float) -> None:
    assert lifted(score, min(one, other)) <= lifted(score, max(one, other)) + 1e-12
    assert lifted(score, 0.5) == pytest.approx(score)


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        ("2020-06-25", "The office was destroyed.", 1),
        ("2020-07-01", "The office was destroyed.", 1),  # reported on the day after
        ("2020-07-02", "The office was destroyed.", 0),
        ("2021-01-16", "The office was destroyed on June 16, 2020.", 1),
        ("2021-01-16", "The office was destroyed in 2020.", 0.5),
        ("2020-06-25", "It opened on September 14, 2018.", 0.5),
        ("2021-01-16", "It opened on September 14, 2018.", 0),
        ("", "The office was destroyed.", 0.5),
        ("", "The office was destroyed in June 2020.", 1),
    ],
)
def test_how_well_a_sentence_fits_june_2020(published: str, text: str, expected: float) -> None:
    assert fit(evidence_of((published, text, 0.5))[0], JUNE_2020) == expected


def test_a_date_lifts_what_is_from_then_and_removes_nothing() -> None:
    evidence = evidence_of(
        ("2021-01-16", "The office opened.", 0.5), ("2020-06-25", "It was destroyed.", 0.4)
    )
    found = timely(evidence, 0.9, JUNE_2020)
    assert [item.text for item in found.evidence] == ["It was destroyed.", "The office opened."]
    assert found.notes == ()


def test_a_date_that_nothing_found_is_from_is_remarked() -> None:
    found = timely(evidence_of(("2021-01-16", "The office opened.", 0.5)), 0.9, JUNE_2020)
    assert found.notes == ("no passage found is from 1 to 30 June 2020 or names it",)
    assert found.confidence == 0.9


def test_an_old_sentence_never_passes_for_news() -> None:
    """The library reaches into the week, but nothing found is from it: no answer, and a remark."""
    evidence = evidence_of(("2021-06-24", "On April 12 Kim spoke.", 0.8), ("2021-06-29", "Kim spoke.", 0.5))
    assert [item.hit.rank for item in timely(evidence, 0.8, LAST_WEEK).evidence] == [1]
    late = evidence_of(("2021-06-29", "Kim spoke on March 3.", 0.8))
    found = timely(late, 0.8, LAST_WEEK)
    assert (found.evidence, found.confidence) == ((), 0)
    assert found.notes == (
        "nothing from last week (20 to 27 June 2021): the newest passage found is from 29 June 2021",
    )


def test_the_confidence_falls_as_far_as_the_best_sentence_from_then_is_below_the_best() -> None:
    evidence = evidence_of(("2021-06-29", "Moon spoke on March 3.", 0.8), ("2021-06-24", "Kim spoke.", 0.2))
    assert timely(evidence, 0.8, LAST_WEEK).confidence == pytest.approx(0.2)


def test_an_archive_that_ends_before_answers_with_its_newest_and_says_so() -> None:
    evidence = evidence_of(("2018-02-10", "Kim spoke.", 0.5), ("2019-03-04", "Kim spoke again.", 0.4))
    found = timely(evidence, 0.7, LAST_WEEK)
    assert [item.hit.article.published for item in found.evidence] == ["2019-03-04", "2018-02-10"]
    assert found.confidence == 0.7
    assert "the newest passage found is from 4 March 2019" in found.notes[0]


def test_the_newest_of_likely_sentences_is_lifted_most() -> None:
    evidence = evidence_of(
        ("2018-08-24", "Biegun is envoy.", 0.5),
        ("2021-05-24", "Sung Kim is envoy.", 0.4),
        ("2022-01-01", "It rained.", 0.1),
    )
    assert newness(evidence) == [0, 1, 0.5]
    assert timely(evidence, 0.7, LATEST).evidence[0].text == "Sung Kim is envoy."


def test_the_news_is_searched_since_the_period_and_not_in_the_future() -> None:
    assert news(LAST_WEEK, TODAY) == Filter(since="2021-06-20", until="2021-07-01")
    assert not news(JUNE_2020, TODAY)
    assert not news(None, TODAY)
    assert not news(replace(LAST_WEEK, since="2021-07-04"), TODAY)


def test_the_days_of_an_event_are_those_that_most_sentences_about_it_name() -> None:
    articles = [
        Article("a", "", "The Hanoi summit broke off on February 28, 2019.", published="2019-03-04"),
        Article("b", "", "Since the Hanoi summit of February 2019 nobody met.", published="2020-06-25"),
        Article("c", "", "After the summit in Hanoi they met on October 5.", published="2019-10-07"),
    ]
    assert event_days("the Hanoi summit", hits_of(articles)) == ("2019-02-28", "2019-02-28")
    assert event_days("the Hanoi summit", hits_of(articles[1:])) is None  # one for each month
    assert event_days("the Hanoi summit", []) is None


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Who left after the Hanoi summit?", "2019-02-28", ""),
        ("Who met before the Singapore summit?", "", "2018-06-11"),
    ],
)
def test_events_of_the_sample_articles_are_dated_by_them(
    question: str, since: str, until: str, sample_library: Library
) -> None:
    asked = asked_period(question, TODAY, sample_library.search)
    assert asked is not None
    assert (asked.since, asked.until) == (since, until)


def ask(question: str, today: str, library: Library) -> tuple[bool, str, str]:
    """Whether it abstains, its text and its notes."""
    answer = chatbot(library, Settings(today=today)).ask(question)
    return answer.abstained, answer.text, " ".join(answer.notes)


def test_last_week_is_answered_from_its_articles(sample_library: Library) -> None:
    abstained, text, notes = ask("What did Kim Yo Jong say last week?", "2021-06-30", sample_library)
    assert not abstained
    assert "June 22" in text or "greater disappointment" in text
    assert notes == ""


def test_a_chatbot_asked_on_a_day_says_what_it_says_with_that_setting(sample_library: Library) -> None:
    question = "What did Kim Yo Jong say last week?"
    bot = chatbot(sample_library, Settings(today="2026-11-25"))
    then = bot.on("2021-06-30").ask(question)
    assert then == chatbot(sample_library, Settings(today="2021-06-30")).ask(question)
    assert then != bot.ask(question)
    with pytest.raises(SettingError, match="write it as YYYY-MM-DD"):
        bot.on("soon")


def test_what_was_news_is_none_a_year_later(sample_library: Library) -> None:
    assert "550,000" in ask("What did Biden promise last month?", "2021-06-30", sample_library)[1]
    question = "How many people did Moon address in the stadium last week?"
    assert "150,000" in ask(question, "2018-09-24", sample_library)[1]
    assert ask(question, "2019-10-10", sample_library)[0]


def test_a_library_that_ends_years_before_says_how_old_its_answer_is(sample_library: Library) -> None:
    abstained, _, notes = ask("What did Kim Yo Jong say last week?", "2026-11-25", sample_library)
    assert not abstained
    assert notes.startswith(
        "nothing from last week (15 to 22 November 2026): the newest passage found is from"
    )


def test_a_date_chooses_among_the_holders_of_an_office(sample_library: Library) -> None:
    question = "Who was the special representative for North Korea in 2018?"
    assert "Biegun" in ask(question, "", sample_library)[1]
    assert period("Who is the special representative for North Korea now?", TODAY) is not None
    assert "Sung Kim" in ask("Who is the special representative for North Korea now?", "", sample_library)[1]
