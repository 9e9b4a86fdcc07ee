"""The gate is open for what the page and its programs need, and for files only where they are wanted."""

from pathlib import Path

import pytest

from qa.page.gate import BODY, Gate
from qa.page.uploading import MOST


def status(path: str, *, uploads: int = 0, length: str | None = "10", inbox: set[str] | None = None) -> int:
    """The status with which a request is refused, 0 if it comes through."""
    headers = {} if length is None else {b"content-length": length.encode()}
    refusal = Gate(uploads, set() if inbox is None else inbox).refusal(path, headers)
    return refusal.status if refusal else 0


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/upload/", "/gradio_api/upload_progress"])
def test_uploads_come_through_only_where_they_are_on(path: str) -> None:
    assert status(path, uploads=1_000) == 0
    assert status(path) == 403


def test_an_upload_says_how_long_it_is_and_is_no_longer_than_allowed() -> None:
    assert status("/gradio_api/upload", uploads=1_000, length=None) == 411
    assert status("/gradio_api/upload", uploads=1_000, length="1001001") == 413
    assert status("/gradio_api/upload", uploads=1_000, length="-1") == 400


def test_only_so_many_uploads_wait(tmp_path: Path) -> None:
    waiting = tmp_path / "waits"
    waiting.touch()
    gone = {f"{tmp_path}/{n}" for n in range(MOST)}
    assert status("/gradio_api/upload", uploads=1_000, inbox={*gone, str(waiting)}) == 0
    there = {f"{tmp_path}/{'./' * n}waits" for n in range(1, 12)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa.page.gate.MOST", len(there))
        assert status("/gradio_api/upload", uploads=1_000, inbox=there) == 429


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/assets/a.js", "/theme.css", "/gradio_api/queue/join", "/gradio_api/call/v2/ask/1"],
)
def test_what_the_page_needs_comes_through_and_is_bounded(path: str) -> None:
    assert status(path, length=str(BODY)) == 0
    assert status(path, length=str(BODY + 1)) == 413
    assert status(path, length="9" * 4_000) == 413


@pytest.mark.parametrize(
    "path",
    [
        *("/gradio_api/process_recording", "/gradio_api/component_server", "/gradio_api/file=/etc/passwd"),
        *("/gradio_api/proxy=http://a.hf.space", "/login", "/monitoring", "/gradio_api/dev/reload", "/x"),
        *(
            "/assets/../config",
            "/static/..\\x",
            "/assets/C:x",
            "/assets/%2e%2e/x",
            "/footnote/gradio_api/upload",
        ),
    ],
)
def test_everything_else_is_not_there(path: str) -> None:
    assert status(path, uploads=1_000) == 404
