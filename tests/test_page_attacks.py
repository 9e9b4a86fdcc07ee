"""The page attacked as Gradio's advisories since 2023 tell, by rebound names and by other sites' pages."""

import http.client
import json
import re
import stat
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import app
from corpus.article import Article
from index.encoder import HashEncoder
from qa.collection import Collection
from qa.page.door import HEADERS, Door
from qa.page.gate import BODY, Gate
from qa.page.temporary import own_folder
from tests.attacking import BAIT, Reply, file_data, inner_server, run_all, send
from tests.browsing import Quoter
from tests.conftest import library_in

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Target:
    """The page, a file on its machine that nobody may read, and a server that nobody may have it ask."""

    address: str
    secret: Path
    inner: str
    asked: list[str]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """All that the page can do is on: uploads, MCP, and no password; what it has to say is not the bait."""
    place = tmp_path_factory.mktemp("attacked")
    (place / "secret.txt").write_text(BAIT)
    bot = Quoter([Article("a", "A border", "The border was closed.")])
    with library_in(place, HashEncoder()) as library, inner_server() as (inner, asked):
        collection = Collection(library)
        page = app.build(bot, collection)  # type: ignore[arg-type]
        address = app.launch(page, "127.0.0.1", 0, mcp=True, uploads=MEGABYTE)
        yield Target(address, place / "secret.txt", inner, asked)
        page.close(verbose=False)
        collection.close()


COMPONENT = '{{"component_id": 1, "fn_name": "FN", "session_hash": "s", "data": "{secret}"}}'
ADVISORIES = [
    ("CVE-2023-34239 files", "GET", "/file={secret}", ""),
    ("CVE-2023-34239 files", "GET", "/gradio_api/file={secret}", ""),
    ("CVE-2023-34239 proxy", "GET", "/gradio_api/proxy={inner}/x", ""),
    ("CVE-2023-51449 traversal", "GET", "/gradio_api/file=/tmp/gradio/../..{secret}", ""),
    ("CVE-2023-51449 encoded", "GET", "/gradio_api/file=%2e%2e%2f%2e%2e%2f{secret}", ""),
    ("the environment", "GET", "/gradio_api/file=/proc/self/environ", ""),
    ("files as they once were", "GET", "/gradio_api/file/{secret}", ""),
    ("CVE-2024-1183 SSRF by file", "GET", "/gradio_api/file={inner}/x", ""),
    (
        "CVE-2024-1561 component_server",
        "POST",
        "/gradio_api/component_server",
        COMPONENT.replace("FN", "read_from_url"),
    ),
    (
        "CVE-2024-1561 component_server",
        "POST",
        "/component_server",
        COMPONENT.replace("FN", "move_resource_to_block_cache"),
    ),
    (
        "CVE-2024-34511 no server function",
        "POST",
        "/gradio_api/component_server/",
        COMPONENT.replace("FN", "postprocess"),
    ),
    ("CVE-2024-2206 SSRF by proxy", "GET", "/gradio_api/proxy={inner}%23.hf.space/x", ""),
    ("CVE-2024-4940 open redirect", "GET", "/gradio_api/file=https://evil.example/", ""),
    ("CVE-2024-8021 open redirect", "GET", "/gradio_api/file=https%3A%2F%2Fevil.example", ""),
    ("CVE-2024-4940 open redirect", "GET", "//evil.example/%2e%2e", ""),
    ("CVE-2024-47164 path prefix", "GET", "/gradio_api/file={folder}/../attacked-x/../{secret}", ""),
    ("CVE-2024-47166 custom component", "GET", "/gradio_api/custom_component/x/client/../{secret}", ""),
    ("CVE-2024-47168 monitoring", "GET", "/monitoring", ""),
    ("CVE-2024-47168 monitoring", "GET", "/monitoring/summary", ""),
    ("flagging by its route", "POST", "/gradio_api/run/flag", '{{"data": [{{"path": "{secret}"}}]}}'),
    ("CVE-2024-12217 other streams", "GET", "/gradio_api/file={secret}::$DATA", ""),
    ("CVE-2025-23042 letter case", "GET", "/gradio_api/FILE={secret}", ""),
    ("CVE-2025-48889 flagging", "POST", "/gradio_api/call/flag", '{{"data": ["{secret}"]}}'),
    ("CVE-2026-27167 fake login", "GET", "/login/huggingface", ""),
    ("CVE-2026-28415 redirect after login", "GET", "/login/callback?_target_url=https://evil.example", ""),
    ("CVE-2026-28415 redirect after logout", "GET", "/logout?_target_url=https://evil.example", ""),
    ("CVE-2026-28414 absolute static", "GET", "/static/{secret}", ""),
    ("CVE-2026-28414 absolute static", "GET", "/static//{secret}", ""),
    ("CVE-2026-28414 absolute asset", "GET", "/assets/{secret}", ""),
    ("CVE-2026-28414 asset above", "GET", "/assets/" + "../" * 12 + "{secret}", ""),
    ("CVE-2026-28414 asset above, encoded", "GET", "/assets/" + "%2e%2e/" * 12 + "{secret}", ""),
    ("CVE-2026-28414 asset above, backslash", "GET", "/static/..%5c..%5c{secret}", ""),
    ("CVE-2026-28416 proxy by loading", "HEAD", "/gradio_api/proxy={inner}", ""),
    (
        "GHSA-j36p-7w88-g82j file explorer",
        "POST",
        "/gradio_api/component_server",
        COMPONENT.replace("FN", "ls"),
    ),
    ("beside: reload", "GET", "/gradio_api/dev/reload", ""),
    ("beside: editor", "POST", "/gradio_api/vibe-edit/", '{{"prompt": "x"}}'),
    ("beside: editor", "GET", "/gradio_api/vibe-code/", ""),
    ("beside: state kept as a link", "GET", "/gradio_api/deep_link?session_hash=s", ""),
    ("beside: run history", "GET", "/runs", ""),
    ("beside: tokens", "GET", "/gradio_api/token", ""),
    ("beside: recordings", "POST", "/gradio_api/process_recording", "x"),
]


