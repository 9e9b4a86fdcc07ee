"""Answers made by hand, and a chatbot that gives them, for the tests of the evaluation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.article import Article
from index.hit import Hit
from qa.answer import Answer, Citation, Turn
from qa.chatbot import ABSTENTION, Found
from qa.reader import Evidence
from qa.selection import Judgement
from tests.qa.evaluation.made import BRIDGE, FERRY, MARKET
from tests.qa.hits import hits_of

TEXTS = {"ferry": FERRY, "bridge": BRIDGE, "market": MARKET}
ARTICLES = [Article(doc_id, doc_id.title(), text) for doc_id, text in TEXTS.items()]
HITS = tuple(hits_of(ARTICLES))
NOON, FORTY = "The ferry to Norholm sails at noon.", "It takes forty minutes."
OPENED, TOLLS = "The bridge to Sundby opened in 1931.", "Tolls ended in 1960."
FISH, BURNED = "Fish is sold on Fridays.", "The market hall burned in 1888."


def hit_of(quote: str) -> Hit:
    """The passage that `quote` is in."""
    return next(hit for hit in HITS if quote in hit.chunk.text)


def citation(number: int, quote: str) -> Citation:
    """The footnote `number` that quotes `quote`."""
    hit = hit_of(quote)
    start = hit.chunk.text.index(quote)
    return Citation(number, hit.chunk.doc_id, hit.article.title, "", "", "", quote, start, start + len(quote))


def evidence(*quotes: str) -> tuple[Evidence, ...]:
    """The sentences, best first."""
    places = ((hit_of(quote), quote) for quote in quotes)
    return tuple(
        Evidence(hit, (start := hit.chunk.text.index(quote)), start + len(quote), quote, 0.5)
        for hit, quote in places
    )


def answer(*quotes: str, short: str = "", confidence: float = 0.8, question: str = "") -> Answer:
    """An answer of these quotes, each with its marker; an abstention where there are none."""
    return Answer(
        question,
        " ".join(f"{quote} [{n}]" for n, quote in enumerate(quotes, 1)) or ABSTENTION,
        tuple(citation(n, quote) for n, quote in enumerate(quotes, 1)),
        HITS,
        abstained=not quotes,
        confidence=confidence,
        checked_question=question,
        short=short,
    )


@dataclass
class FixedBot:
    """Answers each question with what it was told to; `asked` are the questions with what went before."""

    answers: Mapping[str, Answer]
    left: tuple[str, ...] = ()  # the evidence for every question
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    days: list[str] = field(default_factory=list)  # on which it was asked

    def on(self, today: str) -> "FixedBot":
        """Itself, which answers the same on any day."""
        self.days.append(today)
        return self

    def find(self, question: str, history: Sequence[Turn] = ()) -> Found:
        """As told."""
        self.asked.append((question, tuple(turn.answer.text for turn in history)))
        judgement = Judgement(evidence(*self.left), self.answers[question].confidence)
        return Found(question, question, HITS, judgement)

    def write(self, found: Found) -> Iterator[Answer]:
        """The beginning of the answer, then the whole."""
        whole = self.answers[found.question]
        yield replace(whole, text=whole.text[:5])
        yield whole

    def article(self, doc_id: str) -> Article | None:
        """Those of the made articles."""
        return next((article for article in ARTICLES if article.doc_id == doc_id), None)
