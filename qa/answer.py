"""What an answer is made of."""

from dataclasses import dataclass

from index.hit import Hit


@dataclass(frozen=True, slots=True)
class Citation:
    """A footnote: a verbatim quote at a known place in a known article.

    Law 2: `article.text[citation.start:citation.end] == citation.cited_text`, offsets in characters.
    """

    number: int
    doc_id: str
    title: str
    source: str
    published: str
    url: str
    cited_text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question, and on what grounds.

    `text` carries markers such as `[1]`. Law 3: they are exactly the numbers of `citations`, from 1,
    in order of first use. When `abstained` there are no citations and `hits` are the closest passages.
    `confidence` (0 to 1) is the estimated probability that the passages hold the answer.
    `checked_question` is the standalone question that was searched for. `notes` are one-line remarks
    about how the answer came about, such as a sentence that was struck because no quote supports it.
    `short` are the words that answer the question by themselves, verbatim in the first citation's
    `cited_text`, or Yes or No to a question of before and after whose days are cited; empty where there
    are none to be sure of, and always when `abstained`.
    """

    question: str
    text: str
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    abstained: bool = False
    confidence: float = 0.0
    checked_question: str = ""
    notes: tuple[str, ...] = ()
    short: str = ""

    def _repr_html_(self) -> str:
        """What a notebook shows of it."""
        from qa.notebook import answer_html

        return answer_html(self)


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation."""

    question: str
    answer: Answer
