"""The whole story: a question, the passages that matter, the sentences that answer it, their footnotes.

1. `conversation` makes a follow-up stand alone.
2. `Library.search` finds the passages; `parts` takes apart a question for several articles, and searches
   for each part.
3. `Selector` finds the sentences in them, and says how likely it is that they hold the answer; `unsaid`
   leaves out what was quoted already where the question asks for more.
4. `timely` weighs them by what the question says about time; of rivals the newer stands first.
5. `weave` puts the sentences of each part together, with the name on which they agree.
6. `premise_of` notices a question that rests on a publisher of whom the library has nothing.
7. Too unlikely: the bot abstains, and shows the closest passages.
8. The reader writes the answer, with a marker behind each sentence.
9. `citations` checks every sentence against its quote, and strikes what no quote supports.
"""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.errors import ReaderError
from index.hit import Hit
from index.library import Library, check_query
from qa.agreement import Agreed
from qa.answer import Answer, Citation, Turn
from qa.attribution import premise_of
from qa.citations import Resolved, resolve
from qa.conversation import standalone
from qa.extractive import ExtractiveReader
from qa.followups.unsaid import unsaid
from qa.order import Settled
from qa.parts import parts
from qa.reader import Reader
from qa.rivals import newer_first, older_notes
from qa.selection import Judgement, Reads, Selector
from qa.settings import DEFAULTS, Settings
from qa.short import short_in
from qa.timely import asked_period, news, timely
from qa.weaving import gathered, weave

ABSTENTION = "The articles don't answer this."
# Behind a marker a sentence is complete, and can be checked.
_COMPLETE = re.compile(r".*[\]】]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """What a question led to, before anything is written."""

    question: str
    standalone: str
    hits: tuple[Hit, ...]
    judgement: Judgement
    notes: tuple[str, ...] = ()
    name: Agreed | None = None
    settled: Settled | None = None

    def read_by(self, reader: Reader) -> Iterator[str]:
        """What `reader` writes about it, in pieces."""
        return reader.read(self.standalone, self.hits, self.judgement.evidence)

    def answer(self, resolved: Resolved, notes: Sequence[str] = ()) -> Answer:
        """The answer that `resolved` amounts to; an abstention where nothing in it is supported."""
        struck = tuple(f"struck, as no passage supports it: {sentence}" for sentence in resolved.struck)
        return Answer(
            self.question,
            resolved.text if resolved.citations else ABSTENTION,
            resolved.citations,
            self.hits,
            abstained=not resolved.citations,
            confidence=self.judgement.confidence,
            checked_question=self.standalone,
            notes=(*self.notes, *notes, *older_notes(self.standalone, resolved.citations), *struck),
            short=self._short(resolved),
        )

    def _short(self, resolved: Resolved) -> str:
        """The words of the first quote that answer by themselves; of parts, the name on which they agree."""
        if not resolved.citations:
            return ""
        if self.settled:
            return self.settled.short(resolved.citations)
        quote = resolved.citations[0].cited_text
        if self.name:
            return self.name.form_in(quote) if self.name.sure else ""
        return short_in(self.standalone, quote, self._told(resolved.citations[0]))

    def _told(self, citation: Citation) -> NDArray[np.float64] | None:
        """What was read of each character of a quote; None where its passage wasn't read."""
        for hit in self.hits:
            chunk = hit.chunk
            reading = self.judgement.readings.get(chunk.chunk_id)
            held = chunk.start <= citation.start and citation.end <= chunk.end
            if reading and held and chunk.doc_id == citation.doc_id:
                return reading.characters(citation.start - chunk.start, citation.end - chunk.start)
        return None


class Chatbot:
    """Answers questions from a library, each sentence with its footnote."""

    def __init__(
        self,
        library: Library,
        reader: Reader,
        settings: Settings = DEFAULTS,
        cross_encoder: Reads | None = None,
    ) -> None:
        """Of the settings those count that say how is searched and when is answered."""
        self.library = library
        self._reader = reader
        self._fallback = ExtractiveReader()
        self._selector = Selector(library.encoder, cross_encoder)
        self._settings = settings

    def on(self, today: str) -> "Chatbot":
        """The same chatbot as if it were asked on the day `today` (YYYY-MM-DD); `SettingError` for no day."""
        other = copy(self)
        other._settings = replace(self._settings, today=today)
        return other

    @property
    def today(self) -> date:
        """The day as of which it answers."""
        return date.fromisoformat(self._settings.today) if self._settings.today else date.today()

    def quoting(self) -> "Chatbot":
        """The same chatbot without a language model: what it says are quotes, and nobody else is asked."""
        other = copy(self)
        other._reader = self._fallback
        return other

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer to `question` as it follows on `history`; `InputError` if it can't be searched."""
        *_, answer = self.stream(question, history)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """The answer as it grows: each one is fuller than the last, the last is what `ask` returns."""
        yield from self.write(self.find(question, history))

    def find(self, question: str, history: Sequence[Turn] = ()) -> Found:
        """What `question` leads to before anything is written; `InputError` if it can't be searched."""
        question = check_query(question)
        alone = standalone(question, history)
        today = self.today
        search = partial(self.library.search, k=self._settings.k, mode=self._settings.mode)
        asked = asked_period(alone, today, search)
        where = news(asked, today)
        topic = asked.topic(alone) if asked else alone
        sources = self.library.sources()
        several = parts(alone, sources)
        whole = (where and search(topic, where=where)) or search(topic)
        hits = gathered(several, whole, partial(search, where=where))
        judged = unsaid(self._selector.judge(topic, hits), question, history)
        weighed = timely(judged.evidence, judged.confidence, asked)
        # A question about a time wants what was true then, any other what is true now.
        past = asked is not None and asked.known
        evidence = weighed.evidence if past else newer_first(alone, weighed.evidence)
        woven = weave(alone, several, hits, Judgement(evidence, weighed.confidence))
        premise = premise_of(alone, sources, woven.evidence)
        confidence = woven.confidence * premise.holds
        judgement = Judgement(woven.evidence, confidence, judged.readings)
        notes = (*weighed.notes, *woven.notes, *premise.notes)
        return Found(question, alone, hits, judgement, notes, woven.name, woven.settled)

    def write(self, found: Found) -> Iterator[Answer]:
        """The answer to what was found, as it grows: `stream` without the search."""
        if not found.judgement.evidence or found.judgement.confidence < self._settings.threshold:
            yield found.answer(Resolved("", (), ()))
            return
        notes: tuple[str, ...] = ()
        resolved = Resolved("", (), ())
        try:
            for text in self._written(found):
                resolved = self._checked(found, text)
                if resolved.citations:
                    yield found.answer(resolved)
        except ReaderError as error:
            notes = (f"quoted from the articles, because the language model failed: {error}",)
            resolved = self._checked(found, "".join(found.read_by(self._fallback)))
        yield found.answer(resolved, notes)

    def article(self, doc_id: str) -> Article | None:
        """The whole article, or None where the library has no such doc_id."""
        return self.library.article(doc_id)

    def _written(self, found: Found) -> Iterator[str]:
        """The text so far, each time that another sentence of it is complete; last the whole."""
        text, shown = "", ""
        for piece in found.read_by(self._reader):
            text += piece
            complete = _COMPLETE.match(text)
            if complete and complete[0] != shown:
                shown = complete[0]
                yield shown
        if text != shown:
            yield text

    def _checked(self, found: Found, text: str) -> Resolved:
        return resolve(text, found.judgement.evidence, found.hits)
