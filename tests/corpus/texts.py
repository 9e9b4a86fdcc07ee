"""Texts to try laws on: any Unicode, news-like runs of sentences, and what an attacker would send."""

import gzip
import json
from itertools import islice
from pathlib import Path

from hypothesis import strategies as st

PIECES = (
    "The U.S. Senate met at 5 p.m. on Jan. 12.",
    "“Who pays?” asked Gen. J. R. Ott.",
    'He said: "It is over."',
    "Shipments fell 84.2% (from $1.2 billion).",
    "代表团抵达首都。",
    "هل تستمر المحادثات؟",
    "e\u0301" * 9,
    "👩🏽\u200d🚀" * 3,
    "x" * 300,
    "...",
    "What happens next",
    "• to open the border",
    "1. Wash the rice.",
)
GAPS = (" ", "  ", "\n", "\r\n", "\n\n", "\n \n", "\r\n\r\n", "\t", "", "\u2029", "\u00a0")

anything = st.text(st.characters(exclude_categories=()), max_size=300)
newslike = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)), max_size=40).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
texts = st.one_of(anything, newslike)

HOSTILE = {
    "dots": "." * 100_000,
    "one word": "a" * 1_000_000,
    "spaces": " " * 1_000_000 + "a",
    "quotes": '"' * 200_000,
    "stops in brackets": ".)" * 100_000,
    "initials": "A. " * 100_000,
    "line breaks": "\n " * 300_000,
    "list marks": "a\n- " * 50_000,
    "accents": "e" + "\u0301" * 100_000,
    "lone surrogates": "\ud83d" * 50_000,
}


def real_articles(shared: Path, most: int) -> list[str]:
    """The texts of the first `most` news articles of the evaluation data."""
    with gzip.open(shared / "eval" / "realtimeqa" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, most)]
