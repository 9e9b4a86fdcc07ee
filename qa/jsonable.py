"""Hits and answers as plain dictionaries: the JSON that the command line, HTTP and MCP all give."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from corpus.article import Article
from index.hit import Hit
from index.store import Status
from index.sync import SyncReport
from qa.answer import Answer

# Values are strings, numbers, lists and dictionaries of these: what `json.dumps` takes.
Json = dict[str, Any]


def hit_json(hit: Hit) -> Json:
    """One hit: where it stands and what it says."""
    article, chunk = hit.article, hit.chunk
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "doc_id": chunk.doc_id,
        "chunk_id": chunk.chunk_id,
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "url": article.url,
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
    }


def search_json(query: str, hits: Sequence[Hit]) -> Json:
    """The result of a search."""
    return {"query": query, "hits": [hit_json(hit) for hit in hits]}


def answer_json(answer: Answer) -> Json:
    """An answer with its citations and the hits it was drawn from."""
    return {
        "question": answer.question,
        "text": answer.text,
        "short": answer.short,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "checked_question": answer.checked_question,
        "citations": [asdict(citation) for citation in answer.citations],
        "notes": list(answer.notes),
        "hits": [hit_json(hit) for hit in answer.hits],
    }


def article_json(article: Article) -> Json:
    """A whole article, without the place of its file."""
    found = asdict(article)
    del found["path"]
    return found


def status_json(status: Status) -> Json:
    """What is in a library, in figures."""
    return asdict(status)


def stock_json(status: Status) -> Json:
    """The same for whoever may ask: no place on this machine's disk, of what wasn't read only the count."""
    found = status_json(status)
    del found["library"]
    return found | {"failed": len(status.failed)}


def report_json(report: SyncReport) -> Json:
    """What a sync changed."""
    return asdict(report)
