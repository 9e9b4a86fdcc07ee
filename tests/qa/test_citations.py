import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Chunk
from corpus.sentences import sentence_spans
from index.hit import Hit
from qa.citations import Resolved, resolve
from qa.reader import Evidence

TALKS = (
    "Envoys met in Hanoi on Monday. Mina Okafor, who led the delegation, said the talks had been frank. "
    "Exports fell 84 percent between January and May, customs data showed."
)
HARBOUR = (
    "The harbour at Tarrow reopened on 4 May.[1] Its treaty[3] was signed in 1961.\n[2] Nobody objected."
)
WORDS = [
    "the",
    "harbour",
    "Kim",
    "said",
    "not",
    "84",
    "percent",
    "1961",
    "fell",
    "rose",
    "[1]",
    "[23]",
    "(2)",
    "treaty",
]


def hit(rank: int, text: str, doc_id: str = "", before: str = "") -> Hit:
    """A hit whose chunk stands in its article behind `before`."""
    doc_id = doc_id or f"doc{rank}"
    chunk = Chunk(f"{doc_id}:{len(before)}", doc_id, len(before), len(before) + len(text), text)
    return Hit(
        rank, 1.0 / rank, chunk, Article(doc_id, f"Title {rank}", "", source="Daily", published="2021-06-18")
    )


def sentence(of: Hit, which: int) -> Evidence:
    start, end = sentence_spans(of.chunk.text)[which]
    return Evidence(of, of.chunk.start + start, of.chunk.start + end, of.chunk.text[start:end], 0.9)


def markers(resolved: Resolved) -> list[int]:
    """The distinct numbers in the text, in order of first use."""
    return list(dict.fromkeys(int(number) for number in re.findall(r"\[(\d+)\]", resolved.text)))


def assert_lawful(resolved: Resolved, hits: list[Hit]) -> None:
    assert markers(resolved) == [citation.number for citation in resolved.citations]
    assert markers(resolved) == list(range(1, len(resolved.citations) + 1))
    places = [(citation.doc_id, citation.start, citation.end) for citation in resolved.citations]
    assert len(set(places)) == len(places)
    for citation in resolved.citations:
        own = [hit.chunk for hit in hits if hit.chunk.doc_id == citation.doc_id]
        inside = [chunk for chunk in own if chunk.start <= citation.start < citation.end <= chunk.end]
        assert citation.cited_text in [
            chunk.text[citation.start - chunk.start : citation.end - chunk.start] for chunk in inside
        ]


def test_a_verbatim_sentence_is_cited_at_exactly_its_place() -> None:
    found = hit(7, TALKS, before="Some sentence that is in another chunk. ")
    evidence = sentence(found, 1)
    resolved = resolve(f"{evidence.text} [7]", [evidence], [found])
    (citation,) = resolved.citations
    assert resolved.text == f"{evidence.text} [1]"
    assert (citation.start, citation.end, citation.cited_text) == (
        evidence.start,
        evidence.end,
        evidence.text,
    )
    assert (citation.number, citation.title, citation.published) == (1, "Title 7", "2021-06-18")
    assert resolved.struck == ()


def test_a_wrapped_sentence_is_found_and_shown_on_one_line() -> None:
    found = hit(1, "Envoys met\nin Hanoi\n  on Monday. They left.")
    resolved = resolve("Envoys met in Hanoi on Monday. [1]", [], [found])
    assert resolved.text == "Envoys met in Hanoi on Monday. [1]"
    assert resolved.citations[0].cited_text == "Envoys met\nin Hanoi\n  on Monday."


def test_a_paraphrase_is_cited_by_the_sentence_that_supports_it() -> None:
    resolved = resolve("Exports dropped by 84% from January to May [1].", [], [hit(1, TALKS)])
    assert resolved.text == "Exports dropped by 84% from January to May. [1]"
    assert resolved.citations[0].cited_text.startswith("Exports fell 84 percent")


