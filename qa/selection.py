"""Which sentences of the hits answer the question, and whether any does."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.sentences import sentence_spans
from index.encoder import Encoder, Vectors
from index.hit import Hit
from qa import features
from qa.comprehension.reading import UNREAD, Reading
from qa.features import FEATURES, Likeness, Matrix, Passage
from qa.look import look
from qa.questions import KINDS, Question, parse
from qa.reader import Evidence
from qa.shipped import shipped

#: Below this confidence it is better to abstain. At 0.35, the highest step of 0.05 for that, nine in ten of
#: the answerable questions of real users (ClapNQ) and 85 % of SQuAD's are answered, both held out; the
#: figures are in benchmarks/answers/results.json. It is 0.02 less, since processors that reckon vectors in
#: floats and in 8-bit integers were seen to differ by as much: 0.338 and 0.361 for one question.
ABSTAIN_BELOW = 0.33

# An article's question with such a share of the words that are asked for asks the same.
_MOST_WORDS = 0.7
_BEHIND_A_QUESTION = " \t\n\"'”’)]"

#: As many sentences are encoded a question; the others are left out by the words they share with it.
ENCODED_SENTENCES = 20
#: Of so many, the parts of long ones too: a sentence that says several things is unlike each of them.
ENCODED_IN_PARTS = 6
#: As many passages are read with the question in mind.
READ_HITS = 8

#: What the confidence rests on: the best sentence's features, how the sentences share the likelihood of
#: being the best one, and what of the question is found in none of the hits.
GROUNDS = (
    *FEATURES, "read_any", "share", "share_of_three", "rivals", "terms", "numbers_missing_anywhere",
    *(f"is_{kind}" for kind in KINDS),
)  # fmt: skip

_COEFFICIENTS = Path(__file__).with_name("selection.json")
_QUESTION_WORDS, _QUESTION_LETTERS = 200, 2000  # a longer question is judged by its beginning


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the hits hold: `evidence`, their likeliest sentences, best first, and `confidence`.

    `readings` are what a cross-encoder said of passages, by chunk_id.

    `confidence` (0 to 1) is the estimated probability that the hits hold an answer, as learned from
    questions of which half have one. `Evidence.score` is that, times the sentence's share in it.
    """

    evidence: tuple[Evidence, ...]
    confidence: float
    readings: Mapping[str, Reading] = field(default_factory=dict)


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


class Reads(Protocol):
    """What reads a question and a passage together: `qa.comprehension.cross_encoder.CrossEncoder`."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading a passage, each given as its heading and its text."""
        ...


class Selector:
    """Judges the sentences of hits by what was learned from questions whose answers are known."""

    def __init__(self, encoder: Encoder, cross_encoder: Reads | None = None) -> None:
        """Without `cross_encoder` less is known, and other coefficients serve."""
        self._encoder = encoder
        self._cross_encoder = cross_encoder

    def judge(self, question: str, hits: Sequence[Hit]) -> Judgement:
        """The sentences of `hits`, likeliest answer first, and the probability that they hold one."""
        asked = parse(" ".join(question.split()[:_QUESTION_WORDS])[:_QUESTION_LETTERS])
        found = [candidate for candidate in candidates(hits) if not asks_again(asked, candidate.text)]
        if not found:
            return Judgement((), 0.0)
        readings = self.read(asked, found)
        found, rows = self.features(asked, found, readings)
        model = coefficients(read=self._cross_encoder is not None)
        strengths = rows @ model.ranking
        order = np.argsort(-strengths, kind="stable")
        basis = grounds(asked, [found[i].passage for i in order], rows[order], strengths[order])
        confidence = _probability(float(basis @ model.confidence + model.bias)) if asked.terms else 0.0
        likely = confidence * shares(strengths, [candidate.text for candidate in found])
        evidence = (_evidence(found[i], float(likely[i])) for i in order)
        return Judgement(tuple(evidence), confidence, readings)

    def features(
        self, question: Question, found: Sequence[Candidate], readings: Mapping[str, Reading]
    ) -> tuple[list[Candidate], Matrix]:
        """The likeliest of `found` before they are encoded, and their features, shape (n, len(FEATURES))."""
        lexical = np.array(features.lexical_scores(question, [candidate.passage for candidate in found]))
        read = np.zeros((2, len(found)))
        if self._cross_encoder is not None:
            read = np.array([_log_odds(candidate, readings) for candidate in found]).T
        places = _foremost(lexical, read[0])
        chosen, read = [found[i] for i in places], read[:, places]
        parts = [
            (i, part)
            for i in range(len(chosen))[:ENCODED_IN_PARTS]
            for part in features.windows(chosen[i].text)
        ]
        query = self._encoder.encode_query([question.text])[0]
        texts = [candidate.text for candidate in chosen]
        vectors = self._encoder.encode_document([*texts, *(part for _, part in parts)])
        cosines = (vectors @ query).astype(float)
        for (i, _), cosine in zip(parts, cosines[len(texts) :], strict=True):
            cosines[i] = max(cosines[i], cosine)
        around = (_contexts(chosen, vectors[: len(texts)]) @ query).astype(float)
        passages = [candidate.passage for candidate in chosen]
        like = Likeness(cosines[: len(texts)], around, *read)
        return chosen, features.sentence_features(question, passages, like)

    def read(self, question: Question, found: Sequence[Candidate]) -> dict[str, Reading]:
        """What the cross-encoder says of the best passages, by chunk_id; nothing where there is none."""
        if self._cross_encoder is None:
            return {}
        hits = list({candidate.hit.chunk.chunk_id: candidate.hit for candidate in found}.values())[:READ_HITS]
        passages = [(hit.article.heading, hit.chunk.text) for hit in hits]
        readings = self._cross_encoder.read(question.text, passages)
        return {hit.chunk.chunk_id: one for hit, one in zip(hits, readings, strict=True)}


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


