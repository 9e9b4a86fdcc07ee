"""An encoder over a real Ray cluster of two nodes on this machine, of which one is killed in the end."""

import json
import os
import re
import socket
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ClusterError, SettingError
from index.encoder import Encoder, HashEncoder
from index.engines.ray import connecting
from index.engines.ray import encoder as engine
from index.engines.ray.encoder import RayEncoder
from index.library import Library
from index.local.store import LocalStore
from index.store import Missing
from index.sync import Progress
from tests.conftest import Write
from tests.index import test_encoders as promises
from tests.index.states import check_whole, contents, results

connecting.prepare("")
ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'footnote-qa[ray]'")

TEXTS = [f"Talk number {number} was held in Hanoi." for number in range(300)]
PROMISES = (
    promises.test_vectors_are_float32_of_unit_length_in_the_order_of_the_texts,
    promises.test_reading_gives_the_vectors_of_encoding,
    promises.test_every_token_has_its_vector_and_its_place_in_the_text,
    promises.test_no_texts_give_no_vectors,
    promises.test_the_end_of_a_long_text_counts,
    promises.test_what_is_kept_is_made_of_what_is_read,
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A cluster of two nodes, joined by this process."""
    from ray.cluster_utils import Cluster

    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))  # where the nodes find Footnote
    node = {"num_cpus": 1, "include_log_monitor": False, "object_store_memory": 100_000_000}
    soon = {"health_check_initial_delay_ms": 1000, "health_check_period_ms": 1000}
    head = node | {"include_dashboard": False, "no_monitor": True, "_system_config": soon}
    made: Any = Cluster(initialize_head=True, head_node_args=head)
    made.add_node(**node)
    ray.init(address=made.address, log_to_driver=False, logging_level="ERROR")
    yield made
    ray.shutdown()
    made.shutdown()
    monkeypatch.undo()


def over(cluster: Any) -> RayEncoder:
    return RayEncoder(HashEncoder(), HashEncoder.name, cluster.address)


@pytest.fixture
def any_encoder(cluster: Any) -> Iterator[Encoder]:
    """One of its own for each test: its actors take every core of the nodes."""
    with over(cluster) as encoder:
        yield encoder


def test_what_every_encoder_promises(any_encoder: Encoder) -> None:
    for promise in PROMISES:
        promise(any_encoder)


@pytest.mark.parametrize("begun", ["before", "by the command"])
def test_the_command_line_says_nothing_of_ray(
    begun: str, request: pytest.FixtureRequest, write: Write
) -> None:
    folder = write({"a.txt": "Kim met Trump in Hanoi.", "b.txt": "Nobody signed."})
    address = request.getfixturevalue("cluster").address if begun == "before" else "auto"
    ran = footnote(folder.parent, "index", str(folder), "--json", "--ray", address)
    assert json.loads(ran.stdout)["added"] == 2
    told = [line for line in ran.stderr.split("\n") if line and not re.search(r"articles|chunks", line)]
    assert told == []
    found = footnote(folder.parent, "search", "Hanoi", "--json")
    assert json.loads(found.stdout)["hits"][0]["doc_id"] == "articles/a.txt"
    assert sorted(path.name for path in folder.parent.iterdir()) == [".footnote", "articles"]


def test_what_is_silenced_in_ray_is_still_there() -> None:
    assert callable(ray._private.worker.print_to_stdstream)


def footnote(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"FOOTNOTE_ENCODER": HashEncoder.name, "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "qa.cli", *arguments]
    return subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, timeout=200)


def test_nothing_answering_is_one_line_with_the_cure() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(ClusterError, match=f"{address} .*ray start --head") as caught:
            connecting._check_answer(address)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["nonsense", "host:", "host:port", ""])
def test_an_address_without_a_port_is_refused(address: str) -> None:
    with pytest.raises(SettingError, match="HOST:PORT"):
        connecting._check_answer(address)


def test_what_is_no_ray_cluster_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "_JOIN_SECONDS", 3)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"127.0.0.1:{deaf.getsockname()[1]}"
        connecting._check_answer(address)
        with pytest.raises(ClusterError, match=f"{address} is no Ray cluster"):
            connecting._try(address)


def test_another_version_is_one_line_that_names_both(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    older = connecting._TRIAL.replace("ray;", "ray; ray.__version__ = '1.0';")
    monkeypatch.setattr(connecting, "_TRIAL", older)
    with pytest.raises(ClusterError, match=r"other versions .*1\.0.*install the same") as caught:
        connecting._try(cluster.address)
    assert ray.__version__ in str(caught.value)
    assert "\n" not in str(caught.value)


class _Other(HashEncoder):
    name = "another"


def test_models_of_another_name_are_refused(cluster: Any) -> None:
    with pytest.raises(ClusterError, match="words-by-checksum, and here it is another"):
        RayEncoder(_Other(), HashEncoder.name, cluster.address)


def test_a_model_that_a_machine_can_not_load_is_one_line(any_encoder: RayEncoder) -> None:
    any_encoder._model = "/nowhere"
    with pytest.raises(ClusterError, match="can't load the model '/nowhere'") as caught:
        list(any_encoder.embed_stream([[Missing("key", "A text.", "A text.")]]))
    assert "\n" not in str(caught.value)


def test_machines_without_footnote_are_told_what_to_install(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = types.ModuleType("only_here")

    def identify(model: str) -> str:
        return model

    identify.__module__, identify.__qualname__ = "only_here", "identify"
    elsewhere.identify = identify  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "only_here", elsewhere)
    monkeypatch.setattr(engine, "identify", identify)
    with pytest.raises(ClusterError, match=r"lack Footnote: pip install 'footnote-qa\[ray\]'"):
        over(cluster)


def test_a_node_killed_amid_a_sync_costs_nothing(cluster: Any, write: Write, tmp_path: Path) -> None:
    folder = write({f"{n}.txt": f"Talk {n} was in Hanoi.\n\n" + f"Word {n} of it. " * 5 for n in range(600)})
    doomed = next(iter(cluster.worker_nodes))
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.stage == "embedding" and progress.done and not killed:
            killed.append(progress.done)
            cluster.remove_node(doomed, allow_graceful=False)

    local = HashEncoder()
    plain = Library(local, LocalStore(tmp_path / "plain", local.name, local.dimension))
    plain.sync(folder)
    with over(cluster) as encoder:
        spread = Library(encoder, LocalStore(tmp_path / "spread", local.name, local.dimension))
        report = spread.sync(folder, kill)
        assert report.added == 600
        assert 0 < killed[0] < 600
        assert spread.sync(folder).unchanged == 600
    spread = Library(local, spread.store)
    check_whole(spread)
    assert contents(spread) == contents(plain)
    assert results(spread) == results(plain)
    spread.close()
    plain.close()
