"""The one door before everything that the page serves: who asks, from where, for what, and how much."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from qa.access.checking import Checker
from qa.page.gate import API, Gate
from qa.page.origins import Origins
from qa.page.refusal import Refusal

# As the ASGI standard has them: the content of scopes and messages differs by their type.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The browser itself refuses every request to another host; Gradio needs its inline and made-up scripts."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""What every answer says."""

_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_STARTED = f"{API}startup-events"
_ONCE = (b"host", b"origin", b"authorization", b"content-length", b"sec-fetch-site", b"x-forwarded-host")
_UNTRUSTED = (b"x-gradio-server",)
_ASK = {"www-authenticate": 'Basic realm="Footnote", charset="UTF-8"', "cache-control": "no-store"}


class Door:
    """An ASGI app that lets through to another what `origins`, `checker` and `gate` have nothing against.

    Without a `checker` nobody is asked who they are. Until `opened` is set, Gradio's own question whether it
    has started needs no name.
    """

    def __init__(self, origins: Origins, gate: Gate, checker: Checker | None = None) -> None:
        self._origins, self._gate, self._checker = origins, gate, checker
        self.opened = False

    def before(self, app: App) -> "Door":
        """The door itself, with `app` behind it."""
        self._app = app
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it before anything of it is read."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._pass(scope, receive, _protected(send))
        else:  # nothing here speaks by WebSocket
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = await self._refusal(scope)
        if refusal is None and _has_body(scope) and not scope["path"].startswith(f"{API}upload"):
            receive, refusal = await _whole(receive, self._gate.limit(scope["path"]))
        if refusal is not None:
            await _refuse(refusal, send)
            return
        trusted = [(name, value) for name, value in scope["headers"] if name not in _UNTRUSTED]
        await self._app({**scope, "headers": trusted}, receive, send)

    async def _refusal(self, scope: Scope) -> Refusal | None:
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        names = [name for name, _ in scope["headers"]]
        if any(names.count(name) > 1 for name in _ONCE):
            return Refusal(400, "a header that may be given once is given twice")
        path = scope["path"]
        return (
            self._origins.refusal(scope["method"], path, headers)
            or await self._stranger(scope, headers)
            or self._gate.refusal(path, headers)
        )

    async def _stranger(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Refusal | None:
        if self._checker is None or (not self.opened and scope["path"] == _STARTED):
            return None
        given = headers.get(b"authorization", b"").decode("latin-1")
        address = (scope.get("client") or ("",))[0]
        verdict = await self._checker.check(given, address)
        if verdict.wait:
            tries = f"too many failures: try again in {verdict.wait} seconds"
            return Refusal(429, tries, {"retry-after": str(verdict.wait), "cache-control": "no-store"})
        return None if verdict.name else Refusal(401, "a name and password, or a token, is needed here", _ASK)


def _protected(send: Send) -> Send:
    """`send`, with `HEADERS` on every answer in place of what it says itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [(n, v) for n, v in message.get("headers", ()) if n.lower().decode() not in HEADERS]
            message = {**message, "headers": [*others, *_HEADERS]}
        await send(message)

    return sending


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


async def _whole(receive: Receive, most: int) -> tuple[Receive, Refusal | None]:
    """What is sent, read whole and ready to be received again, unless it has more than `most` bytes."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":  # gone
            return _again(message, receive), None
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            return receive, Refusal(413, f"at most {most:,} bytes are taken", {"connection": "close"})
    return _again({"type": "http.request", "body": bytes(body), "more_body": False}, receive), None


def _again(message: Message, receive: Receive) -> Receive:
    waiting = [message]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving


async def _refuse(refusal: Refusal, send: Send) -> None:
    given = {"content-type": "text/plain; charset=utf-8", **refusal.headers}
    headers = [(name.encode(), value.encode()) for name, value in given.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": refusal.reason.encode()})