def wrong(reply: Reply) -> list[str]:
    """What a reply to an attack says that it shouldn't."""
    found = [f"status {reply.status}"] if reply.status < 400 else []
    found += ["the bait"] if BAIT in reply.text else []
    found += ["a redirect"] if "location" in reply.headers else []
    found += [f"no {name}" for name, value in HEADERS.items() if reply.headers.get(name) != value]
    return found + ["a fault"] * ("Traceback" in reply.text)


@pytest.mark.parametrize(("advisory", "method", "path", "body"), ADVISORIES)
def test_what_gradio_once_gave_away_is_not_there(
    target: Target, advisory: str, method: str, path: str, body: str
) -> None:
    names = {"secret": target.secret, "folder": target.secret.parent, "inner": target.inner}
    reply = send(target.address, method, path.format(**names), body.format(**names))
    assert wrong(reply) == [], advisory
    assert target.asked == []


@pytest.mark.parametrize(
    "advisories",
    [
        "CVE-2024-0964 CVE-2024-1728 CVE-2024-4941 CVE-2024-10648 CVE-2024-47868 CVE-2024-51751 path",
        "CVE-2024-4325 CVE-2024-47167 CVE-2024-48052 url",
        "CVE-2024-0964 CVE-2024-4941 a file URL",
    ],
)
def test_no_input_makes_the_page_read_a_file_or_ask_a_server(target: Target, advisories: str) -> None:
    kind = advisories.rpartition(" ")[2]
    fields = {"path": str(target.secret)} if kind == "path" else {"path": "x", "url": f"{target.inner}/x"}
    if kind == "URL":
        fields = {"path": "x", "url": f"file://{target.secret}"}
    for value in (file_data(**fields), [file_data(**fields)], json.dumps(file_data(**fields))):
        said = run_all(target.address, value, uuid.uuid4().hex)
        assert "msg" in said
        assert BAIT not in said
    assert target.asked == []


@pytest.mark.parametrize(
    "name", ["../../x.txt", "/etc/x.txt", "..\\..\\x.txt", ".", "", "a\0b.txt", "x" * 5_000]
)
def test_a_file_lies_where_uploads_do_whatever_it_is_called(target: Target, name: str) -> None:
    """CVE-2023-41626, CVE-2024-47872: nothing is written elsewhere, nothing that came in is served."""
    before = set(target.secret.parent.parent.rglob("*.txt"))
    part = (
        f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n<script>\r\n--b--\r\n'
    )
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    reply = send(target.address, "POST", "/gradio_api/upload", part, kind)
    assert set(target.secret.parent.parent.rglob("*.txt")) == before
    for path in json.loads(reply.text) if reply.status == 200 else []:
        assert Path(path).resolve().is_relative_to(own_folder().resolve())
        assert send(target.address, "GET", f"/gradio_api/file={path}").status == 404


