"""Which sentences of the hits answer the question, and whether any does."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from corpus.sentences import sentence_spans
from index.encoder import Encoder, Vectors
from index.hit import Hit
from qa import features
from qa.features import FEATURES, Matrix, Passage
from qa.questions import KINDS, Question, parse
from qa.reader import Evidence

#: Below this confidence it is better to abstain: the balanced accuracy is highest on held-out articles.
ABSTAIN_BELOW = 0.5

#: As many sentences are encoded a question; the others are left out by the words they share with it.
ENCODED_SENTENCES = 40

GROUNDS = (
    *FEATURES, "best", "second", "third", "terms", "found_anywhere", "names_missing_anywhere",
    "numbers_missing_anywhere", *(f"is_{kind}" for kind in KINDS),
)  # fmt: skip

_COEFFICIENTS = Path(__file__).with_name("selection.json")
_QUESTION_WORDS = 200  # a longer question is judged by its beginning


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the hits hold: `evidence`, best first, and `confidence`.

    `confidence` (0 to 1) is the estimated probability that the hits hold an answer, as learned from
    questions of which half have one.
    """

    evidence: tuple[Evidence, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit, `article.text[start:end] == text`, with its surroundings."""

    hit: Hit
    start: int
    end: int
    text: str
    before: str
    after: str

    @property
    def passage(self) -> Passage:
        """The sentence as the features see it."""
        hit = self.hit
        heading = hit.article.heading
        return Passage(self.text, self.before, self.after, hit.chunk.text, heading, hit.rank)


class Selector:
    """Judges the sentences of hits by what was learned from questions whose answers are known."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def judge(self, question: str, hits: Sequence[Hit]) -> Judgement:
        """The sentences of `hits`, likeliest answer first, and the probability that they hold one."""
        asked = parse(" ".join(question.split()[:_QUESTION_WORDS]))
        found = candidates(hits)
        if not found or not asked.text:
            return Judgement((), 0.0)
        found, rows = self.features(asked, found)
        model = coefficients()
        logits = rows @ model.sentence + model.sentence_bias
        order = np.argsort(-logits, kind="stable")
        basis = grounds(asked, [c.passage for c in found], rows[order], logits[order])
        confidence = _probability(float(basis @ model.confidence + model.confidence_bias))
        evidence = (_evidence(found[i], _probability(float(logits[i]))) for i in order)
        return Judgement(tuple(evidence), confidence)

    def features(self, question: Question, found: Sequence[Candidate]) -> tuple[list[Candidate], Matrix]:
        """The likeliest of `found` by their words, and their features, shape (n, len(FEATURES))."""
        passages = [candidate.passage for candidate in found]
        lexical = np.array(features.lexical_scores(question, passages))
        kept = sorted(np.argsort(-lexical, kind="stable")[:ENCODED_SENTENCES])
        chosen = [found[i] for i in kept]
        passages = [passages[i] for i in kept]
        query = self._encoder.encode_query([question.text])[0]
        vectors = self._encoder.encode_document([candidate.text for candidate in chosen])
        contexts = _contexts(chosen, vectors)
        return chosen, features.sentence_features(
            question, passages, query.astype(float), vectors.astype(float), contexts.astype(float)
        )


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """Every sentence of `hits` once, by rank; where chunks overlap it belongs to the better hit."""
    seen: dict[str, list[tuple[int, int]]] = {}
    found: list[Candidate] = []
    for hit in sorted(hits, key=lambda hit: hit.rank):
        text = hit.chunk.text
        spans = sentence_spans(text)
        sentences = [text[start:end] for start, end in spans]
        taken = seen.setdefault(hit.chunk.doc_id, [])
        for i, (start, end) in enumerate(spans):
            place = (hit.chunk.start + start, hit.chunk.start + end)
            if not sentences[i].strip() or any(place[0] < b and a < place[1] for a, b in taken):
                continue
            before = sentences[i - 1] if i else ""
            after = sentences[i + 1] if i + 1 < len(spans) else ""
            found.append(Candidate(hit, *place, sentences[i], before, after))
            taken.append(place)
    return found


def grounds(question: Question, passages: Sequence[Passage], rows: Matrix, logits: Matrix) -> Matrix:
    """What the confidence rests on, shape (len(GROUNDS),): the best sentence and all that was found.

    `rows` and `logits` are in the order of the evidence.
    """
    present = frozenset[str]().union(
        *(features.look(text).stems for p in passages for text in (p.chunk, p.heading))
    )
    ranked = [*logits[:3], -8.0, -8.0, -8.0][:3]
    weights = features.rarity(question.terms, passages)
    return np.array(
        [
            *rows[0],
            *ranked,
            min(12, len(question.terms)) / 12,
            features.share(question.terms, present, weights),
            features.missing(question.names, present),
            features.missing(question.numbers, present),
            *(float(question.kind == kind) for kind in KINDS),
        ]
    )


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What was learned: a logistic regression over `FEATURES`, and one over `GROUNDS`."""

    sentence: Matrix
    sentence_bias: float
    confidence: Matrix
    confidence_bias: float


@cache
def coefficients() -> Coefficients:
    """The coefficients that ship with the package."""
    stored = json.loads(_COEFFICIENTS.read_text(encoding="utf-8"))
    return Coefficients(
        np.array([stored["sentence"]["weights"].get(name, 0.0) for name in FEATURES]),
        stored["sentence"]["bias"],
        np.array([stored["confidence"]["weights"].get(name, 0.0) for name in GROUNDS]),
        stored["confidence"]["bias"],
    )


def _contexts(found: Sequence[Candidate], vectors: Vectors) -> Vectors:
    """The mean of each sentence's vector and those of its neighbours, as far as they were encoded."""
    places = {candidate.text: i for i, candidate in enumerate(found)}
    contexts = vectors.copy()
    for i, candidate in enumerate(found):
        for neighbour in (candidate.before, candidate.after):
            if neighbour in places:
                contexts[i] += 0.5 * vectors[places[neighbour]]
    lengths = np.linalg.norm(contexts, axis=1, keepdims=True)
    return np.asarray(contexts / np.maximum(lengths, 1e-9), dtype=np.float32)


def _evidence(candidate: Candidate, score: float) -> Evidence:
    return Evidence(candidate.hit, candidate.start, candidate.end, candidate.text, score)


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
