"""An answer taken apart: no letter lost, marks only where there is a citation, each passage in one place."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from qa.answer import Answer, Citation
from qa.telling import CLOSEST, OTHERS, Piece, closest, others, pieces, remarks, told
from tests.qa.hits import hits_of

TEXTS = st.lists(st.sampled_from(["Trade fell.", " [1]", " [2]", "[7]", "[x]", " ", "\n", "Ж"])).map("".join)
ARTICLES = [Article(str(n), f"Title {n}", f"Sentence {n}. Another one.") for n in range(12)]


def citation(number: int, doc_id: str = "a", start: int = 0, end: int = 0) -> Citation:
    return Citation(number, doc_id, "", "", "", "", "x" * (end - start), start, end)


@given(TEXTS)
def test_the_pieces_are_the_text(text: str) -> None:
    again = "".join(piece.text + (f" [{piece.mark}]" if piece.mark else "") for piece in pieces(text, {1, 2}))
    assert again.replace(" ", "") == text.replace(" ", "")
    assert {piece.mark for piece in pieces(text, {1, 2})} <= {0, 1, 2}


def test_the_short_answer_is_a_piece_of_its_own() -> None:
    answer = Answer(
        "q", "They met in Hanoi. [1]\n\nIt failed. [2]", (citation(1), citation(2)), short="Hanoi"
    )
    assert told(answer) == [
        [Piece("They met in "), Piece("Hanoi", short=True), Piece(".", 1)],
        [Piece("It failed.", 2)],
    ]


def test_a_short_answer_that_stands_nowhere_changes_nothing() -> None:
    assert told(Answer("q", "Yes, they met. [1]", (citation(1),), short="Hanoi")) == [
        [Piece("Yes, they met.", 1)]
    ]


def test_the_question_as_understood_comes_before_the_notes() -> None:
    assert remarks(Answer("And then?", "x", checked_question="What then?", notes=("Struck.",))) == [
        "Understood as: What then?",
        "Struck.",
    ]
    assert remarks(Answer("What then?", "x", checked_question="What then?")) == []


def test_passages_are_closest_or_other_never_both() -> None:
    hits = tuple(hits_of(ARTICLES))
    refusal, answer = Answer("q", "x", hits=hits, abstained=True), Answer("q", "x", hits=hits)
    assert (closest(refusal), others(refusal)) == (hits[:CLOSEST], [])
    assert (closest(answer), others(answer)) == ((), list(hits[:OTHERS]))


def test_a_passage_that_holds_a_part_of_a_quote_is_no_other_one() -> None:
    hits = tuple(hits_of(ARTICLES[:2]))
    chunk = hits[0].chunk
    for start, end, left in ((chunk.end - 1, chunk.end + 9, hits[1:]), (chunk.end, chunk.end + 9, hits)):
        assert others(Answer("q", "x", (citation(1, chunk.doc_id, start, end),), hits)) == list(left)
