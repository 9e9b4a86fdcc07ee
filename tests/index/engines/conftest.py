"""What the tests of Milvus over the network share."""

from collections.abc import Iterator

import pytest

from index.engines.milvus import client as milvus_client
from index.engines.milvus import lease as milvus_lease
from tests.index.engines.milvus_server import MilvusServer


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """One server for all tests of a run."""
    pytest.importorskip("pymilvus", reason="pymilvus is not installed")
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed")
    server = MilvusServer(tmp_path_factory.mktemp("server") / "all.db")
    yield server
    server.close()


@pytest.fixture
def server(running: MilvusServer) -> MilvusServer:
    """The server, which runs."""
    if not running.pid:
        running.start()
    return running


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for as long as over a real network."""
    monkeypatch.setattr(milvus_client, "_CONNECTING", 0.5)
    monkeypatch.setattr(milvus_client, "_PAUSE", 0.02)
    monkeypatch.setattr(milvus_lease, "_SETTLES", 0.02)