def asks_again(question: Question, text: str) -> bool:
    """Whether `text` is itself a question with most words of this one: it tells nothing, however alike.

    >>> asks_again(parse("Which planet is the largest?"), "Quiz: Which planet is largest?")
    True
    """
    if not text.rstrip(_BEHIND_A_QUESTION).endswith("?") or not question.terms:
        return False
    return len(look(text).stems.intersection(question.terms)) >= _MOST_WORDS * len(question.terms)


def shares(strengths: Matrix, texts: Sequence[str]) -> Matrix:
    """How likely each sentence is the answer if there is one, shape (n,): a softmax; twins don't compete.

    >>> shares(np.array([1.0, 1.0, -9.0]), ["Trade fell.", "Trade fell.", "No."]).round(2).tolist()
    [1.0, 1.0, 0.0]
    """
    counts = Counter(look(text).stems for text in texts)
    twins = np.array([counts[look(text).stems] for text in texts])
    weights = np.exp(strengths - strengths.max())
    return np.asarray(np.minimum(1.0, weights / (weights / twins).sum()), dtype=np.float64)


def grounds(question: Question, passages: Sequence[Passage], rows: Matrix, strengths: Matrix) -> Matrix:
    """What the confidence rests on, shape (len(GROUNDS),); everything in the order of the evidence."""
    present = frozenset[str]().union(*(look(text).stems for p in passages for text in (p.chunk, p.heading)))
    share = shares(strengths, [passage.text for passage in passages])
    rivals = np.log(np.exp(strengths - strengths.max()).sum())
    return np.array(
        [
            *rows[0],
            rows[:, FEATURES.index("read")].max(),
            share[0],
            min(1.0, share[:3].sum()),
            rivals,
            min(12, len(question.terms)) / 12,
            features.missing(question.numbers, present),
            *(question.kind == kind for kind in KINDS),
        ],
        dtype=np.float64,
    )


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What was learned.

    `ranking`, over `FEATURES`: a conditional logit (McFadden 1974), which sentence answers if one does.
    `confidence`, over `GROUNDS`, with its `bias`: a logistic regression, whether one does. In both, no
    coefficient counts what is found against an answer, or what is missing for it.
    """

    ranking: Matrix
    confidence: Matrix
    bias: float


@cache
def coefficients(*, read: bool) -> Coefficients:
    """The coefficients that ship with the package, for features with or without a cross-encoder's."""
    with shipped(_COEFFICIENTS):
        stored = json.loads(_COEFFICIENTS.read_text(encoding="utf-8"))["read" if read else "unread"]
        return Coefficients(
            np.array([stored["ranking"][name] for name in FEATURES]),
            np.array([stored["confidence"][name] for name in GROUNDS]),
            stored["bias"],
        )


def _foremost(lexical: Matrix, read: Matrix) -> list[int]:
    """The places of the best sentences by their words, and of as many by what was read of them."""
    orders = [np.argsort(-scores, kind="stable").tolist() for scores in (lexical, read)]
    both = [place for pair in zip(*orders, strict=True) for place in pair] if read.any() else orders[0]
    return list(dict.fromkeys(both))[:ENCODED_SENTENCES]


def _log_odds(candidate: Candidate, known: Mapping[str, Reading]) -> tuple[float, float]:
    reading = known.get(candidate.hit.chunk.chunk_id)
    if reading is None:
        return UNREAD, UNREAD
    start, end = (place - candidate.hit.chunk.start for place in (candidate.start, candidate.end))
    return reading.within(start, end), reading.words_within(start, end)[1]


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
