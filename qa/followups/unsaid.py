"""What hasn't been said yet, for "tell me more" and "what else?"."""

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Citation, Turn
from qa.extractive import same
from qa.followups.again import asks_for_more
from qa.reader import Evidence
from qa.selection import Judgement


def unsaid(judgement: Judgement, question: str, history: Sequence[Turn]) -> Judgement:
    """`judgement` without what the answers of `history` quoted, where `question` asks for more."""
    if not asks_for_more(question):
        return judgement
    quoted = [citation for turn in history for citation in turn.answer.citations]
    left = tuple(item for item in judgement.evidence if not any(_says(item, one) for one in quoted))
    return replace(judgement, evidence=left)


def _says(item: Evidence, quote: Citation) -> bool:
    """Whether a sentence is a part of the quote, or says the same."""
    there = item.hit.article.doc_id == quote.doc_id and item.start < quote.end and quote.start < item.end
    return there or same(item.text, quote.cited_text)