def test_a_quote_is_no_longer_than_what_supports_its_sentence() -> None:
    found = hit(1, TALKS)
    sentences = [TALKS[start:end] for start, end in sentence_spans(TALKS)]
    for claim, which in (
        ("On Monday, envoys met in Hanoi.", [0]),
        ("Mina Okafor led the delegation.", [1]),
        ("Exports dropped by 84 percent from January to May.", [2]),
        ("Envoys met in Hanoi, and Mina Okafor said the talks had been frank.", [0, 1]),
    ):
        (citation,) = resolve(f"{claim} [1]", [], [found]).citations
        assert citation.cited_text == " ".join(sentences[at] for at in which)


def test_a_name_in_the_sentence_before_widens_the_quote() -> None:
    text = "Mina Okafor came late. She praised the frank talks. It rained."
    resolved = resolve("Okafor praised the frank talks. [1]", [], [hit(1, text)])
    assert resolved.citations[0].cited_text == "Mina Okafor came late. She praised the frank talks."


@pytest.mark.parametrize(
    "invented",
    [
        "Exports rose 84 percent between January and May.",
        "Exports fell 48 percent between January and May.",
        "Pavel Lindqvist said the talks had been frank.",
        "The talks ended in a fire.",
        "Here is what the passages say:",
        "Mina Okafor did not say the talks had been frank.",
    ],
)
def test_an_unsupported_sentence_is_struck_and_told(invented: str) -> None:
    resolved = resolve(f"Envoys met in Hanoi on Monday. [1] {invented} [1]", [], [hit(1, TALKS)])
    assert resolved.text == "Envoys met in Hanoi on Monday. [1]"
    assert resolved.struck == (invented,)


def test_part_of_a_sentence_does_not_pass_for_a_quote() -> None:
    resolved = resolve(
        "The field had been sold. [1]", [], [hit(1, "Haddad denied that\nthe field had been sold.")]
    )
    assert resolved == Resolved("", (), ("The field had been sold.",))


def test_a_wrong_marker_is_put_right() -> None:
    hits = [hit(1, HARBOUR), hit(2, TALKS)]
    resolved = resolve("Envoys met in Hanoi on Monday. [1]", [], hits)
    assert resolved.text == "Envoys met in Hanoi on Monday. [1]"
    assert resolved.citations[0].doc_id == "doc2"


def test_a_sentence_without_a_marker_is_tried_against_all_hits() -> None:
    resolved = resolve("Envoys met in Hanoi on Monday.", [], [hit(1, HARBOUR), hit(2, TALKS)])
    assert [citation.doc_id for citation in resolved.citations] == ["doc2"]


@pytest.mark.parametrize(
    "written", ["[1][3]", "[1, 3]", "[1; 3]", "[1-3]", "[ 1 ] [3]", "【1】【3】", "[3, 1, 99]", "[^1][^3]"]
)
def test_markers_may_be_written_in_many_ways(written: str) -> None:
    hits = [hit(1, TALKS), hit(2, HARBOUR), hit(3, TALKS)]
    resolved = resolve(f"Envoys met in Hanoi on Monday. {written}", [], hits)
    assert resolved.text == "Envoys met in Hanoi on Monday. [1][2]"
    assert {citation.doc_id for citation in resolved.citations} == {"doc1", "doc3"}


def test_the_same_place_found_twice_has_one_number() -> None:
    hits = [hit(1, TALKS, "same"), hit(2, TALKS.split(". ", 1)[0] + ".", "same")]
    text = "Envoys met in Hanoi on Monday. [1][2] Envoys met in Hanoi on Monday. [2]"
    resolved = resolve(text, [], hits)
    assert resolved.text == "Envoys met in Hanoi on Monday. [1] Envoys met in Hanoi on Monday. [1]"
    assert len(resolved.citations) == 1


def test_each_half_of_a_sentence_may_have_its_own_footnote() -> None:
    hits = [hit(1, "Envoys met in Hanoi on Monday."), hit(2, "The harbour reopened in May.")]
    resolved = resolve("Envoys met in Hanoi [1], and the harbour reopened in May [2].", [], hits)
    assert resolved.text == "Envoys met in Hanoi, [1] and the harbour reopened in May. [2]"
    assert not resolve("Envoys met in Hanoi [1], and the harbour burnt down [2].", [], hits).citations


