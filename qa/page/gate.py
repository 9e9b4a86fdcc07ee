"""Which of Gradio's own doors are open: those that the page and its programs need, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qa.page.refusal import Refusal
from qa.page.uploading import MOST

API = "/gradio_api/"
BODY = 2_000_000
"""So many bytes may be sent with anything but an upload."""

_FRAME = 1_000_000
"""What an upload may have besides its file."""

_PAGES = frozenset(("/", "/config", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt"))
_FILES = ("/assets/", "/static/", "/svelte/")
_CALLS = frozenset(
    (
        *("info", "info/", "openapi.json", "theme.css", "app_id", "startup-events", "mcp"),
        *("queue/join", "queue/data", "queue/status", "cancel", "reset"),
    )
)
_NAMED_CALLS = ("call/", "run/", "api/", "heartbeat/", "mcp/")
_UPLOADS = frozenset(("upload", "upload/", "upload_progress"))


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets through what is needed; Gradio has doors for files, proxies, components and monitors too.

    uploads: how many bytes an uploaded file may have; 0 refuses them all. inbox: the paths of those that have
    come and that nothing was done with.
    """

    uploads: int = 0
    inbox: set[str] = field(default_factory=set)

    def refusal(self, path: str, headers: Mapping[bytes, bytes]) -> Refusal | None:
        """Why a request for `path` goes no further, before anything of its body is read; None if it does."""
        if not _is_plain(path):
            return Refusal(404, "there is nothing here")
        call = path.removeprefix(API) if path.startswith(API) else ""
        if call in _UPLOADS:
            return self._upload_refusal(headers) if call != "upload_progress" else self._closed()
        if path in _PAGES or path.startswith(_FILES) or call in _CALLS or call.startswith(_NAMED_CALLS):
            return _too_large(headers, BODY)
        return Refusal(404, "there is nothing here")

    def limit(self, path: str) -> int:
        """How many bytes a request for `path` may have."""
        return self.uploads + _FRAME if path.startswith(f"{API}upload") else BODY

    def _closed(self) -> Refusal | None:
        return None if self.uploads else Refusal(403, "nothing can be uploaded here")

    def _upload_refusal(self, headers: Mapping[bytes, bytes]) -> Refusal | None:
        if not self.uploads:
            return self._closed()
        if b"content-length" not in headers:
            return Refusal(411, "an upload must say how long it is")
        if len(self.inbox) >= MOST:
            self.inbox.difference_update([path for path in self.inbox if not Path(path).exists()])
        if len(self.inbox) >= MOST:
            return Refusal(429, "too many uploads wait to be read: try again later", {"retry-after": "60"})
        return _too_large(headers, self.uploads + _FRAME)


def _too_large(headers: Mapping[bytes, bytes], most: int) -> Refusal | None:
    length = headers.get(b"content-length", b"0")
    if not length.isdigit():
        return Refusal(400, "the length of what is sent is no number")
    if int(length[:20]) > most:
        return Refusal(413, f"{int(length[:20]):,} bytes are too many: at most {most:,} are taken")
    return None


def _is_plain(path: str) -> bool:
    """Whether `path` goes only down, in any operating system's eyes."""
    return not any(part in ("..", ".") for part in path.split("/")) and not set(path) & set("\\\0:%")
