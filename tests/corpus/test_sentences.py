from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from corpus.sentences import LONGEST_SENTENCE, sentence_spans
from tests.corpus.texts import HOSTILE, real_articles, texts


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def check_laws(text: str) -> None:
    spans = sentence_spans(text)
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    assert not "".join(text[start:end] for start, end in gaps).strip()


@given(texts)
def test_spans_are_trimmed_in_order_apart_and_cover_every_character(text: str) -> None:
    check_laws(text)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_obeys_the_laws_and_does_not_hang(name: str) -> None:
    check_laws(HOSTILE[name])


def test_real_articles_obey_the_laws(shared: Path) -> None:
    for text in real_articles(shared, 200):
        check_laws(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Okafor met Gen. Veld in the U.S. on Jan. 12 at 9 a.m. sharp.",
        "J. R. Smith and P.J. Maddox saw shipments fall 0.5 points to 84.2%.",
        "“Who will pay for it?” the mayor asked.",
        '"We are ready," said Lt. Amari of Harrow Inc. in Dover.',
        "“Mr. Veld knew,” she said.",
        "The guard letter came from Mr.\nHaddad of the\r\nministry.",
        "Roe v. Wade was, e.g. in No. 7, a landmark.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "marked",
    [
        "She voted no.| It was bill No. 7, one of Nos. 5 to 9.",
        "He flew home to the U.S.| The talks went on.",
        "“The border stays shut.”| He gave no date.",
        'He said, "It is over."| Then he left.',
        "(No one spoke.)| Two men left.",
        "They were left out in the cold.| A bank helped.| It took a month.| Nobody knew.",
        "代表团抵达首都。|会谈将持续三天。|双方“没有评论。”|完",
        "وصل الوفد.| هل تستمر المحادثات؟| لا أحد يعرف.",
        "प्रतिनिधिमंडल पहुँचा।| वार्ता चलेगी।",
        "Storm closes ports|\n\nFerries stayed in|\n \nharbour|\r\n\r\nuntil noon",
        "The treaty has aims:|\n• to open the border|\n• to share the water",
        "Do this:|\n1. Wash the rice.|\n2. Boil the water.",
    ],
)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


def test_a_lone_line_break_of_any_system_joins_and_a_blank_line_parts() -> None:
    for line_break in ("\n", "\r\n", "\r"):
        wrapped = f"the convoy left{line_break}before dawn"
        assert sentences(wrapped) == [wrapped]
        assert sentences(wrapped.replace(line_break, line_break * 2)) == ["the convoy left", "before dawn"]


def test_a_sentence_is_found_the_same_far_into_a_long_paragraph() -> None:
    one = "Mr. Li met Dr. Amari in the U.S. on Jan. 12, and said “no.”"
    many = 3 * LONGEST_SENTENCE // len(one)
    assert sentences(" ".join([one] * many)) == [one] * many


def test_a_sentence_without_end_is_cut_at_a_space() -> None:
    parts = sentences("word " * LONGEST_SENTENCE)
    assert max(map(len, parts)) <= LONGEST_SENTENCE
    assert {word for part in parts for word in part.split()} == {"word"}
