"""Asks the questions of a data set, conversations included, and judges what is answered."""

import time
from collections.abc import Iterator, Sequence
from typing import Protocol

from corpus.article import Article
from corpus.errors import InputError
from index.sync import OnProgress, Progress
from qa.answer import Answer, Turn
from qa.chatbot import Found
from qa.evaluation.answers.judging import Said, is_held, is_right, is_verbatim, judge, sentences
from qa.evaluation.question import Exchange, Question
from qa.evaluation.run import About, Judged, Ranked, Run, Told

_SHOWN = 3


class Bot(Protocol):
    """What is asked: a `Chatbot`, in its two steps."""

    def find(self, question: str, history: Sequence[Turn] = ()) -> Found:
        """What `question` leads to."""
        ...

    def write(self, found: Found) -> Iterator[Answer]:
        """The answer as it grows."""
        ...

    def on(self, today: str) -> "Bot":
        """The same as if it were asked on the day `today`."""
        ...

    def article(self, doc_id: str) -> Article | None:
        """The whole article that a quote is of."""
        ...


def check(questions: Sequence[Question]) -> None:
    """`InputError` where no answer to `questions` could be judged."""
    if not any(question.is_answer_judged for question in questions):
        raise InputError("no question has answers, evidence or doc_ids, or says that it has none")


def evaluate(
    bot: Bot, questions: Sequence[Question], about: About, on_progress: OnProgress | None = None
) -> Run:
    """How `bot` answers those of `questions` that have a judgement; `InputError` where none has."""
    check(questions)
    judged = [question for question in questions if question.is_answer_judged]
    report = on_progress or (lambda progress: None)
    started, done = time.monotonic(), list[Judged]()
    for question in judged:
        done.append(_asked(bot, question))
        report(Progress("answering", len(done), len(judged), time.monotonic() - started))
    return Run(about, tuple(done))


def _asked(bot: Bot, question: Question) -> Judged:
    if question.date:
        bot = bot.on(question.date)
    history = turns(bot, question.history)
    started = time.perf_counter()
    found = bot.find(question.question, history)
    growing = bot.write(found)
    answer = next(growing)
    first = time.perf_counter() - started
    for fuller in growing:
        answer = fuller
    seconds = time.perf_counter() - started
    said = Said(answer, sentences(answer, found.judgement.evidence))
    measures = {**judge(question, said), "verbatim": float(is_verbatim(answer, bot.article))}
    hits = tuple(Ranked(hit.chunk.chunk_id, hit.score) for hit in answer.hits)
    told = _told(question, said, first, seconds)
    return Judged(question.query_id, question.question, question.question_type, measures, hits, told)


def turns(bot: Bot, exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The exchanges as turns of a conversation; what has no answer yet is asked of `bot`, in its place."""
    history: list[Turn] = []
    for exchange in exchanges:
        if exchange.answer:
            answer = Answer(exchange.question, exchange.answer, checked_question=exchange.question)
        else:
            *_, answer = bot.write(bot.find(exchange.question, tuple(history)))
        history.append(Turn(exchange.question, answer))
    return tuple(history)


def _told(question: Question, said: Said, first: float, seconds: float) -> Told:
    answer = said.answer
    facts = tuple(fact.text for fact in question.evidence)
    return Told(
        text=answer.text,
        short=answer.short,
        sentences=tuple(quoted.text for quoted in said.sentences[:_SHOWN]),
        gold=(question.expected,) if question.expected else question.answers or facts,
        confidence=answer.confidence,
        abstained=answer.abstained,
        answerable=question.is_answerable,
        held=is_held(question, answer),
        right=is_right(question, said),
        seconds=round(seconds, 4),
        first_seconds=round(first, 4),
    )
