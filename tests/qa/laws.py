"""What holds of every answer."""

import re

from index.library import Library
from qa.answer import Answer
from qa.chatbot import ABSTENTION


def check_laws(answer: Answer, library: Library) -> None:
    """Laws 2, 3 and 4 of one answer."""
    for citation in answer.citations:
        article = library.article(citation.doc_id)
        assert article is not None
        assert article.text[citation.start : citation.end] == citation.cited_text
    markers = [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]
    assert list(dict.fromkeys(markers)) == [c.number for c in answer.citations] == sorted(set(markers))
    assert answer.abstained == (not answer.citations) == (answer.text == ABSTENTION)
    assert 0 <= answer.confidence <= 1
