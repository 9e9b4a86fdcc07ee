"""The answer made of quotes: how many, in which order, what is merged."""

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.encoder import Encoder
from index.library import Library
from qa.citations import resolve
from qa.extractive import ExtractiveReader, same
from qa.selection import Selector
from tests.qa.hits import evidence_of
from tests.qa.samples import QUESTIONS

SAID = st.lists(
    st.tuples(
        st.sampled_from("abcde"),
        st.sampled_from(
            [
                "Trade with China fell by 84 percent.",
                "Trade with China fell by 84  percent!",
                "Trade with China fell by 48 percent.",
                "The border was closed\nto keep the virus out.",
                "Kim met Trump in Singapore.",
                "Moon met Kim in Panmunjom in April.",
                "Talks broke off in Hanoi without a deal.",
                "Sung Kim became envoy.",
            ]
        ),
        st.floats(0, 1),
    ),
    max_size=10,
)


def read(*said: tuple[str, str, float]) -> list[str]:
    evidence = evidence_of(*said)
    return list(ExtractiveReader().read("q", [item.hit for item in evidence], evidence))


@given(SAID)
def test_an_answer_is_one_to_four_sentences_of_the_evidence_likeliest_first(
    said: Sequence[tuple[str, str, float]],
) -> None:
    ranked = sorted(said, key=lambda item: -item[2])
    pieces = read(*ranked)
    assert min(1, len(said)) <= len(pieces) <= 4
    texts = [" ".join(text.split()) for _, text, _ in ranked]
    places = [texts.index(re.sub(r"\s*\[[\d\]\[]+$", "", piece.strip())) for piece in pieces]
    assert places == sorted(set(places))
    assert not places or places[0] == 0


@given(SAID)
def test_every_sentence_carries_the_ranks_of_hits_that_say_it(said: Sequence[tuple[str, str, float]]) -> None:
    ranked = sorted(said, key=lambda item: -item[2])
    for piece in read(*ranked):
        ranks = [int(rank) for rank in re.findall(r"\[(\d+)\]", piece)]
        assert ranks
        assert len(set(ranks)) == len(ranks)
        sentence = piece.strip().partition(" [")[0]
        assert all(same(sentence, ranked[rank - 1][1]) for rank in ranks)


def test_what_two_articles_say_alike_is_said_once_with_both_markers() -> None:
    pieces = read(("a", "Trade fell by 84% in May 2021.", 0.8), ("b", "In May 2021, trade fell by 84%.", 0.7))
    assert pieces == ["Trade fell by 84% in May 2021. [1][2]"]


def test_sentences_with_other_numbers_are_never_merged() -> None:
    pieces = read(("a", "Trade fell by 84% in May.", 0.8), ("b", "Trade fell by 48% in May.", 0.7))
    assert [piece.count("[") for piece in pieces] == [1] * len(pieces)


def test_an_article_that_repeats_itself_is_cited_once() -> None:
    evidence = evidence_of(("a", "Trade fell by 84%.", 0.8), ("a", "Trade fell by 84%.", 0.7))
    assert list(ExtractiveReader().read("q", [], evidence)) == ["Trade fell by 84%. [1]"]


def test_unlikely_sentences_stay_out() -> None:
    assert len(read(("a", "Kim met Trump in Singapore.", 0.8), ("b", "Talks broke off in Hanoi.", 0.2))) == 1


def test_no_evidence_reads_as_nothing() -> None:
    assert read() == []


def test_a_quote_keeps_its_words_and_loses_its_line_breaks() -> None:
    assert read(("a", "The border\n  was closed.", 0.8)) == ["The border was closed. [1]"]


def test_the_citation_check_strikes_nothing_of_an_extractive_answer(
    sample_library: Library, encoder: Encoder
) -> None:
    selector, reader = Selector(encoder), ExtractiveReader()
    for sample in QUESTIONS[::12]:
        hits = sample_library.search(sample.question)
        evidence = selector.judge(sample.question, hits).evidence
        pieces = list(reader.read(sample.question, hits, evidence))
        resolved = resolve("".join(pieces), evidence, hits)
        assert resolved.struck == ()
        assert all(" ".join(c.cited_text.split()) in resolved.text for c in resolved.citations[:1])
