"""The gate lets files in only where they are wanted, and from the page's own browser."""

import asyncio
from typing import Any

import pytest

from qa.page.gate import Gate


def passes(path: str, *, uploads: bool, method: str = "POST", **headers: str) -> bool:
    """Whether a request comes through to the app behind the gate."""
    reached: list[str] = []
    statuses: list[int] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    async def send(message: dict[str, Any]) -> None:
        statuses.append(message.get("status", 0))

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(Gate(app, uploads=uploads)(scope, None, send))
    assert bool(reached) == (403 not in statuses)
    return bool(reached)


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/upload/", "/footnote/gradio_api/upload"])
def test_uploads_come_through_only_where_they_are_on(path: str) -> None:
    assert passes(path, uploads=True)
    assert not passes(path, uploads=False)


def test_another_sites_page_uploads_nothing() -> None:
    own = {"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:7860"}
    assert passes("/gradio_api/upload", uploads=True, **own)
    assert not passes("/gradio_api/upload", uploads=True, **{**own, "origin": "https://evil.example"})
    assert not passes("/gradio_api/upload", uploads=True, **{**own, "origin": "null"})
    proxied = {"host": "10.0.0.1", "x_forwarded_host": "news.example", "origin": "https://news.example"}
    assert passes("/gradio_api/upload", uploads=True, **proxied)


def test_recordings_never_come_in_and_everything_else_does() -> None:
    assert not passes("/gradio_api/process_recording", uploads=True)
    assert passes("/gradio_api/queue/join", uploads=False)
    assert passes("/gradio_api/upload_progress", uploads=False, method="GET")
