"""Hits made by hand, for the tests of selection and reading."""

from collections.abc import Sequence

from corpus.article import Article, Chunk
from index.hit import Hit
from qa.reader import Evidence


def hits_of(articles: Sequence[Article]) -> list[Hit]:
    """Each article as one hit that holds it whole, ranked as given."""
    return [
        Hit(
            rank,
            1 / rank,
            Chunk(f"{article.doc_id}:0", article.doc_id, 0, len(article.text), article.text),
            article,
        )
        for rank, article in enumerate(articles, start=1)
    ]


def evidence_of(*said: tuple[str, str, float]) -> list[Evidence]:
    """A sentence an article, given as (doc_id, sentence, score); ranks as given."""
    hits = hits_of([Article(doc_id, doc_id.title(), text) for doc_id, text, _ in said])
    return [
        Evidence(hit, 0, len(text), text, score) for hit, (_, text, score) in zip(hits, said, strict=True)
    ]
