"""The parts of a tantivy index: together they hold every chunk, and a change makes few of them anew."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.hit import Filter
from index.local import parts
from index.local.parts import Part, known_parts, planned, write_parts
from index.local.sparse import Row, SparseIndex, files_of

WORDS = ("summit", "border", "trade", "envoy", "harvest", "ferry")


def row(number: int) -> Row:
    words = " ".join(WORDS[(number * step) % len(WORDS)] for step in range(1, 3 + number % 5))
    return number, words, f"Source {number % 3}", f"2021-06-{number % 28 + 1:02}"


def write(folder: Path, numbers: list[int], previous: Path | None = None) -> SparseIndex:
    there = set(numbers)
    write_parts(
        folder,
        np.array(numbers, np.int64),
        lambda first, last: (row(number) for number in range(first, last + 1) if number in there),
        previous,
    )
    return SparseIndex(folder)


@settings(deadline=None)
@given(
    numbers=st.sets(st.integers(1, 200), max_size=120),
    known=st.lists(st.tuples(st.integers(1, 20), st.integers(1, 8)), max_size=12),
)
def test_parts_hold_every_chunk_once(numbers: set[int], known: list[tuple[int, int]]) -> None:
    smallest, parts._SMALLEST = parts._SMALLEST, 4
    try:
        former, place = [], 1
        for length, count in known:
            former.append(Part(place, place + length - 1, min(count, length), ("s",)))
            place += length
        ordered = np.array(sorted(numbers), np.int64)
        found = planned(ordered, former)
    finally:
        parts._SMALLEST = smallest
    assert [n for part in found for n in ordered if part.first <= n <= part.last] == ordered.tolist()
    most = max(4, 1 << (len(numbers) // 32).bit_length())
    for part in found:
        assert 1 <= part.count <= most
        assert part.count == sum(part.first <= n <= part.last for n in numbers)
        assert not part.segments or part in former


def test_an_index_that_was_changed_ranks_as_a_fresh_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_SMALLEST", 16)
    chance = np.random.default_rng(3)
    numbers = list(range(1, 101))
    write(tmp_path / "0", numbers)
    for edit in range(1, 8):
        gone = set(chance.choice(numbers, 6, replace=False).tolist())
        highest = max(numbers)
        numbers = [n for n in numbers if n not in gone] + list(range(highest + 1, highest + 9))
        changed = write(tmp_path / f"{edit}", numbers, tmp_path / f"{edit - 1}")
        fresh = write(tmp_path / f"fresh{edit}", numbers)
        assert len(changed) == len(fresh) == len(numbers)
        for where in (
            Filter(),
            Filter(("source 1", "SOURCE 2")),
            Filter(since="2021-06-09", until="2021-06-20"),
        ):
            for query in ("summit border", "ferry", "trade envoy harvest", "nothing"):
                assert sorted(changed.search(query, 200, where)) == sorted(fresh.search(query, 200, where))
        assert changed.rarities(WORDS) == fresh.rarities(WORDS)


def test_what_no_change_touches_is_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_SMALLEST", 10)
    numbers = list(range(1, 101))
    write(tmp_path / "a", numbers)
    before = {part.first: part for part in known_parts(tmp_path / "a")}
    numbers.remove(55)
    write(tmp_path / "b", numbers, tmp_path / "a")
    after = known_parts(tmp_path / "b")
    assert len(before) == 10
    kept = [part for part in after if before.get(part.first) == part]
    assert len(kept) == 9
    for segment in kept[0].segments:
        for file in files_of(tmp_path / "b", segment):
            assert file.stat().st_ino == (tmp_path / "a" / file.name).stat().st_ino


@pytest.mark.parametrize("damage", ["missing", "not a list", "other fields"])
def test_without_a_list_of_parts_all_is_written_anew(damage: str, tmp_path: Path) -> None:
    write(tmp_path / "a", [1, 2, 3])
    text = {"missing": None, "not a list": "{", "other fields": '[{"first": 1}]'}[damage]
    (tmp_path / "a" / "parts.json").unlink()
    if text is not None:
        (tmp_path / "a" / "parts.json").write_text(text)
    assert len(write(tmp_path / "b", [1, 2, 3], tmp_path / "a")) == 3