def test_brackets_of_the_article_are_not_taken_for_markers() -> None:
    found = hit(1, HARBOUR)
    quote = "Its treaty[3] was signed in 1961."
    resolved = resolve(f"{quote} [1]", [], [found, hit(3, TALKS)])
    assert resolved.text == "Its treaty［3］ was signed in 1961. [1]"
    assert [citation.cited_text for citation in resolved.citations] == [quote]


def test_lists_keep_their_lines() -> None:
    listed = ("- Envoys met in Hanoi on Monday. [1]", "- The talks had been frank, Mina Okafor said. [1]")
    text = "\n".join(("The passages say:", "", *listed))
    resolved = resolve(text, [], [hit(1, TALKS)])
    assert resolved.text.splitlines() == [
        "- Envoys met in Hanoi on Monday. [1]",
        "- The talks had been frank, Mina Okafor said. [2]",
    ]


@pytest.mark.parametrize("text", ["", " \n ", "[1]", "[1][2] [3]", "...", "1. [1]"])
def test_a_text_that_says_nothing_comes_out_empty(text: str) -> None:
    assert resolve(text, [], [hit(1, TALKS)]) == Resolved("", (), ())


def test_nothing_can_be_cited_without_hits() -> None:
    assert resolve("Envoys met in Hanoi. [1]", [], []) == Resolved("", (), ("Envoys met in Hanoi.",))


PROSE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(
    lambda words: " ".join(words).capitalize() + "."
)
PASSAGE = st.lists(st.one_of(PROSE, st.text(min_size=1, max_size=30)), min_size=1, max_size=5).map(" ".join)
MARKER = st.one_of(
    st.integers(0, 6).map(lambda rank: f"[{rank}]"),
    st.integers(0, 10**30).map(lambda rank: f"【{rank}】"),
    st.text("[]［］【】()0123456789,;-–^ ٣²", max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PASSAGE, max_size=4), st.data())
def test_the_laws_hold_for_any_text(passages: list[str], data: st.DataObject) -> None:
    hits = [hit(rank, text, before="x" * rank) for rank, text in enumerate(passages, 1)]
    known = [text[start:end] for text in passages for start, end in sentence_spans(text)]
    pieces = st.one_of(MARKER, PROSE, st.text(max_size=20), *([st.sampled_from(known)] if known else []))
    text = data.draw(st.lists(pieces, max_size=10).map(" ".join))
    assert_lawful(resolve(text, [], hits), hits)


@settings(max_examples=300, deadline=None)
@given(st.lists(PASSAGE, min_size=1, max_size=4), st.data())
def test_every_sentence_of_every_hit_can_be_quoted(passages: list[str], data: st.DataObject) -> None:
    hits = [hit(rank, text, before="x" * rank) for rank, text in enumerate(passages, 1)]
    evidence = [sentence(of, which) for of in hits for which in range(len(sentence_spans(of.chunk.text)))]
    chosen = data.draw(st.lists(st.sampled_from(evidence), max_size=4)) if evidence else []
    worded = [
        item for item in chosen if any(map(str.isalnum, re.sub(r"[\[［【][^\]］】]*[\]］】]", "", item.text)))
    ]
    text = " ".join(f"{' '.join(item.text.split())} [{item.hit.rank}]" for item in worded)
    resolved = resolve(text, evidence, hits)
    assert_lawful(resolved, hits)
    assert resolved.struck == ()
    cited = [letters(citation.cited_text) for citation in resolved.citations]
    assert all(any(letters(item.text) in quote for quote in cited) for item in worded)


def letters(text: str) -> str:
    return "".join(re.sub(r"[\[［【][^\]］】]*[\]］】]", "", text).split())


@settings(deadline=None)
@given(
    st.sampled_from(["[", "[1", " ", "\n", "]", "[[1]]", "“", "1,", "- ", "[1]" * 3]), st.integers(1, 3000)
)
def test_no_text_takes_long(piece: str, times: int) -> None:
    hits = [hit(1, TALKS)]
    assert_lawful(resolve(piece * times, [], hits), hits)
