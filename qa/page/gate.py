"""Gradio's own doors for files stand open on every page: shut here unless something may be uploaded."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

# As the ASGI standard has them: the content of scopes and messages differs by their type.
Scope = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Any, Send], Awaitable[None]]

_UPLOAD, _OTHERS = "/upload", ("/process_recording",)


class Gate:
    """An ASGI app that lets files through to `app` only if they are wanted and come from its own page."""

    def __init__(self, app: App, *, uploads: bool) -> None:
        self._app = app
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Pass the request on, or refuse it with 403 before anything of it is read."""
        reason = self._refusal(scope) if scope["type"] == "http" and scope["method"] == "POST" else ""
        if not reason:
            await self._app(scope, receive, send)
            return
        plain = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": 403, "headers": plain})
        await send({"type": "http.response.body", "body": reason.encode()})

    def _refusal(self, scope: Scope) -> str:
        path = scope["path"].rstrip("/")
        if path.endswith(_OTHERS) or (path.endswith(_UPLOAD) and not self._uploads):
            return "nothing can be uploaded here"
        if path.endswith(_UPLOAD) and not _from_own_page(dict(scope["headers"])):
            return "another site's page can't upload here"
        return ""


def _from_own_page(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a browser sends this from a page of this very host; programs, which name no origin, may too."""
    origin = headers.get(b"origin")
    # A page of another site can't name a forwarded host: browsers ask first, and Gradio says no.
    ours = headers.get(b"host"), headers.get(b"x-forwarded-host")
    return origin is None or urlsplit(origin).netloc in ours
