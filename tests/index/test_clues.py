"""What a question says about its answer's place: clauses, sources, dates."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clues import MOST_CLAUSES, clauses, dates, names_source, words_at

PIECES = st.sampled_from(
    ["who", "met", "Kim", "in", "Hanoi", "and", "but", ",", "?", " ", "\t", "border", "according to", "3,000"]
)
QUESTIONS = st.one_of(st.lists(PIECES, max_size=80).map(" ".join), st.text(max_size=300))
MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


@given(QUESTIONS)
def test_clauses_are_slices_of_the_question_in_order(question: str) -> None:
    found = clauses(question)
    assert 1 <= len(found) <= MOST_CLAUSES
    place = 0
    for start, end in found:
        assert place <= start <= end <= len(question)
        place = end
        if question.strip() and len(found) > 1:
            assert start < end
            assert question[start:end] == question[start:end].strip()


@given(st.lists(st.sampled_from(["who", "met", "Kim", "and", "in"]), min_size=1, max_size=5).map(" ".join))
def test_a_short_question_is_one_clause(question: str) -> None:
    assert len(clauses(question)) == 1


def test_two_long_parts_are_two_clauses_and_a_short_end_belongs_to_the_one_before() -> None:
    question = "Where did the two leaders meet, and why did the talks end so soon, in short?"
    assert [question[a:b] for a, b in clauses(question)] == [
        "Where did the two leaders meet",
        "why did the talks end so soon, in short?",
    ]


@given(st.integers(2, 200))
def test_a_question_of_many_clauses_has_the_rest_in_its_last(number: int) -> None:
    question = ", ".join(f"when was the treaty number {n} signed" for n in range(number))
    found = clauses(question)
    assert len(found) == min(number, MOST_CLAUSES)
    for n, (start, end) in enumerate(found[:-1]):
        assert question[start:end] == f"when was the treaty number {n} signed"
    assert question[slice(*found[-1])].startswith(f"when was the treaty number {len(found) - 1} ")
    assert found[-1][1] == len(question)


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("What did The Daily Herald say?", "Daily Herald"),
        ("What did the Daily Herald say?", "The Daily Herald"),
        ("what did the daily herald say?", "The Daily Herald"),
        ("WHAT DID THE DAILY HERALD SAY?", "The Daily Herald"),
        ("What does Herald.com say?", "herald.com"),
        ("What does the Herald say?", "herald.co.uk"),
        ("What did the Daily Herald's reporter see?", "Daily Herald | Sports"),
        ("What did Daily-Herald say?", "Daily Herald"),
        ("As Time reported, who met?", "Time"),
        ("Was sagt die Süddeutsche dazu?", "Süddeutsche"),
    ],
)
def test_a_source_is_named(question: str, source: str) -> None:
    assert names_source(question, source)


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("What time was it in Hanoi?", "Time"),
        ("How many times did Times Square close?", "Time"),
        ("What did the Herald say?", "Daily Herald"),
        ("What did the Heralds say?", "Herald"),
        ("Who reported the news wire?", "News Wire"),
        ("Who met in Hanoi?", ""),
        ("Who met in Hanoi?", " | "),
        ("Who met in Hanoi?", "…"),
        ("Who met in Hanoi?", ".com"),
    ],
)
def test_a_source_is_not_named(question: str, source: str) -> None:
    assert not names_source(question, source)


@given(
    st.lists(st.sampled_from(["The", "Daily", "Herald", "News.com", "–", "|", "(", "…", "9", "Élan", " "]))
)
def test_a_question_names_the_source_that_it_holds(words: list[str]) -> None:
    source = " ".join(words)
    assert names_source(f"Did {source} say so?", source) == bool(re.search(r"\w", source))


@given(st.text(max_size=60), st.text(max_size=40))
def test_no_source_is_too_odd_to_be_looked_for(question: str, source: str) -> None:
    assert not names_source(question, source) or re.search(r"\w", source)


@given(st.dates())
def test_a_day_is_found_in_each_of_its_three_forms(day: object) -> None:
    iso = str(day)
    year, month, number = iso.split("-")
    name = MONTHS[int(month) - 1]
    for form in (iso, f"{name} {int(number)}, {year}", f"{int(number)} {name} {year}"):
        for question in (f"What happened on {form}?", form, form.lower(), f"({form.upper()})"):
            assert dates(question) == {iso}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who met on February 31, 2023?", {"2023-02-31"}),  # a day of no article
        ("Who met on 2023-99-99?", {"2023-99-99"}),
        ("Who met on 0 May 2023?", {"2023-05-00"}),
        ("Who met in May 2023?", set()),
        ("Who met on 3 May?", set()),
        ("Who met on 12023-01-01?", set()),
        ("Who met on 3 Mayor 2023?", set()),
        ("Who met on 3 auguſt 2023 or 3 aprıl 2023?", set()),  # a long s, a dotless i
        ("between October 7, 2023 and 9 October 2023", {"2023-10-07", "2023-10-09"}),
        ("between Oct. 7, 2023 and the 9th of October, 2023", {"2023-10-07", "2023-10-09"}),
        ("on Sept 1st, 2021 or 22ND JUNE 2021", {"2021-09-01", "2021-06-22"}),
    ],
)
def test_what_is_no_day_is_harmless(question: str, found: set[str]) -> None:
    assert dates(question) == found


@given(st.lists(st.sampled_from(["3", "31", "٣", "may", "auguſt", "İ", "2023", ",", "-", " "])).map("".join))
def test_no_question_is_too_odd_for_dates(question: str) -> None:
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in dates(question))


@given(st.text(st.sampled_from("ab é-. 三"), max_size=30), st.data())
def test_a_span_belongs_to_the_word_that_it_begins_in(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start, len(text)))
    (word,) = words_at(text, [(start, end)])
    begins = re.match(r"\w", text[start : start + 1]) is not None
    if begins:
        before = re.search(r"\w*$", text[:start])
        after = re.match(r"\w*", text[start:])
        assert before is not None
        assert after is not None
        assert word == before[0] + after[0]
    else:
        assert word == text[start:end]