def test_what_is_uploaded_is_bounded(target: Target) -> None:
    """CVE-2024-8966, CVE-2025-0187: a long boundary, a long body."""
    for boundary in ("b", "b" * 70 + "-" * 9_000):
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        assert send(target.address, "POST", "/gradio_api/upload", b"-" * 400_000, kind).status >= 400
    kind = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(3 * MEGABYTE)}
    assert send(target.address, "POST", "/gradio_api/upload", b"--b", kind).status == 413
    many = "".join(
        f'--b\r\nContent-Disposition: form-data; name="files"; filename="{n}"\r\n\r\n\r\n'
        for n in range(1_500)
    )
    reply = send(
        target.address,
        "POST",
        "/gradio_api/upload",
        f"{many}--b--",
        {"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert reply.status == 400


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/call/ask", "/gradio_api/mcp/", "/"])
def test_no_body_is_longer_than_two_megabytes(target: Target, path: str) -> None:
    assert send(target.address, "POST", path, b"x" * 10, {"Content-Length": str(BODY + 1)}).status == 413
    parts = http.client.HTTPConnection(urlsplit(target.address).netloc, timeout=10)
    parts.request("POST", path, iter([b"x" * 50_000] * (BODY // 50_000 + 1)), encode_chunked=True)
    assert parts.getresponse().status == 413
    parts.close()


FOREIGN = {
    "CVE-2024-47084 a site": {"Origin": "https://evil.example"},
    "CVE-2024-47165 no origin": {"Origin": "null"},
    "CVE-2025-5320 almost localhost": {"Origin": "http://localhost.evil.example"},
    "CVE-2024-47084 another port": {"Origin": "http://localhost:3000"},
    "CVE-2024-1727 a post": {"Sec-Fetch-Site": "cross-site"},
    "a neighbouring port": {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
    "rebinding": {"Host": "evil.example"},
    "rebinding, forwarded": {"X-Forwarded-Host": "evil.example"},
}


def foreign(address: str, method: str, path: str, headers: Mapping[str, str | None]) -> list[str]:
    """What another site's page gets that it shouldn't."""
    reply = send(address, method, path, "{}" if method == "POST" else "", headers)
    found = ["let in"] if reply.status not in (400, 403) else []
    found += [f"no {name}" for name in HEADERS if name not in reply.headers]
    return found + ["CORS"] * ("access-control-allow-origin" in reply.headers)


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("POST", f"/gradio_api/{path}") for path in ("queue/join", "call/ask", "upload", "cancel", "mcp/")),
        *(
            ("GET", path)
            for path in ("/config", "/gradio_api/info", "/assets/x.js", "/gradio_api/startup-events")
        ),
        ("OPTIONS", "/gradio_api/queue/join"),
    ],
)
def test_other_sites_get_nothing(
    target: Target, method: str, path: str, headers: Mapping[str, str | None]
) -> None:
    assert foreign(target.address, method, path, headers) == []


def test_a_request_without_a_name_is_refused(target: Target) -> None:
    assert send(target.address, "GET", "/config", headers={"Host": None}).status == 400


def test_no_websocket_is_opened(target: Target) -> None:
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", **key}
    assert send(target.address, "GET", "/gradio_api/queue/join", headers=upgrade).status in (400, 403)


def test_another_session_can_not_be_guessed_or_read(target: Target) -> None:
    body = {"data": ["border"], "session_hash": "hers", "fn_index": 0}
    assert send(target.address, "POST", "/gradio_api/queue/join", json.dumps(body)).status == 200
    for session in ("his", "", "*", "hers%00"):
        reply = send(target.address, "GET", f"/gradio_api/queue/data?session_hash={session}", seconds=2)
        assert "closed" not in reply.text
    assert "closed" not in send(target.address, "GET", "/gradio_api/call/ask/0", seconds=2).text


@pytest.mark.parametrize("path", ["/config", "/", "/gradio_api/info", "/gradio_api/openapi.json"])
def test_what_the_page_says_of_itself_names_no_place_on_the_machine(target: Target, path: str) -> None:
    reply = send(target.address, "GET", path)
    assert reply.status == 200
    for place in (
        str(target.secret.parent),
        str(Path.home()),
        str(Path(app.__file__).parent),
        str(own_folder()),
    ):
        assert f"{place}/" not in reply.text
    assert re.search(r'"enable_monitoring": ?true|gradio\.live', reply.text) is None


def test_the_folder_of_uploads_is_this_users_and_runs(target: Target) -> None:
    assert stat.S_IMODE(own_folder().stat().st_mode) == 0o700
    assert own_folder().stat().st_uid == Path("/proc/self").stat().st_uid


def test_the_attacks_find_what_an_open_door_lets_in(monkeypatch: pytest.MonkeyPatch, target: Target) -> None:
    """A page without its door, whose files are open too, is attacked in vain by none of these."""
    monkeypatch.setattr(Door, "__call__", lambda door, *message: door._app(*message))
    monkeypatch.setattr(Gate, "refusal", lambda *_: None)
    monkeypatch.setitem(app._LAUNCH, "allowed_paths", [str(target.secret.parent)])
    page = app.build(Quoter([Article("a", "A border", "The border was closed.")]))  # type: ignore[arg-type]
    address = app.launch(page, "127.0.0.1", 0, mcp=True)
    try:
        assert "the bait" in wrong(send(address, "GET", f"/gradio_api/file={target.secret}"))
        assert "a redirect" in wrong(send(address, "GET", "/logout?_target_url=https://evil.example"))
        for headers in FOREIGN.values():
            assert "let in" in foreign(address, "GET", "/config", headers)
        body = b" " * (BODY + 1) + b"{}"
        assert send(address, "POST", "/gradio_api/queue/join", body).status != 413
    finally:
        page.close(verbose=False)
