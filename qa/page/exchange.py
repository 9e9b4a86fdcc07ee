"""One question put to the chatbot, as the views of the page that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.errors import FootnoteError
from qa.answer import Answer, Turn
from qa.page.answers import conversation_html, problem_html, turn_html, waiting_html, welcome_html
from qa.page.sources import ArticleOf, panel_html, sources_html

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

SHOWN_TURNS = 40
"""How many exchanges stay on the page; the conversation itself goes on beyond them."""


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows: both sides as HTML, the turns so far, and the text for the question box.

    `question` is None where the box is to be left as it is.
    """

    conversation: str
    sources: str
    turns: tuple[Turn, ...]
    question: str | None = None


def first_view(examples: Sequence[str]) -> View:
    """The page before any question, with `examples` to click."""
    return View(conversation_html([welcome_html(examples)]), panel_html([]), (), "")


def views(bot: Chatbot, question: str, turns: Sequence[Turn]) -> Iterator[View]:
    """The page as the answer to `question` grows; the last view holds one turn more.

    A question that can't be asked leaves the turns as they were, says why, and stays in the box.
    """
    turns, number = tuple(turns), len(turns) + 1
    article_of = lru_cache(maxsize=256)(bot.article)
    said, cited = _past(turns, article_of)

    def view(answer: Answer, *, growing: bool) -> View:
        now = turn_html(number, answer, growing=growing)
        panel = panel_html([*cited, sources_html(number, answer, article_of)])
        after = turns if growing else (*turns, Turn(question, answer))
        return View(conversation_html([*said, now]), panel, after)

    yield View(conversation_html([*said, waiting_html(number, question)]), panel_html(cited), turns, "")
    try:
        for answer in bot.stream(question, turns):
            yield view(answer, growing=True)
        yield view(answer, growing=False)
    except FootnoteError as error:
        yield _refusal(bot, question, turns, str(error))


def fault_view(bot: Chatbot, question: str, turns: Sequence[Turn]) -> View:
    """The page after an error that nobody foresaw: it says so, and the question is back in the box."""
    return _refusal(
        bot, question, turns, "something broke while this was answered; the server's log has more"
    )


def _refusal(bot: Chatbot, question: str, turns: Sequence[Turn], reason: str) -> View:
    said, cited = _past(turns, bot.article)
    conversation = conversation_html([*said, problem_html(reason)])
    return View(conversation, panel_html(cited), tuple(turns), question)


def _past(turns: Sequence[Turn], article_of: ArticleOf) -> tuple[list[str], list[str]]:
    """The exchanges that are still shown and, beside them, their sources."""
    numbered = list(enumerate(turns, 1))[-SHOWN_TURNS:]
    said = [turn_html(number, turn.answer) for number, turn in numbered]
    cited = [sources_html(number, turn.answer, article_of) for number, turn in numbered]
    return said, cited
