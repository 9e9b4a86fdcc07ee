"""Runs on disk, their figures, and two of them side by side."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from qa.evaluation.figures import compare, figures
from qa.evaluation.run import About, Judged, Ranked, Run, Told, is_run, read_run, write_run

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
UNKNOWN = st.none() | st.booleans()
TOLD = st.builds(
    Told,
    text=TEXT,
    short=TEXT,
    sentences=TEXTS,
    gold=TEXTS,
    confidence=st.floats(0, 1),
    answerable=UNKNOWN,
    right=UNKNOWN,
    seconds=st.floats(0, 9),
    first_seconds=st.floats(0, 9),
)
JUDGED = st.builds(
    Judged,
    query_id=TEXT,
    question=TEXT,
    question_type=TEXT,
    measures=st.dictionaries(TEXT, st.floats(0, 1), max_size=3),
    hits=st.lists(st.builds(Ranked, TEXT, st.integers(0, 9).map(float)), max_size=3).map(tuple),
    told=st.none() | TOLD,
)
RUNS = st.builds(
    Run,
    about=st.builds(About, data=TEXT, mode=TEXT, k=st.integers(10, 99), library=TEXT),
    questions=st.lists(JUDGED, max_size=4).map(tuple),
)


def run_of(*questions: tuple[str, str, float]) -> Run:
    """A run of questions given as (query_id, question_type, the value of the measure m)."""
    judged = (Judged(key, f"{key}?", kind, {"m": value}, ()) for key, kind, value in questions)
    return Run(About("toy", "fixed"), tuple(judged))


@given(RUNS)
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, run: Run) -> None:
    path = tmp_path_factory.getbasetemp() / "run.jsonl"
    write_run(run, path)
    assert is_run(path)
    assert read_run(path) == run


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", "holds no run"),
        ('{"query_id": "q"}\n', "holds no run"),
        ('{"footnote_run": 1, "data": "toy"}\n', "is damaged"),
        ('{"footnote_run": 1, "data": "toy", "mode": "x"}\n{"query_id": "q"}\n', "is damaged"),
        ('{"footnote_run": 1, "data": "toy", "mode": "x"}\n[]\n', "is damaged"),
        ('{"footnote_run": 9, "data": "toy", "mode": "x"}\n', "another version"),
    ],
)
def test_a_file_that_is_no_run_is_refused(content: str, named: str, tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text(content)
    with pytest.raises(InputError, match=named):
        read_run(tmp_path / "run.jsonl")


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        write_run(run_of(), tmp_path / "missing" / "run.jsonl")


def test_means_are_of_all_questions_and_of_each_type() -> None:
    found = figures(run_of(("1", "x", 1.0), ("2", "x", 0.0), ("3", "y", 1.0), ("4", "", 1.0)))
    assert [(f.question_type, f.value.mean, f.value.count) for f in found] == [
        ("", 0.75, 4),
        ("x", 0.5, 2),
        ("y", 1.0, 1),
    ]
    assert [f.question_type for f in figures(run_of(("1", "x", 1.0), ("2", "x", 0.0)))] == [""]


def test_a_comparison_tells_what_got_better_and_what_worse() -> None:
    old = run_of(("1", "", 0.0), ("2", "", 0.5), ("3", "", 1.0), ("4", "", 0.5), ("only old", "", 1.0))
    new = run_of(("1", "", 0.2), ("2", "", 1.0), ("3", "", 0.0), ("4", "", 0.5), ("only new", "", 1.0))
    (compared,) = compare(old, new)
    assert [change.query_id for change in compared.better] == ["2", "1"]
    assert [change.query_id for change in compared.worse] == ["3"]
    assert compared.difference.count == 4
    assert compared.difference.mean == pytest.approx((0.2 + 0.5 - 1.0 + 0.0) / 4)
    assert compared.difference.mean == pytest.approx(compared.after - compared.before)


def test_a_run_compared_with_itself_has_not_changed() -> None:
    run = run_of(("1", "", 0.3), ("2", "", 0.9))
    (compared,) = compare(run, run)
    assert (compared.better, compared.worse) == ((), ())
    assert (compared.difference.low, compared.difference.high) == (0.0, 0.0)


def test_runs_of_different_data_are_not_compared() -> None:
    with pytest.raises(InputError, match="no question in common"):
        compare(run_of(("1", "", 1.0)), run_of(("2", "", 1.0)))
    other = Run(About("toy", "fixed"), (Judged("1", "1?", "", {"n": 1.0}, ()),))
    with pytest.raises(InputError, match="no measure in common"):
        compare(run_of(("1", "", 1.0)), other)
