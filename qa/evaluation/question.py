"""A question of a data set, and what is known of its right passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fact:
    """A stretch of text that a right passage holds, and the article it was taken from ("" where unknown)."""

    doc_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question of a conversation; an empty `answer` stands for what the chatbot says to it."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with any of three judgements, each of which is scored for itself.

    `answers` are alternatives, one of which a right passage holds; `evidence` are facts, judged by the
    passages that hold them; `relevance` gives articles by doc_id a grade, above 0 where they are relevant.

    Only whole answers are judged by the others: `expected` is what one should say in short (a name, Yes,
    No), `unanswerable` that there should be none. `history` are the exchanges before it, oldest first, and
    `standalone` the question as one would ask it without them, where that is known. `date` is the day on
    which it is asked, as YYYY-MM-DD, empty where any will do.
    """

    query_id: str
    question: str
    question_type: str = ""
    answers: tuple[str, ...] = ()
    evidence: tuple[Fact, ...] = ()
    relevance: Mapping[str, int] = field(default_factory=dict)
    expected: str = ""
    unanswerable: bool = False
    history: tuple[Exchange, ...] = ()
    standalone: str = ""
    date: str = ""

    @property
    def relevant(self) -> frozenset[str]:
        """The doc_ids of the articles that are relevant.

        >>> sorted(Question("q", "Who?", relevance={"a": 1, "b": 0}).relevant)
        ['a']
        """
        return frozenset(doc_id for doc_id, grade in self.relevance.items() if grade > 0)

    @property
    def is_judged(self) -> bool:
        """Whether it has words to search by, and anything is known that a ranking can be held against.

        >>> Question("q", "Who?").is_judged, Question("q", "Who?", answers=("Ann",)).is_judged
        (False, True)
        """
        return self._has_words and bool(self.answers or self.evidence or self.relevant)

    @property
    def is_answerable(self) -> bool | None:
        """Whether there is an answer to it; None where nothing tells.

        >>> Question("q", "Who?", expected="Ann").is_answerable, Question("q", "Who?").is_answerable
        (True, None)
        """
        if self.unanswerable:
            return False
        return True if self.answers or self.expected or self.evidence or self.relevant else None

    @property
    def is_answer_judged(self) -> bool:
        """Whether it has words, and anything is known that a whole answer can be held against.

        >>> Question("q", "Who?", unanswerable=True).is_answer_judged
        True
        """
        return self._has_words and (self.is_answerable is not None or bool(self.standalone))

    @property
    def _has_words(self) -> bool:
        return any(character.isalnum() for character in self.question)

    @property
    def articles(self) -> frozenset[str]:
        """The doc_ids of all articles that its judgements name."""
        return self.relevant | {fact.doc_id for fact in self.evidence if fact.doc_id}


def spread(questions: Sequence[Question], limit: int) -> tuple[Question, ...]:
    """`limit` of `questions`, evenly spaced and the same each time; all where there are no more.

    The first ones would be of one type where a data set is sorted by type.

    >>> [q.query_id for q in spread([Question(str(n), "Who?") for n in range(6)], 3)]
    ['0', '2', '4']
    """
    count = len(questions)
    return tuple(questions[n * count // limit] for n in range(limit)) if limit < count else tuple(questions)
