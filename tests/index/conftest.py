"""What the tests of libraries share."""

import pytest

from index.local import dense, generation, parts


@pytest.fixture(params=["a small library", "a large library"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Has a few chunks kept and searched as in a small library, then as in one of hundreds of thousands."""
    if request.param == "a large library":
        monkeypatch.setattr(generation, "EXACT_UP_TO", 3)
        monkeypatch.setattr(dense, "_FEWEST", 8)
        monkeypatch.setattr(parts, "_SMALLEST", 4)
    return str(request.param)
