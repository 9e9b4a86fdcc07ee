"""Which of the questions made are offered: those that the chatbot itself answers with the very sentence."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice

from corpus.article import Article
from qa.answer import Answer, Citation, Turn
from qa.chatbot import Chatbot
from qa.newest import Newest
from qa.suggestions.making import Made, made_from
from qa.words import stems

COMFORTABLE = 0.7
"""An answer must be this likely, so that nobody is led to one that is nearly an abstention."""

EXAMPLES, FOLLOWING = 4, 3
"""How many questions are offered before the first and after an answer."""

_ASKS_FIRST, _ASKS_AFTER = 16, 6
_ARTICLES = 24
_ENGLISH = "the of and to in a was is for on that with as by at from"
_ASKING = "what when who where why how which did does do the of are were has have"
_FOREIGN = """
    der die das wer wann wo wie wieso warum welche welcher ist wurde hat und le la les qui quand où
    comment pourquoi est et combien el los las quién cuándo dónde cómo qué por cuántos il lo gli chi
    quando dove perché che quanti o os quem onde como porque wanneer waar waarom het een hoe
"""
_FUNCTION_WORDS = frozenset(_ENGLISH.split())
_ASKING_WORDS = frozenset(_ASKING.split())
_FOREIGN_WORDS = frozenset(_FOREIGN.split()) - {"die"}
_RARE_FIRST = ("why", "how much", "how many", "where", "who", "when", "what")


def is_english(text: str) -> bool:
    """Whether so many of the first words are English function words that the text is English.

    >>> is_english("The border was closed in January."), is_english("Die Grenze wurde im Januar geschlossen.")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]+", text[:4000].lower())
    return sum(word in _FUNCTION_WORDS for word in words) > 0.18 * len(words)


def is_foreign(question: str) -> bool:
    """Whether a question is in another language than English; a few bare words are in none.

    >>> is_foreign("Wann war der Gipfel?"), is_foreign("When was it?"), is_foreign("Kim Putin")
    (True, False, False)
    """
    if re.search(r"[^\W\d_\u0000-\u024f]", question):
        return True
    words = set(re.findall(r"[^\W\d_]+", question.lower()))
    return bool(words & _FOREIGN_WORDS) and not words & _ASKING_WORDS


def is_answered(bot: Chatbot, made: Made, history: Sequence[Turn] = ()) -> bool:
    """Whether `bot`, asked in earnest, answers first with the sentence that the question was made from."""
    *_, answer = bot.stream(made.question, history)
    if answer.abstained or answer.notes or answer.confidence < COMFORTABLE:
        return False
    first = answer.citations[0]
    same = (first.doc_id, first.start, first.end) == (made.doc_id, made.start, made.end)
    return same and not _contradicts(answer, made)


def _contradicts(answer: Answer, made: Made) -> bool:
    """Whether the short answer is another than the words that the question was made for."""
    return bool(answer.short and made.reply) and not stems(answer.short) & stems(made.reply)


