"""An answer held against what is known of its question."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.article import Article
from qa.answer import Answer
from qa.evaluation.answers.scores import best_token_f1, exact_match, shares_word, token_f1
from qa.evaluation.metrics import answer_rank, fact_ranks, normalised
from qa.evaluation.question import Question
from qa.reader import Evidence

_MARKER = re.compile(r"\[(\d+)\]")
_VERDICTS = ("yes", "no")
# What the authors of MultiHop-RAG have a model say where it finds no answer.
_ABSTENTION = "Insufficient information."


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence at its place: `article.text[start:end] == text`."""

    doc_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, and the sentences it could be made of, best first, also where it abstains."""

    answer: Answer
    sentences: tuple[Quoted, ...]

    @property
    def text(self) -> str:
        """What the answer says, without its markers; nothing where it abstains."""
        return "" if self.answer.abstained else _MARKER.sub("", self.answer.text)


def sentences(answer: Answer, evidence: Sequence[Evidence]) -> tuple[Quoted, ...]:
    """The quotes of `answer`, then the `evidence` that overlaps none of them, best first."""
    found = [Quoted(c.doc_id, c.start, c.end, c.cited_text) for c in answer.citations]
    for item in evidence:
        doc_id = item.hit.chunk.doc_id
        if not any(q.doc_id == doc_id and q.start < item.end and item.start < q.end for q in found):
            found.append(Quoted(doc_id, item.start, item.end, item.text))
    return tuple(found)


def is_verbatim(answer: Answer, article: Callable[[str], Article | None]) -> bool:
    """Whether each quote stands where it is said to, and the markers are 1, 2, … n, one a quote."""
    numbers = [citation.number for citation in answer.citations]
    marked = list(dict.fromkeys(int(number) for number in _MARKER.findall(answer.text)))
    if not numbers == marked == list(range(1, len(numbers) + 1)):
        return False
    cited = ((citation, article(citation.doc_id)) for citation in answer.citations)
    return all(found is not None and found.text[c.start : c.end] == c.cited_text for c, found in cited)


def judge(question: Question, said: Said) -> dict[str, float]:
    """Every measure of an answer that `question` allows, by name, from 0 to 1.

    first-article: the best sentence is of a relevant article. first-sentence, three-sentences: it, or one of
    the best three, holds an answer, or is of the evidence where only that is known; all when it abstains too.
    whole-answer: the text holds an answer; found-answer: the same where a passage found holds it.
    short-given, short-EM, short-F1: the short answer. strict, shared-word: MultiHop-RAG. answered, refused:
    of what has an answer, and of what has none. precision: of what is answered, how much is right.
    standalone-F1: the follow-up as it was searched for.
    """
    right = is_right(question, said)
    return {
        **_by_article(question, said),
        **_by_sentence(question, said),
        **_by_text(question, said),
        **_by_expectation(question, said),
        **_by_silence(question, said.answer),
        **({} if said.answer.abstained or right is None else {"precision": float(right)}),
        **_by_standalone(question, said.answer),
    }


def gold(question: Question) -> tuple[str, ...]:
    """The texts of which a right answer holds one; a mere Yes or No is none, nor what has no words.

    >>> gold(Question("q", "Who?", expected="Ann")), gold(Question("q", "Did Ann?", expected="Yes"))
    (('Ann',), ())
    """
    if question.unanswerable or _wants_verdict(question):
        return ()
    known = question.answers or (question.expected,)
    return tuple(text for text in known if normalised(text))


def is_right(question: Question, said: Said) -> bool | None:
    """Whether `question` is answered rightly, or would be by the best sentence; None where nothing tells."""
    if question.unanswerable:
        return False
    if question.expected and not said.answer.abstained:
        return _meets(question, said)
    if _wants_verdict(question):
        return False
    return _first_right(question, said.sentences, 1) if gold(question) or question.evidence else None


def is_held(question: Question, answer: Answer) -> bool:
    """Whether the passages found hold an answer, by its evidence where that is Yes or No."""
    texts = [hit.chunk.text for hit in answer.hits]
    if gold(question):
        return answer_rank(texts, gold(question)) > 0
    if question.evidence:
        return any(fact_ranks(texts, [fact.text for fact in question.evidence]))
    return bool(question.is_answerable)


def _by_article(question: Question, said: Said) -> dict[str, float]:
    if not question.relevant:
        return {}
    return {"first-article": float(any(best.doc_id in question.relevant for best in said.sentences[:1]))}


def _by_sentence(question: Question, said: Said) -> dict[str, float]:
    if not gold(question) and (question.expected or not question.evidence or question.unanswerable):
        return {}
    return {
        "first-sentence": float(_first_right(question, said.sentences, 1)),
        "three-sentences": float(_first_right(question, said.sentences, 3)),
    }


def _first_right(question: Question, found: Sequence[Quoted], count: int) -> bool:
    """Whether one of the first `count` sentences holds an answer, or is evidence where no answer is known."""
    if gold(question):
        return answer_rank([quoted.text for quoted in found[:count]], gold(question)) > 0
    return any(_is_evidence(quoted, question) for quoted in found[:count])


def _is_evidence(quoted: Quoted, question: Question) -> bool:
    """Whether a sentence holds a fact of its article or is a part of one: sentences may be cut elsewhere."""
    facts = [fact.text for fact in question.evidence if fact.doc_id in ("", quoted.doc_id)]
    return any(fact_ranks([quoted.text], facts)) or any(fact_ranks(facts, [quoted.text]))


def _by_text(question: Question, said: Said) -> dict[str, float]:
    answers = gold(question)
    if not answers:
        return {}
    holds = float(_says(said, answers))
    short = said.answer.short
    return {
        "whole-answer": holds,
        **({"found-answer": holds} if is_held(question, said.answer) else {}),
        "short-given": float(bool(short)),
        **({"short-EM": exact_match(short, answers)} if short else {}),
        **({"short-F1": best_token_f1(short, answers)} if short else {}),
    }


def _by_expectation(question: Question, said: Said) -> dict[str, float]:
    """The strict score of MultiHop-RAG's answers, and that of its authors."""
    if not question.expected:
        return {}
    text = _ABSTENTION if said.answer.abstained else f"{said.answer.short} {said.text}"
    return {
        "strict": float(_meets(question, said)),
        "shared-word": shares_word(text, question.expected),
    }


def _meets(question: Question, said: Said) -> bool:
    """Whether the answer says what is expected: the name in it, the same verdict, or silence."""
    if question.unanswerable:
        return said.answer.abstained
    if _wants_verdict(question):
        return normalised(said.answer.short) == normalised(question.expected)
    return _says(said, (question.expected,))


def _says(said: Said, answers: Sequence[str]) -> bool:
    return answer_rank([said.text, said.answer.short], answers) > 0


def _wants_verdict(question: Question) -> bool:
    return normalised(question.expected) in _VERDICTS


def _by_silence(question: Question, answer: Answer) -> dict[str, float]:
    if question.is_answerable is None:
        return {}
    if question.is_answerable:
        return {"answered": float(not answer.abstained)}
    return {"refused": float(answer.abstained)}


def _by_standalone(question: Question, answer: Answer) -> dict[str, float]:
    if not question.standalone:
        return {}
    return {"standalone-F1": token_f1(answer.checked_question, question.standalone)}
