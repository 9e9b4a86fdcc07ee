"""What programs call over HTTP, and of it what they may over MCP; the docstrings are what these see."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar, get_type_hints

from corpus.errors import FootnoteError
from corpus.visible import brief
from index.hit import Filter
from qa.chatbot import Chatbot
from qa.jsonable import answer_json, article_json, search_json, stock_json

TOOLS = ("search", "ask")
"""What an assistant may do by MCP: find passages, and have a question answered."""

P = ParamSpec("P")
R = TypeVar("R")


def endpoints(bot: Chatbot, error: Callable[[str], Exception]) -> tuple[Callable[..., Any], ...]:
    """The functions over `bot`; what their caller got wrong is raised as `error`."""

    def plain(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                _check_types(function, args)
                return function(*args, **kwargs)
            except FootnoteError as problem:
                raise error(str(problem)) from problem

        return call

    @plain
    def ask(question: str) -> dict[str, Any]:
        """Answer a question from the articles, with a verbatim quote behind every sentence.

        Returns the answer's text with markers such as [1], the citations they stand for (title, source,
        date, url, the quote and its place in the article), and the passages found. When the articles don't
        hold the answer, `abstained` is true and only the closest passages are given.

        Args:
            question: The question, in plain words.

        """
        return answer_json(bot.ask(question))

    def ask_stream(question: str) -> Iterator[dict[str, Any]]:
        """Answer a question as `ask` does, bit by bit: each answer is fuller, the last is what `ask` gives.

        Args:
            question: The question, in plain words.

        """
        try:
            _check_types(ask_stream, (question,))
            yield from map(answer_json, bot.stream(question))
        except FootnoteError as problem:
            raise error(str(problem)) from problem

    @plain
    def search(
        query: str,
        k: int = 10,
        mode: Literal["best", "hybrid", "dense", "sparse"] = "best",
        source: str = "",
        since: str = "",
        until: str = "",
    ) -> dict[str, Any]:
        """Find the passages of the articles that fit a query best, best first.

        Args:
            query: What to look for: a question, a phrase or a few words.
            k: How many passages to return.
            mode: By all that helps (best), by meaning and words together (hybrid), by meaning (dense) or by
                words (sparse).
            source: Only passages from this publication; empty for all.
            since: Only articles published on this date or later, as YYYY-MM-DD; empty for all.
            until: Only articles published on this date or earlier, as YYYY-MM-DD; empty for all.

        """
        where = Filter((source,) if source else (), since, until)
        return search_json(query.strip(), bot.library.search(query, k, mode=mode, where=where))

    @plain
    def article(doc_id: str) -> dict[str, Any]:
        """Return a whole article: its text, title, source, author, date and url.

        Args:
            doc_id: The article's identifier, as citations and search results give it.

        """
        found = bot.article(doc_id)
        if found is None:
            raise FootnoteError(
                f"there is no article {brief(doc_id)}: take a doc_id from a citation or a search"
            )
        return article_json(found)

    @plain
    def status() -> dict[str, Any]:
        """Say what is in the library: articles, chunks, sources, dates, size on disk and encoder."""
        return stock_json(bot.library.store.status())

    return ask, ask_stream, search, article, status


def _check_types(function: Callable[..., Any], values: tuple[object, ...]) -> None:
    """`FootnoteError` for a text that isn't one, or a number that isn't: Gradio lets any JSON through."""
    for (name, kind), value in zip(get_type_hints(function).items(), values, strict=False):
        if kind in (str, int) and type(value) is not kind:
            wanted = "a text" if kind is str else "a whole number"
            raise FootnoteError(f"{name} is {brief(value)}: it must be {wanted}")