class Suggestions:
    """Questions to begin with and to go on with; at work only while nobody waits for an answer."""

    def __init__(self, bot: Chatbot, seconds: float = 30.0) -> None:
        """Nothing is made before it is asked for, and then for about `seconds` at most."""
        self._bot = bot
        self._seconds = seconds
        self._known: tuple[int, tuple[str, ...]] = (0, ())
        self._making = threading.Lock()
        self._waiting = self._asking = 0
        self._closed = False
        self._changed = threading.Condition()
        self._tasks = Newest()

    def examples(self) -> tuple[str, ...]:
        """Up to `EXAMPLES` questions about the newest articles, made once for each state of the library."""
        state = hash(frozenset(self._bot.library.store.digests().items()))
        with self._making:
            if self._known[0] != state:
                self._known = (state, tuple(self._first()))
            return self._known[1]

    def after(self, turns: Sequence[Turn], reader: str = "") -> Iterator[tuple[str, ...]]:
        """Up to `FOLLOWING` questions to go on with after the last of `turns`: more of them each time.

        It ends at once when it is called anew for the same `reader`, or when that one is being answered.
        """
        offered: tuple[str, ...] = ()
        if not turns or is_foreign(turns[-1].question):
            return
        task = self._tasks.begin(reader)
        going_on = (made for made in self._near(turns) if self._tasks.goes_on(reader, task))
        for made in self._answered(going_on, _ASKS_AFTER, turns):
            if not self._tasks.goes_on(reader, task):
                return
            offered = (*offered, made.question)
            yield offered
            if len(offered) == FOLLOWING:
                return

    def close(self) -> None:
        """Ask no more, and wait until what is being asked is answered: a model must not end in the middle."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._asking, timeout=self._seconds)

    @contextmanager
    def answering(self, reader: str = "") -> Iterator[None]:
        """While the block runs, `reader` waits for an answer, and nothing is asked on the side."""
        self._tasks.stop(reader)
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._changed:
            self._waiting += more
            self._changed.notify_all()

    def _answered(self, made: Iterator[Made], most: int, turns: Sequence[Turn] = ()) -> Iterator[Made]:
        """Those that are answered, of at most `most` and as time allows."""
        until = time.monotonic() + self._seconds
        for candidate in islice(made, most):
            with self._changed:
                self._changed.wait_for(lambda: self._closed or not self._waiting, timeout=self._seconds)
                if self._closed or time.monotonic() > until:
                    return
                self._asking += 1
            try:
                right = is_answered(self._bot, candidate, turns)
            finally:
                with self._changed:
                    self._asking -= 1
                    self._changed.notify_all()
            if right:
                yield candidate

    def _first(self) -> Iterator[str]:
        listed = self._bot.library.store.articles()[:_ARTICLES]
        texts = (self._bot.article(article.doc_id) for article in listed)
        candidates = _mixed([article for article in texts if article])
        for made in islice(self._answered(candidates, _ASKS_FIRST), EXAMPLES):
            yield made.question

    def _near(self, turns: Sequence[Turn]) -> Iterator[Made]:
        """Questions from around what was cited last, then from the other articles that were found."""
        answer = turns[-1].answer
        cited = [citation for turn in turns for citation in turn.answer.citations]
        asked = [stems(turn.question) for turn in turns]
        places = {citation.doc_id: citation.start for citation in reversed(answer.citations)}
        places |= {hit.chunk.doc_id: hit.chunk.start for hit in answer.hits if hit.chunk.doc_id not in places}
        for doc_id, start in places.items():
            article = self._bot.article(doc_id)
            if article is None or not is_english(article.text):
                continue
            used = set[int]()
            for made in sorted(made_from(article), key=partial(_distance, start)):
                told = made.start in used or _told(made, cited)
                if not told and not any(_alike(stems(made.question), one) for one in asked):
                    asked.append(stems(made.question))
                    used.add(made.start)
                    yield made


def _mixed(articles: Sequence[Article]) -> Iterator[Made]:
    """One question of each article, of the kind that came least so far; then another one of each."""
    left = [list(made_from(article)) for article in articles if is_english(article.text)]
    used: Counter[str] = Counter()
    while any(left):
        for questions in filter(None, left):
            best = min(questions, key=lambda made: (used[made.kind], _RARE_FIRST.index(made.kind)))
            used[best.kind] += 1
            questions[:] = [made for made in questions if made.start != best.start]
            yield best


def _distance(start: int, made: Made) -> int:
    return abs(made.start - start)


def _told(made: Made, cited: Sequence[Citation]) -> bool:
    """Whether a quote that was shown is the sentence, or holds what is asked and what answers it."""
    for quote in cited:
        if quote.doc_id == made.doc_id and quote.start < made.end and made.start < quote.end:
            return True
        held, asked = stems(quote.cited_text), stems(made.question)
        if stems(made.reply) <= held and len(asked & held) >= 0.75 * len(asked):
            return True
    return False


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= 0.75 * len(one | other)
