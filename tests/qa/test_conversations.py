"""The conversations over the sample articles: what is known of them, and how the chatbot fares in them."""

from collections.abc import Mapping
from pathlib import Path
from statistics import mean

import pytest

from index.library import Library
from qa.assemble import chatbot
from qa.evaluation.answers.runner import evaluate
from qa.evaluation.datasets.questions import read_questions
from qa.evaluation.metrics import normalised
from qa.evaluation.question import Question, spread
from qa.evaluation.run import About
from qa.settings import Settings

CONVERSATIONS = read_questions(Path(__file__).with_name("conversations.jsonl"))
UNSEEN = "unseen"  # so begin those that no rule was made for
ASKED = 15


@pytest.fixture(scope="module")
def measures(sample_library: Library) -> Mapping[str, float]:
    """The means over an evenly spread part of the conversations, each asked from its first turn."""
    bot = chatbot(sample_library, Settings())
    run = evaluate(bot, spread(CONVERSATIONS, ASKED), About("conversations", "best"))
    return {
        name: mean(each.measures[name] for each in run.questions if name in each.measures)
        for name in run.measures
    }


def test_there_are_enough_of_two_to_four_turns_and_a_third_is_unseen() -> None:
    assert len(CONVERSATIONS) >= 60
    assert all(1 <= len(question.history) <= 3 for question in CONVERSATIONS)
    unseen = [question for question in CONVERSATIONS if question.query_id.startswith(UNSEEN)]
    assert 0.3 <= len(unseen) / len(CONVERSATIONS) <= 0.4


@pytest.mark.parametrize("question", CONVERSATIONS, ids=lambda question: question.query_id)
def test_what_is_expected_stands_in_a_sentence_of_an_article(
    question: Question, sample_library: Library
) -> None:
    for fact in question.evidence:
        article = sample_library.article(fact.doc_id)
        assert article and fact.text in article.text
    facts = normalised(" ".join(fact.text for fact in question.evidence))
    assert all(normalised(answer) in facts for answer in question.answers)
    assert question.unanswerable == (not question.answers)


def test_last_turns_are_made_to_stand_alone(measures: Mapping[str, float]) -> None:
    assert measures["standalone-F1"] >= 0.82


def test_last_turns_are_answered_with_the_sentence_expected(measures: Mapping[str, float]) -> None:
    assert measures["whole-answer"] >= 0.7


def test_quotes_of_last_turns_are_verbatim(measures: Mapping[str, float]) -> None:
    assert measures["verbatim"] == 1
