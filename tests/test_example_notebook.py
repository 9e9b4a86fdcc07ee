"""The example notebook, run as a reader would run it."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def test_every_cell_runs_and_shows_what_the_text_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(tmp_path / "library"))
    notebook = nbformat.read(EXAMPLES / "asking.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    assert not any(cell.get("outputs") for cell in notebook.cells)  # kept without, so that it doesn't age
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
    opened, answer, checked, refusal, follow_up, hits, exported = (
        cell.outputs for cell in notebook.cells if cell.cell_type == "code"
    )
    assert "14 articles" in printed(opened)
    assert "June 16, 2020" in html(answer)
    assert "<mark" in html(answer)
    assert "[1]" in printed(checked)
    assert "Closest passages" in html(refusal)
    assert "Understood as: When did Kim meet Putin?" in printed(follow_up)
    assert "April 25" in html(follow_up)
    assert html(hits).count("<blockquote") == 3
    assert "[^1]:" in printed(exported)


def printed(outputs: list[Any]) -> str:
    return "".join(output.text for output in outputs if output.output_type == "stream")


def html(outputs: list[Any]) -> str:
    (shown,) = (output.data["text/html"] for output in outputs if output.output_type == "execute_result")
    return str(shown)
