"""What ships with the package and is missing or damaged: one line that says how to get it back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import ModelError
from qa import selection, short
from qa.comprehension import cross_encoder
from qa.comprehension.cross_encoder import ADAPTERS, load_cross_encoder

DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda data: None,
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "of another kind": lambda data: b"[]",
    "without a part": lambda data: data.replace(b'"bias"', b'"bais"').replace(b"PK\x01\x02", b"PK\x01\x03"),
    "flipped": lambda data: data[: len(data) // 2] + b"\xff" + data[len(data) // 2 + 1 :],
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("module", [selection, short])
def test_coefficients_that_are_damaged_are_named(
    module: object, damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "coefficients.json"
    data = DAMAGES[damage](module._COEFFICIENTS.read_bytes())  # type: ignore[attr-defined]
    if data is not None:
        path.write_bytes(data)
    monkeypatch.setattr(module, "_COEFFICIENTS", path)
    with pytest.raises(ModelError, match=r"coefficients.json is (missing|damaged .*): pip install") as raised:
        module.coefficients.__wrapped__(read=True)  # type: ignore[attr-defined]
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("damage", DAMAGES)
def test_adapters_that_are_damaged_are_named(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "adapters.npz"
    data = DAMAGES[damage](ADAPTERS.read_bytes())
    if data is not None:
        path.write_bytes(data)
    monkeypatch.setattr("qa.comprehension.network.merge", lambda network, stored: None)
    monkeypatch.setattr("qa.comprehension.network.new_network", lambda marks: None)
    with pytest.raises(ModelError, match=r"adapters.npz is (missing|damaged .*): pip install") as raised:
        load_cross_encoder(tmp_path / "cache", path)
    assert "\n" not in str(raised.value)
    assert cross_encoder.ADAPTERS.is_file()
