"""Questions made from sentences read well, and are offered only where the chatbot answers so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

import pytest

from corpus.article import Article
from index.library import Library
from qa.answer import Answer, Turn
from qa.chatbot import Chatbot
from qa.comprehension.cross_encoder import CrossEncoder
from qa.extractive import ExtractiveReader
from qa.suggestions.making import made_from
from qa.suggestions.offering import EXAMPLES, FOLLOWING, Suggestions, is_answered, is_english
from qa.suggestions.verbs import base_of, base_of_participle
from tests.browsing import Quoter

OBSERVATORY = Article(
    "observatory",
    "The observatory on the hill",
    "The Calder Observatory was founded in 1888 by a brewer. "
    "Astronomer Mary Whitlock discovered the comet over Lake Arden in March 1907. "
    "In May 1921 Mary Whitlock left Harrow College. "
    "The Calder Observatory closed its gates because the lights of Harrow outshone the stars. "
    "Mary Whitlock and Ada Brown met in Lisbon in 1911. "
    "The Harrow Council sold 14 telescopes to Lisbon. "
    "More than 300 people visited Harrow Castle that day, and it rained. "
    "Each ticket was green. Ticket sales at Harrow Castle rose by 12 percent. "
    "Harrow Brewery paid $4 million for the site.",
)
MADE = [
    "When was the Calder Observatory founded?",
    "Who discovered the comet over Lake Arden in March 1907?",
    "When did astronomer Mary Whitlock discover the comet over Lake Arden?",
    "When did Mary Whitlock leave Harrow College?",
    "Why did the Calder Observatory close its gates?",
    "When did Mary Whitlock and Ada Brown meet in Lisbon?",
    "Where did Mary Whitlock and Ada Brown meet?",
    "How many telescopes did the Harrow Council sell to Lisbon?",
    "By how much did ticket sales at Harrow Castle rise?",
    "How much did Harrow Brewery pay for the site?",
]


@pytest.fixture(scope="module")
def bot(sample_library: Library, cross_encoder: CrossEncoder) -> Chatbot:
    return Chatbot(sample_library, ExtractiveReader(), cross_encoder=cross_encoder)


def made(text: str) -> list[str]:
    return [question.question for question in made_from(Article("a", "t", text))]


@pytest.mark.parametrize("question", MADE)
def test_sentences_of_plain_shape_become_natural_questions(question: str) -> None:
    assert question in [made.question for made in made_from(OBSERVATORY)]


def test_a_question_knows_its_sentence_and_the_words_that_answer_it() -> None:
    by_text = {made.question: made for made in made_from(OBSERVATORY)}
    met = by_text["Where did Mary Whitlock and Ada Brown meet?"]
    assert OBSERVATORY.text[met.start : met.end] == "Mary Whitlock and Ada Brown met in Lisbon in 1911."
    assert (met.kind, met.reply) == ("where", "Lisbon")


@pytest.mark.parametrize(
    "text",
    [
        "He left Harrow College in May 1921.",  # who?
        "The company was founded in 1888.",  # which?
        "Mary Whitlock said on May 3 that the comet had returned in 1910.",  # two times
        "Mary Whitlock was not appointed in May 1921.",
        "Mary Whitlock frobbed the comet in May 1921.",  # a verb that isn't known
        "Mary Whitlock discovered it in May 1921.",
        "In May 1921, when Mary Whitlock left, the gates closed.",
        "Did Mary Whitlock leave in May 1921?",
        "Mary Whitlock made a promise in May 1921.",
        "Maria Weiss gründete im Mai 1921 die Sternwarte in Harrow.",
    ],
)
def test_sentences_of_another_shape_are_passed_over(text: str) -> None:
    assert made(text) == []


def test_a_surname_is_written_in_full_where_the_article_does_so() -> None:
    text = "Mary Whitlock knew the sky. Whitlock left Harrow College in May 1921. Others saw Whitlock go."
    assert "When did Mary Whitlock leave Harrow College?" in made(text)


@pytest.mark.parametrize(
    ("form", "base"),
    [("met", "meet"), ("carried", "carry"), ("stopped", "stop"), ("visited", "visit"), ("opened", "open")],
)
def test_past_forms_have_their_base(form: str, base: str) -> None:
    assert base_of(form) == base


def test_participles_are_told_from_past_forms() -> None:
    assert (base_of_participle("written"), base_of_participle("wrote"), base_of("written")) == (
        "write",
        "",
        "",
    )


def test_a_text_in_another_language_is_noticed() -> None:
    assert is_english(OBSERVATORY.text)
    assert not is_english(
        "Die Sternwarte wurde im Jahr 1888 gegründet, und der Komet kam im Mai 1907 wieder."
    )
    assert not is_english("")


class Sure(Quoter):
    """A quoter that is as sure as it is told to be, and counts what it is asked."""

    confidence = 0.9
    asked: tuple[str, ...] = ()

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        self.asked = (*self.asked, question)
        for answer in super().stream(question.rstrip("?"), history):
            yield replace(answer, question=question, confidence=self.confidence)


def sure(*articles: Article) -> Sure:
    return Sure(articles or (OBSERVATORY,))


def suggestions(quoter: Quoter) -> Suggestions:
    return Suggestions(cast(Chatbot, quoter), seconds=600)


@pytest.mark.parametrize("confidence", [0.5, 0.9])
def test_only_comfortable_answers_with_the_very_sentence_count(confidence: float) -> None:
    quoter = sure()
    quoter.confidence = confidence
    by_text = {made.question: made for made in made_from(OBSERVATORY)}
    first_to_quote = by_text["When did Mary Whitlock leave Harrow College?"]
    quoted_later = by_text["When did Mary Whitlock and Ada Brown meet in Lisbon?"]
    asked = cast(Chatbot, quoter)
    assert is_answered(asked, first_to_quote) == (confidence > 0.6)
    assert is_answered(asked, quoted_later) == (confidence > 0.6)
    assert not is_answered(asked, replace(quoted_later, start=0, end=10))
    assert not is_answered(asked, replace(quoted_later, question="Who won the World Cup?"))


def test_examples_are_made_once_for_each_state_of_the_library() -> None:
    quoter = sure()
    offering = suggestions(quoter)
    first = offering.examples()
    asked = len(quoter.asked)
    assert 0 < len(first) <= EXAMPLES
    assert offering.examples() == first and len(quoter.asked) == asked
    quoter._articles = [replace(OBSERVATORY, text=OBSERVATORY.text + " It rained.")]
    offering.examples()
    assert len(quoter.asked) > asked


def test_an_empty_library_and_one_in_another_language_have_no_examples() -> None:
    german = "Die Sternwarte von Harrow wurde 1888 gegründet. Maria Weiss met Ada Brown in May 1921."
    assert suggestions(Sure(())).examples() == ()
    assert suggestions(sure(Article("de", "Sternwarte", german))).examples() == ()


def after(offering: Suggestions, *turns: Turn) -> tuple[str, ...]:
    return ([(), *offering.after(turns)])[-1]


def turn(quoter: Quoter, question: str) -> Turn:
    *_, answer = quoter.stream(question)
    return Turn(question, answer)


def test_what_follows_is_neither_asked_nor_told_already() -> None:
    quoter = sure()
    asked = turn(quoter, "When did Mary Whitlock and Ada Brown meet in Lisbon")
    before = len(quoter.asked)
    following = after(suggestions(quoter), asked)
    assert 0 < len(following) <= FOLLOWING and len(quoter.asked) - before <= 6
    assert not any("meet" in question or "telescopes" in question for question in following)  # quoted above
    again = after(suggestions(quoter), asked, turn(quoter, following[0]))
    assert following[0] not in again


def test_nothing_follows_a_question_in_another_language() -> None:
    quoter = sure(replace(OBSERVATORY, text="Wo liegt Harrow? Maria Weiss gründete die Sternwarte Harrow."))
    assert after(suggestions(quoter), turn(quoter, "Wo liegt Harrow")) == ()


def test_a_reader_who_asks_on_ends_what_is_made_for_them() -> None:
    quoter = sure()
    offering = suggestions(quoter)
    going_on = offering.after([turn(quoter, "What shone over the stars")], "reader")
    assert next(going_on)
    with offering.answering("reader"):
        pass
    asked = len(quoter.asked)
    assert list(going_on) == [] and len(quoter.asked) == asked


def test_the_sample_articles_offer_questions_that_their_chatbot_answers(bot: Chatbot) -> None:
    offering = Suggestions(bot, seconds=600)
    examples = offering.examples()
    assert len(examples) == EXAMPLES and len({example.split()[0] for example in examples}) >= 3
    answer = bot.ask(examples[0])
    assert not answer.abstained
    following = after(offering, Turn(examples[0], answer))
    assert following and not set(following) & set(examples[:1])
