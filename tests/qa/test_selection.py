"""Which sentences answer, and whether any does: laws with any encoder, quality with the default model."""

import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa.selection
from corpus.article import Article, Chunk
from index.encoder import Encoder, HashEncoder
from index.hit import Hit
from index.library import Library
from index.local.store import LocalStore
from qa.comprehension.cross_encoder import CrossEncoder
from qa.features import FEATURES, Likeness, Passage, sentence_features, windows
from qa.questions import kind_of, parse
from qa.selection import ABSTAIN_BELOW, GROUNDS, Selector, coefficients
from qa.words import stem, words
from tests.conftest import SHARED
from tests.qa.hits import hits_of
from tests.qa.samples import QUESTIONS

SENTENCES = st.lists(
    st.sampled_from(
        [
            "Kim Jong Un met Donald Trump in Singapore on June 12, 2018.",
            "Why did it fail?",
            "Trade with China fell by 84 percent.",
            "The border was closed because of the virus!",
            "북한은 국경을 닫았다.",
            "中国关闭了边境。",
            "No.",
            "...",
            "He said so \n twice.",
        ]
    ),
    min_size=1,
    max_size=12,
)
ASKED = (
    "Who called the North Korean remarks an interesting signal?",
    "Which city is the most expensive in the world to live in?",
    "When did the two leaders sign a peace treaty in 2018?",
)
QUESTION = st.one_of(
    st.text(max_size=60), st.sampled_from(["Who met Kim in 2018?", "why?", "By how much did trade fall?"])
)


@pytest.fixture(scope="module")
def seeds(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The news articles beside the project; what needs them is skipped where they aren't."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the news articles are not on this machine")
    folder = tmp_path_factory.mktemp("seeds") / "library"
    library = Library(encoder, LocalStore(folder, encoder.name, encoder.dimension))
    library.sync(SHARED / "seeds")
    yield library
    library.close()


@given(QUESTION, st.lists(SENTENCES, max_size=4))
def test_evidence_is_verbatim_and_sorted_and_no_likelier_than_the_confidence(
    question: str, texts: list[list[str]]
) -> None:
    articles = {f"a{i}": Article(f"a{i}", "Title", " ".join(text)) for i, text in enumerate(texts)}
    judgement = Selector(HashEncoder()).judge(question, hits_of(list(articles.values())))
    assert 0 <= judgement.confidence <= 1
    for evidence in judgement.evidence:
        assert articles[evidence.hit.chunk.doc_id].text[evidence.start : evidence.end] == evidence.text
        assert 0 <= evidence.score <= judgement.confidence
    assert all(a.score >= b.score for a, b in pairwise(judgement.evidence))


@given(st.lists(SENTENCES, min_size=2, max_size=5), st.randoms())
def test_a_place_in_an_article_is_evidence_once_though_chunks_overlap(
    texts: list[list[str]], dice: random.Random
) -> None:
    text = " ".join(sentence for part in texts for sentence in part)
    article = Article("a", "Title", text)
    cuts = sorted(dice.randrange(len(text) + 1) for _ in range(4))
    parts = [(cuts[0], cuts[2]), (cuts[1], cuts[3]), (0, cuts[2]), (cuts[1], len(text))]
    hits = [
        Hit(i, 1.0, Chunk(f"c{i}", "a", s, e, text[s:e]), article) for i, (s, e) in enumerate(parts, start=1)
    ]
    places = [(e.start, e.end) for e in Selector(HashEncoder()).judge("Who met Kim?", hits).evidence]
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(sorted(places)))


def test_without_hits_there_is_no_evidence_and_no_confidence() -> None:
    judgement = Selector(HashEncoder()).judge("Who met Kim?", [])
    assert judgement.evidence == ()
    assert judgement.confidence == 0


@pytest.mark.parametrize("question", ["who?", "", "and why is that so?", "?!"])
def test_a_question_that_says_nothing_has_no_answer(question: str) -> None:
    hits = hits_of([Article("a", "Talks", "Kim met Trump. They talked.")])
    assert Selector(HashEncoder()).judge(question, hits).confidence == 0


def test_a_question_of_ten_thousand_words_is_judged_by_its_beginning() -> None:
    hits = hits_of([Article("a", "Talks", "Kim met Trump in Singapore. They talked.")])
    selector = Selector(HashEncoder())
    start = "Where did Kim meet Trump? " + "word " * 200
    assert selector.judge(start + "Kim " * 10_000, hits) == selector.judge(start + "other " * 9, hits)


def test_the_coefficients_that_ship_are_those_of_the_features() -> None:
    stored = json.loads(Path(qa.selection.__file__).with_name("selection.json").read_text())
    for learned in (stored["read"], stored["unread"]):
        assert tuple(learned["ranking"]) == FEATURES
        assert tuple(learned["confidence"]) == GROUNDS


