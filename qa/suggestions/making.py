"""Questions made from an article's sentences, each with the place of the sentence that answers it."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.article import Article
from corpus.sentences import sentence_spans
from qa.suggestions.clauses import clause_of
from qa.suggestions.kinds import counted_subject, wordings
from qa.suggestions.names import Names


@dataclass(frozen=True, slots=True)
class Made:
    """A question made from the sentence at `start` to `end` of the article `doc_id`.

    `kind` is its question word; `reply` are the words of the sentence that answer it, empty for all.
    """

    question: str
    kind: str
    reply: str
    doc_id: str
    start: int
    end: int


def made_from(article: Article) -> Iterator[Made]:
    """The questions that the sentences of `article` answer, in their order, a question but once."""
    names, seen = Names(article.text), set[str]()
    for start, end in sentence_spans(article.text):
        sentence = article.text[start:end]
        clause = clause_of(sentence, names)
        found = (*(wordings(clause, names) if clause else ()), *counted_subject(sentence))
        for wording in found:
            if wording.text not in seen:
                seen.add(wording.text)
                yield Made(wording.text, wording.kind, wording.reply, article.doc_id, start, end)
