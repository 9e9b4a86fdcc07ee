"""True sentences with the place that they rest on, and the passages that an answer is checked against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article, Chunk
from corpus.chunking import chunk
from corpus.loaders.draft import finish
from corpus.loaders.plain import read_markdown
from corpus.sentences import sentence_spans
from index.hit import Hit
from qa.support.check import coverage

ARTICLES = Path(__file__).parents[2] / "corpus" / "articles"
CLAIMS = Path(__file__).with_name("claims.txt")
# As many passages as the product hands to a reader.
HITS = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as a language model might write it, and the place in an article that it rests on.

    `kind` says how it was made. `text` is true where `start` to `end` of the article says it; for an
    invented one that is the place that it would be given.
    """

    kind: str
    text: str
    doc_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """Articles by `doc_id`, and their chunks."""

    articles: dict[str, Article]
    chunks: tuple[Chunk, ...]

    @classmethod
    def of(cls, articles: Sequence[Article]) -> "Shelf":
        """The shelf that holds these articles."""
        return cls({a.doc_id: a for a in articles}, tuple(c for a in articles for c in chunk(a)))

    def hits(self, claim: Claim, *, without_its_own: bool = False) -> list[Hit]:
        """The passages for a claim: first the one that holds its place, then those that share most words.

        `without_its_own` leaves out whatever holds any of its place, as where a search failed.
        """
        own = {c.chunk_id: _shared(c, claim) for c in self.chunks if c.doc_id == claim.doc_id}
        chosen = [c for c in self.chunks if not (without_its_own and own.get(c.chunk_id))]
        best = max(own.values()) if not without_its_own else -1
        chosen.sort(key=lambda c: (own.get(c.chunk_id, 0) != best, -coverage(claim.text, c.text)))
        return [Hit(rank, 1.0 / rank, c, self.articles[c.doc_id]) for rank, c in enumerate(chosen[:HITS], 1)]


def _shared(piece: Chunk, claim: Claim) -> int:
    """How many characters of the place of a claim a chunk of its article holds."""
    return max(0, min(piece.end, claim.end) - max(piece.start, claim.start))


def sample_articles() -> list[Article]:
    """The articles that ship with the package."""
    return [
        finish(read_markdown(p.read_bytes(), p.name), p.stem, p.name) for p in sorted(ARTICLES.glob("*.md"))
    ]


def written_claims(articles: Sequence[Article]) -> Iterator[Claim]:
    """The claims of claims.txt; `ValueError` for one whose place isn't in its article."""
    by_id = {article.doc_id: article for article in articles}
    doc_id = ""
    for line in CLAIMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            doc_id = line[3:]
        elif line and not line.startswith("#"):
            kind, text, beginnings = line.split(" | ")
            places = [_place(by_id[doc_id], beginning) for beginning in beginnings.split(" + ")]
            yield Claim(kind, text, doc_id, min(places)[0], max(places)[1])


def _place(article: Article, beginning: str) -> tuple[int, int]:
    for start, end in sentence_spans(article.text):
        if article.text.startswith(beginning, start):
            return start, end
    raise ValueError(f"no sentence of {article.doc_id} begins with {beginning!r}")


def verbatim_claims(articles: Sequence[Article]) -> Iterator[Claim]:
    """Every sentence of the articles, as it stands there."""
    for article in articles:
        for start, end in sentence_spans(article.text):
            text = " ".join(article.text[start:end].split())
            if len(text.split()) >= 5 and not text.startswith("#"):
                yield Claim("verbatim", text, article.doc_id, start, end)
