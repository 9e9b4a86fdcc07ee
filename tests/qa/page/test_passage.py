import re

from hypothesis import given
from hypothesis import strategies as st

from qa.page.passage import around, shortened

TEXTS = st.text(alphabet="ab.! \n", max_size=120)
PROSE = "\n\n".join(" ".join(f"Sentence {i} of {p}." for i in range(40)) for p in range(5))


@st.composite
def places(draw: st.DrawFn) -> tuple[str, int, int, int]:
    """A text, a quote in it as start and end, and the room to show around it."""
    text = draw(TEXTS | st.just(PROSE))
    start = draw(st.integers(0, len(text)))
    return text, start, draw(st.integers(start, len(text))), draw(st.integers(0, 60))


@given(places())
def test_what_is_shown_holds_the_quote_and_no_more_than_the_room_on_either_side(
    place: tuple[str, int, int, int],
) -> None:
    text, start, end, room = place
    first, last = around(text, start, end, room)
    assert max(0, start - room) <= first <= start
    assert end <= last <= min(len(text), end + room)


@given(places())
def test_what_is_shown_stays_within_the_paragraph(place: tuple[str, int, int, int]) -> None:
    text, start, end, room = place
    first, last = around(text, start, end, room)
    assert not re.search(r"\n[ ]*\n", text[first:start])
    assert not re.search(r"\n[ ]*\n", text[end:last])


@given(places())
def test_no_word_is_cut(place: tuple[str, int, int, int]) -> None:
    text, start, end, room = place
    first, last = around(text, start, end, room)
    assert first in (0, start) or text[first - 1].isspace()
    assert last in (len(text), end) or text[last].isspace()


def test_a_short_paragraph_is_shown_whole() -> None:
    text = "Before.\n\nFirst here. The quote. Last here.\n\nAfter."
    first, last = around(text, text.index("The quote"), text.index(" Last"))
    assert text[first:last] == "First here. The quote. Last here."


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = " ".join(f"This is sentence {i}." for i in range(100))
    start = text.index("This is sentence 50.")
    first, last = around(text, start, start + 20)
    assert text[first:].startswith("This is sentence")
    assert text[:last].endswith(".")


@given(TEXTS, st.integers(1, 50))
def test_shortening_keeps_the_limit_and_the_beginning(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit + 1
    assert text.startswith(short.removesuffix("…"))
    assert short == text or len(text) > limit
