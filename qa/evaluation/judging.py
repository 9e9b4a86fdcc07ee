"""A question's ranking held against its judgements."""

from collections.abc import Sequence

from index.hit import Hit
from qa.evaluation.metrics import answer_rank, fact_ranks, ndcg, normalised, recall, reciprocal_rank
from qa.evaluation.question import Question

# Ranks at which is counted; a deeper search adds its own depth.
CUTS = (1, 5, 10)
FACT_CUTS = (4, 10)
DEPTH = 10


def articles_of(hits: Sequence[Hit]) -> list[str]:
    """The doc_ids of `hits`, each where its first passage stands."""
    return list(dict.fromkeys(hit.chunk.doc_id for hit in hits))


def judge(question: Question, hits: Sequence[Hit], articles: Sequence[str], k: int) -> dict[str, float]:
    """Every measure that the judgements of `question` allow, by name, from 0 to 1.

    `hits` are the `k` passages found, which facts and answers are looked for in; `articles` the distinct
    articles found, which may come from a deeper search. Evidence is judged by its passages alone, also
    where it names articles: only `relevance` ranks articles.
    """
    texts = [hit.chunk.text for hit in hits[:k]]
    return {
        **_by_article(question, articles, k),
        **_by_fact(question, texts, k),
        **_by_answer(question, texts, k),
    }


def _by_article(question: Question, articles: Sequence[str], k: int) -> dict[str, float]:
    relevant = question.relevant
    if not relevant:
        return {}
    return {
        **{f"article-recall@{cut}": recall(articles, relevant, cut) for cut in _with(CUTS, k)},
        f"article-MRR@{DEPTH}": reciprocal_rank(articles, relevant, DEPTH),
        f"article-nDCG@{DEPTH}": ndcg(articles, question.relevance, DEPTH),
    }


def _by_fact(question: Question, texts: Sequence[str], k: int) -> dict[str, float]:
    """Hits and MRR by the rule of MultiHop-RAG, and the share of all facts that is found."""
    if not question.evidence:
        return {}
    ranks = fact_ranks(texts, [fact.text for fact in question.evidence])
    first = min((rank for rank in ranks if rank), default=0)
    cuts = _with(FACT_CUTS, k)
    return {
        **{f"fact-hits@{cut}": float(_within(first, cut)) for cut in cuts},
        f"fact-MRR@{DEPTH}": 1 / first if _within(first, DEPTH) else 0.0,
        **{f"fact-recall@{cut}": sum(_within(rank, cut) for rank in ranks) / len(ranks) for cut in cuts},
    }


def _by_answer(question: Question, texts: Sequence[str], k: int) -> dict[str, float]:
    if not any(normalised(answer) for answer in question.answers):
        return {}
    rank = answer_rank(texts, question.answers)
    return {f"answer@{cut}": float(_within(rank, cut)) for cut in _with(CUTS, k)}


def _with(cuts: tuple[int, ...], k: int) -> tuple[int, ...]:
    return cuts if k <= cuts[-1] else (*cuts, k)


def _within(rank: int, cut: int) -> bool:
    return 0 < rank <= cut
