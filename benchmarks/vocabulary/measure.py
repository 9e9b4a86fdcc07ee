"""How many wordpieces of the embedding model a passage of 200 tokens has, and how fast chunks are cut.

python -m benchmarks.vocabulary.measure RESULTS.json ARTICLES.jsonl.gz
"""

import argparse
import gzip
import json
import statistics
import time
from pathlib import Path

from benchmarks.report import dated, write
from benchmarks.vocabulary.train import load_wordpieces
from corpus import tokens
from corpus.article import Article
from corpus.chunking import chunk
from corpus.sentences import sentence_spans


def rate(characters: int, begun: float) -> float:
    """Millions of characters a second of processor time since `begun`."""
    return round(characters / 1e6 / (time.process_time() - begun), 1)


def measure(articles: list[Article]) -> dict[str, float]:
    """Speed of sentences, tokens and chunks over `articles`, and the wordpieces of their chunks."""
    chunk(articles[0])  # loads what is loaded once
    characters = sum(len(article.text) for article in articles)
    figures: dict[str, float] = {"articles": len(articles), "characters": characters}
    begun = time.process_time()
    figures["sentences"] = sum(len(sentence_spans(article.text)) for article in articles)
    figures["sentences: megabytes a second"] = rate(characters, begun)
    begun = time.process_time()
    figures["tokens"] = sum(tokens.count(article.text) for article in articles)
    figures["tokens: megabytes a second"] = rate(characters, begun)
    begun = time.process_time()
    chunks = [one for article in articles for one in chunk(article)]
    figures["chunks: megabytes a second"] = rate(characters, begun)
    figures["chunks"] = len(chunks)
    wordpieces = load_wordpieces()
    read = [len(wordpieces.encode(one.text, add_special_tokens=False)) for one in chunks]
    ratios = [pieces / tokens.count(one.text) for pieces, one in zip(read, chunks, strict=True)]
    figures["wordpieces to a token, mean"] = round(statistics.mean(ratios), 3)
    figures["wordpieces to a token, most"] = round(max(ratios), 3)
    figures["wordpieces to a chunk, mean"] = round(statistics.mean(read), 1)
    figures["wordpieces to a chunk, most"] = max(read)
    figures["chunks over 254 wordpieces"] = sum(pieces > 254 for pieces in read)
    return figures


def main() -> None:
    """Measure over the articles named on the command line and write the figures as JSON."""
    parser = argparse.ArgumentParser(description="Measure the vocabulary against wordpieces.")
    parser.add_argument("results", type=Path)
    parser.add_argument("articles", type=Path, help="a .jsonl.gz whose lines have a title and a text")
    arguments = parser.parse_args()
    with gzip.open(arguments.articles, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    articles = [Article(str(n), record["title"], record["text"]) for n, record in enumerate(records)]
    report = dated(
        {
            "figures": measure(articles),
        }
    )
    write(report, arguments.results)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
