"""The measures of a ranking: small functions of what was found and what is right."""

import math
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

_NOT_A_WORD = re.compile(r"[^\w\s]|_")
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_SQUEEZED = str.maketrans("", "", " \n")


def recall(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """The share of `relevant` among the first `k` of `ranking`, from 0 to 1; `relevant` isn't empty.

    >>> recall(["a", "x", "b"], {"a", "b"}, 2)
    0.5
    """
    return len(set(ranking[:k]) & set(relevant)) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """1 / the rank of the first of `relevant`, 0 where none is among the first `k`.

    Voorhees, "The TREC-8 Question Answering Track Report" (TREC 1999).

    >>> reciprocal_rank(["x", "a"], {"a", "b"}, 10)
    0.5
    """
    return next((1 / rank for rank, item in enumerate(ranking[:k], 1) if item in relevant), 0.0)


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain at `k`, from 0 to 1; some grade is above 0.

    Järvelin and Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques" (ACM TOIS 2002), as
    trec_eval and with it BEIR compute it: the gain is the grade itself, not 2**grade - 1, and is divided by
    log2(rank + 1).

    >>> round(ndcg(["x", "a"], {"a": 2}, 10), 3)
    0.631
    """
    gains = [max(0, grades.get(item, 0)) for item in ranking[:k]]
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k]
    return _discounted(gains) / _discounted(best)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def fact_ranks(texts: Sequence[str], facts: Sequence[str]) -> list[int]:
    r"""For each fact the rank, from 1, of the first of `texts` that holds it, 0 where none does.

    The rule of MultiHop-RAG (Tang and Yang, COLM 2024): a text holds a fact when the fact is a substring
    of it once spaces and newlines are deleted from both.

    >>> fact_ranks(["Rain.", "The bor-\nder is shut."], ["border", "The bor-der is  shut."])
    [0, 2]
    """
    squeezed = [text.translate(_SQUEEZED) for text in texts]
    wanted = [fact.translate(_SQUEEZED) for fact in facts]
    return [next((n for n, text in enumerate(squeezed, 1) if fact in text), 0) for fact in wanted]


def answer_rank(texts: Sequence[str], answers: Sequence[str]) -> int:
    """The rank, from 1, of the first of `texts` that holds one of `answers`; 0 where none does.

    As `has_answer` of Karpukhin et al., "Dense Passage Retrieval for Open-Domain Question Answering"
    (EMNLP 2020): an answer must stand there as whole tokens, which are those of `normalised`.

    >>> answer_rank(["Kimchi is eaten.", "Then Mr. Kim left."], ["the Kim", "Moon"])
    2
    """
    wanted = [f" {normal} " for answer in answers if (normal := normalised(answer))]
    spaced = (f" {normalised(text)} " for text in texts)
    return next((n for n, text in enumerate(spaced, 1) if any(answer in text for answer in wanted)), 0)


def normalised(text: str) -> str:
    """`text` in lower case, without punctuation and the words a, an and the, its white space single.

    As the evaluation script of SQuAD does it (Rajpurkar et al., EMNLP 2016), for the punctuation of
    every script and not only that of ASCII.

    >>> normalised("The  “U.S.” and a Dog!")
    'us and dog'
    """
    plain = _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text).lower())
    return " ".join(_ARTICLES.sub(" ", plain).split())
