"""What the tests of libraries share."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from index.local import dense, generation, parts
from index.store import Store
from tests.index import stores

_groups = count()


@pytest.fixture(params=["a small library", "a large library"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Has a few chunks kept and searched as in a small library, then as in one of hundreds of thousands."""
    if request.param == "a large library":
        monkeypatch.setattr(generation, "EXACT_UP_TO", 3)
        monkeypatch.setattr(dense, "_FEWEST", 8)
        monkeypatch.setattr(parts, "_SMALLEST", 4)
    return str(request.param)


@pytest.fixture(scope="session")
def lite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of Milvus Lite for all libraries of a run: to start one takes longer than a test."""
    pytest.importorskip("pymilvus", reason="pymilvus is not installed: pip install 'footnote-qa[milvus]'")
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed")
    return tmp_path_factory.mktemp("lite") / "all.db"


@pytest.fixture(params=["local", "milvus"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[stores.Make]:
    """Opens libraries of one kind of store; those of a test are its own."""
    if request.param == "local":
        opening = stores.local(tmp_path)
    else:
        opening = stores.milvus(request.getfixturevalue("lite_file"), f"test{next(_groups)}")
    opened: list[Store] = []

    def making(*arguments: object) -> Store:
        opened.append(opening(*arguments))
        return opened[-1]

    yield making
    for each in opened:
        each.close()


@pytest.fixture
def store(make: stores.Make) -> Store:
    """An empty library."""
    return make()
