"""One question put to the chatbot, as the views of the page that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.errors import FootnoteError
from qa.answer import Answer, Turn
from qa.page.answers import conversation_html, turn_html, waiting_html, welcome_html
from qa.page.markup import problem_html
from qa.page.sources import ArticleOf, panel_html, sources_html

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

SHOWN_TURNS = 40
"""How many exchanges stay on the page; the conversation itself goes on beyond them."""


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows: both sides as HTML, the turns so far, and the text for the question box.

    `question` is None where the box is to be left as it is. `editing` is the number of the turn that the
    next question replaces, 0 where it is none.
    """

    conversation: str
    sources: str
    turns: tuple[Turn, ...]
    question: str | None = None
    editing: int = 0


def first_view() -> View:
    """The page before any question."""
    return View(conversation_html([welcome_html()]), panel_html([]), (), "")


def views(bot: Chatbot, question: str, turns: Sequence[Turn], *, editing: int = 0) -> Iterator[View]:
    """The page as the answer to `question` grows; the last view holds it as the last turn.

    It comes after all `turns`, or in the place of the turn numbered `editing` and those after it. These
    are let go only when the answer is whole: a question that can't be asked leaves the turns as they were,
    says why, and stays in the box.
    """
    turns = tuple(turns)
    before = turns[: editing - 1] if editing else turns
    number = len(before) + 1
    article_of = lru_cache(maxsize=256)(bot.article)
    said, cited = _past(before, article_of)

    def view(answer: Answer, *, growing: bool) -> View:
        now = turn_html(number, answer, growing=growing)
        panel = panel_html([*cited, sources_html(number, answer, article_of, growing=growing)])
        if growing:
            return View(conversation_html([*said, now]), panel, turns, editing=editing)
        return View(conversation_html([*said, now]), panel, (*before, Turn(question, answer)))

    waiting = conversation_html([*said, waiting_html(number, question)])
    yield View(waiting, panel_html(cited), turns, "", editing)
    try:
        for answer in bot.stream(question, before):
            yield view(answer, growing=True)
        yield view(answer, growing=False)
    except FootnoteError as error:
        yield still_view(bot, turns, problem_html(str(error)), question, editing)


def fault_view(bot: Chatbot, question: str, turns: Sequence[Turn], editing: int = 0) -> View:
    """The page after an error that nobody foresaw: it says so, and the question is back in the box."""
    reason = problem_html("something broke while this was answered; the server's log has more")
    return still_view(bot, turns, reason, question, editing)


def still_view(
    bot: Chatbot, turns: Sequence[Turn], remark: str, question: str | None, editing: int = 0
) -> View:
    """The page with `turns` on it while nothing is being answered, `remark` (HTML) below them."""
    if not turns and not remark:
        return replace(first_view(), question=question)
    said, cited = _past(turns, bot.article)
    return View(conversation_html([*said, remark]), panel_html(cited), tuple(turns), question, editing)


def _past(turns: Sequence[Turn], article_of: ArticleOf) -> tuple[list[str], list[str]]:
    """The exchanges that are still shown and, beside them, their sources."""
    numbered = list(enumerate(turns, 1))[-SHOWN_TURNS:]
    said = [turn_html(number, turn.answer) for number, turn in numbered]
    cited = [sources_html(number, turn.answer, article_of) for number, turn in numbered]
    return said, cited
