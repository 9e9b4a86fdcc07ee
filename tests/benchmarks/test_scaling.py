"""What larger libraries take, on paper, and that the page which says so says what the arithmetic gives."""

import doctest
import re
from pathlib import Path

import pytest

from benchmarks import scaling

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "bigger.md").read_text()
RESULTS, SCALE = scaling.reports()
TABLES = scaling.tables(RESULTS, SCALE)


def test_the_examples_of_the_arithmetic_hold() -> None:
    done = doctest.testmod(scaling)
    assert (done.failed, done.attempted > 4) == (0, True)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_page_shows_what_the_arithmetic_gives(name: str) -> None:
    assert TABLES[name] in PAGE


def test_the_page_has_no_other_table_with_figures() -> None:
    shown = re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE)
    others = [table for table in shown if table.strip() not in TABLES.values()]
    assert [table for table in others if re.search(r"\d+(\.\d+)? (GB|TB|MB|h|days|min) \|", table)] == []


@pytest.mark.parametrize(
    ("what", "figure"),
    [
        ("chunks a second of a sync", RESULTS["sync"]["chunks_per_second"]),
        ("bytes beside the text", RESULTS["sync"]["bytes_a_chunk_beside_the_text"]),
        ("bytes of a varied copy", SCALE["sizes"][-1]["bytes_a_chunk"]),
        ("both", scaling.kept_bytes(RESULTS, SCALE)),
        ("recall", SCALE["sizes"][-1]["recall@10"]),
        ("seconds to look for what changed", SCALE["sizes"][-1]["nothing_changed_seconds"]),
    ],
)
def test_the_page_cites_the_figures_that_were_measured(what: str, figure: float) -> None:
    assert re.search(rf"(?<![\d.,]){figure:,}(?![\d])", PAGE), what


def test_twice_the_nodes_take_half_as_long() -> None:
    assert scaling.hours(10**9, 128, 81.5) * 2 == pytest.approx(scaling.hours(10**9, 64, 81.5))


def test_every_index_takes_less_than_all_vectors_or_knows_their_neighbours() -> None:
    taken = {name: memory for name, (memory, _) in scaling.index_bytes().items()}
    assert [name for name, memory in taken.items() if memory > taken["FLAT"]] == ["HNSW"]