@pytest.mark.parametrize("read", [True, False])
def test_no_coefficient_counts_what_is_missing_for_an_answer_or_what_is_found_against_it(
    read: bool,
) -> None:
    learned = coefficients(read=read)
    for names, weights in ((FEATURES, learned.ranking), (GROUNDS, learned.confidence)):
        for name, weight in zip(names, weights, strict=True):
            assert weight <= 0 or "missing" not in name
            assert weight >= 0 or not name.startswith(
                ("read", "overlap", "phrases", "wanted", "near", "cosine")
            )


@given(st.sampled_from(ASKED), SENTENCES, st.integers(1, 4))
def test_a_sentence_that_says_the_question_holds_all_of_it(
    question: str, others: list[str], place: int
) -> None:
    texts = [*others[:place], question.rstrip("?") + ".", *others[place:]]
    passages = [Passage(text, "", "", " ".join(texts), "Title", 1) for text in texts]
    flat = np.zeros(len(texts))
    row = sentence_features(parse(question), passages, Likeness(flat, flat, flat, flat))[len(others[:place])]
    held = dict(zip(FEATURES, row.tolist(), strict=True))
    assert [held[name] for name in ("overlap_plain", "overlap_near", "phrases")] == pytest.approx([1, 1, 1])
    assert held["names_missing_around"] == held["numbers_missing"] == 0


@given(st.text())
def test_windows_leave_no_word_out(text: str) -> None:
    parts = windows(text)
    assert not parts or set(" ".join(parts).split()) == set(text.split())


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who met Kim?", "who"),
        ("In which year did they meet?", "when"),
        ("What percentage was it?", "quantity"),
        ("In what city did they meet?", "where"),
        ("What led to the closure?", "why"),
        ("Which think tank is it?", "what"),
        ("Did they meet?", "whether"),
        ("summit hanoi", "other"),
    ],
)
def test_a_question_is_of_the_kind_it_asks_for(question: str, kind: str) -> None:
    assert kind_of(question) == kind


def test_names_and_numbers_of_a_question_are_told_from_its_other_words() -> None:
    question = parse("Which treaty did China sign in July 1961?")
    assert question.names == {"china"}
    assert question.numbers == {"juli", "1961"}
    assert question.wanted == {"treati"}
    assert question.plain == ("treati", "sign")
    assert ("in", "juli") in question.pairs
    assert ("which", "treati") not in question.pairs


@given(st.text())
def test_words_and_stems_come_of_any_text(text: str) -> None:
    for word in words(text):
        assert word.text in text
        assert stem(word.text) == word.stem


def test_an_article_that_asks_the_same_does_not_answer(encoder: Encoder) -> None:
    asked = "Which harbour did the ferry company choose for its new pier?"
    hits = hits_of(
        [
            Article("quiz", "Weekly quiz", f"Test yourself. {asked} Answers are on page nine."),
            Article("news", "Ferries", "The ferry company has chosen Elling harbour for its pier, it said."),
        ]
    )
    evidence = Selector(encoder).judge(asked, hits).evidence
    assert evidence[0].hit.chunk.doc_id == "news"
    assert asked not in [item.text for item in evidence]
    assert Selector(encoder).judge(asked, hits[:1]).evidence


def test_the_best_sentences_hold_the_answers_of_the_sample_questions(
    sample_library: Library, encoder: Encoder
) -> None:
    selector = Selector(encoder)
    asked = [sample for sample in QUESTIONS if sample.answers][::4]
    held = 0
    for sample in asked:
        evidence = selector.judge(sample.question, sample_library.search(sample.question)).evidence
        best = " ".join(item.text for item in evidence[:3]).casefold()
        held += any(answer.casefold() in best for answer in sample.answers)
    assert held >= 0.6 * len(asked)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("By how much did Chinese shipments to North Korea fall between January and May?", "84%"),
        ("Which think tank does Bruce Bennett work for?", "Rand Corp"),
        ("When do North Korea and China mark the anniversary of their mutual defense treaty?", "July 11"),
        ("Why did North Korea close its border with China?", "spread of the coronavirus"),
        ("Who called the North Korean remarks an interesting signal?", "Sullivan"),
        ("Who won the 2018 World Cup?", ""),
        ("What is the population of Pyongyang?", ""),
    ],
)
def test_a_news_article_is_read_right(
    question: str, answer: str, seeds: Library, encoder: Encoder, cross_encoder: CrossEncoder
) -> None:
    judgement = Selector(encoder, cross_encoder).judge(question, seeds.search(question))
    if answer:
        assert answer in judgement.evidence[0].text
        assert judgement.confidence >= ABSTAIN_BELOW
    else:
        assert judgement.confidence < ABSTAIN_BELOW
