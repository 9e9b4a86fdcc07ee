"""A page that asks who comes, over real HTTP and in a real browser: everything is behind one door."""

import asyncio
import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from playwright.sync_api import Browser

import app
from corpus.article import Article
from corpus.errors import FootnoteError
from qa.access.checking import BY_ADDRESS
from qa.access.roll import Roll, change_roll
from qa.answer import Answer
from qa.page.door import HEADERS, Door
from qa.serving import Serving
from tests.attacking import send
from tests.browsing import Quoter, ask, needs_chromium, opened

ROOT = Path(__file__).resolve().parents[1]
ADA = ("ada", "correct horse battery")
ARTICLES = [Article("a", "A border", "The border was closed.")]


class Answering(Quoter):
    """One that programs may ask too."""

    def ask(self, question: str) -> Answer:
        return list(self.stream(question))[-1]


@dataclass(frozen=True)
class Locked:
    address: str
    roll: Path
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    """The page, MCP included, for Ada and one program."""
    roll, token = Roll().with_user(*ADA).with_token("program")
    path = tmp_path_factory.mktemp("locked") / "users"
    change_roll(path, lambda _: roll)
    page = app.build(Answering(ARTICLES))  # type: ignore[arg-type]
    yield Locked(app.launch(page, "127.0.0.1", 0, mcp=True, serving=Serving(auth=str(path))), path, token)
    page.close(verbose=False)


def routes() -> list[tuple[str, str]]:
    """The method and path of everything that Gradio serves."""
    from gradio.routes import App

    found: set[tuple[str, str]] = set()
    made = App.create_app(app.build(Quoter(ARTICLES)))  # type: ignore[arg-type]
    pending = list(made.openapi()["paths"].items())
    for path, methods in pending:
        plain = re.sub(r"\{[^}]*\}", "x", path)
        found |= {(method.upper(), plain) for method in methods}
    return sorted(found)


def strangers_get(address: str, method: str, path: str) -> str:
    """Nothing, or what somebody without a name gets that they shouldn't."""
    reply = send(address, method, path, "{}" if method == "POST" else "", seconds=2)
    said = reply.status == 401 and "www-authenticate" in reply.headers
    return (
        "" if said and all(name in reply.headers for name in HEADERS) else f"{method} {path}: {reply.status}"
    )


def test_a_stranger_gets_nothing_at_all(locked: Locked) -> None:
    everything = routes()
    assert len(everything) > 50
    files = [("GET", path) for path in ("/assets/x.js", "/static/x", "/gradio_api/mcp/", "/x", "/login")]
    refused = [
        strangers_get(locked.address, *route) for route in [*everything, *files, ("POST", "/gradio_api/mcp/")]
    ]
    assert list(filter(None, refused)) == []


def test_a_door_that_lets_strangers_in_is_found_out(locked: Locked, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*_: object) -> None:
        return None

    monkeypatch.setattr(Door, "_stranger", nobody)
    assert strangers_get(locked.address, "GET", "/config") == "GET /config: 200"


def test_a_password_and_a_token_open_it(locked: Locked) -> None:
    assert httpx.get(locked.address, auth=ADA).status_code == 200
    assert httpx.get(f"{locked.address}/config", headers=locked.bearer).status_code == 200
    assert httpx.get(locked.address, headers={"Authorization": "Bearer x"}).status_code == 401
    assert httpx.get(locked.address, headers={"Authorization": f"Basic {locked.token}"}).status_code == 401


def test_credentials_open_nothing_to_another_site(locked: Locked) -> None:
    """A browser sends the password whoever asks: another site's page is refused all the same."""
    foreign = {**locked.bearer, "Origin": "https://evil.example"}
    assert send(locked.address, "POST", "/gradio_api/call/ask", "{}", foreign).status == 403
    assert (
        send(
            locked.address, "GET", "/config", headers={**locked.bearer, "Sec-Fetch-Site": "same-site"}
        ).status
        == 403
    )


def test_programs_come_in_by_token(locked: Locked) -> None:
    client = Client(locked.address, headers=locked.bearer, verbose=False, analytics_enabled=False)
    assert client.predict(api_name="/status")["articles"] == 1
    with pytest.raises(Exception, match="credentials"):
        Client(locked.address, verbose=False, analytics_enabled=False)

    async def call() -> str:
        place = f"{locked.address}/gradio_api/mcp/"
        async with (
            streamablehttp_client(place, headers=locked.bearer) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            called = await session.call_tool("ask", {"question": "border"})
            return str(called.content)

    assert "The border was closed." in asyncio.run(call())


@needs_chromium
def test_a_browser_asks_once_and_the_page_works(locked: Locked, browser: Browser) -> None:
    known = {"username": ADA[0], "password": ADA[1]}
    with opened(browser, locked.address, http_credentials=known) as page:
        ask(page, "border")
        assert "The border was closed." in page.locator(".fn-answer").inner_text()


def test_guessing_is_answered_with_429_and_a_time(locked: Locked) -> None:
    page = app.build(Quoter(ARTICLES))  # type: ignore[arg-type]
    address = app.launch(page, "127.0.0.1", 0, serving=Serving(auth=str(locked.roll)))
    try:
        told = [httpx.get(address, auth=("ada", f"guess {n}")) for n in range(BY_ADDRESS + 1)]
        assert [answer.status_code for answer in told] == [401] * BY_ADDRESS + [429]
        assert 0 < int(told[-1].headers["retry-after"]) <= 30
        assert httpx.get(address, auth=ADA).status_code == 429
        assert httpx.get(address, headers=locked.bearer).status_code == 200
    finally:
        page.close(verbose=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine that it signed itself, and its key."""
    place, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (place / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    (place / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return place / "cert.pem", place / "key.pem"


def test_https_is_spoken_with_the_files_given(locked: Locked, certificate: tuple[Path, Path]) -> None:
    page = app.build(Quoter(ARTICLES))  # type: ignore[arg-type]
    serving = Serving(auth=str(locked.roll), tls_cert=str(certificate[0]), tls_key=str(certificate[1]))
    address = app.launch(page, "127.0.0.1", 0, serving=serving)
    try:
        assert address.startswith("https://")
        unchecked = ssl.create_default_context()
        unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
        assert httpx.get(address, auth=ADA, verify=unchecked).status_code == 200
    finally:
        page.close(verbose=False)


def test_files_that_are_no_certificate_are_named(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    cert, key = map(str, certificate)
    (tmp_path / "x").write_text("x")
    for given in ((cert, ""), (cert, str(tmp_path / "y")), (cert, cert), (str(tmp_path / "x"), key)):
        page = app.build(Quoter(ARTICLES))  # type: ignore[arg-type]
        with pytest.raises(FootnoteError, match=re.escape(given[1] or given[0])) as error:
            app.launch(page, "127.0.0.1", 0, serving=Serving(tls_cert=given[0], tls_key=given[1]))
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--host", "0.0.0.0"], "--no-auth"),
        (["--host", "192.0.2.1", "--auth", "nowhere"], "nowhere"),
        (["--auth", "nowhere", "--no-auth"], "not allowed"),
        (["--tls-cert", "nowhere"], "--tls-key"),
    ],
)
def test_a_page_for_others_is_not_opened_by_mistake(tmp_path: Path, arguments: list[str], told: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")}
    command = [sys.executable, "-m", "qa.cli", "serve", "--library", str(tmp_path / "library"), *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert told in ran.stderr
    assert not list(tmp_path.iterdir())


def test_what_uploads_lay_in_is_gone_when_the_page_is_ended(tmp_path: Path) -> None:
    """Also when it is ended by SIGTERM, as services are."""
    code = (
        "import app, json, os, signal, sys\n"
        "from pathlib import Path\n"
        "from qa.page.temporary import own_folder\n"
        "signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        "(own_folder() / 'upload').write_text('x')\n"
        "print(own_folder(), oct(own_folder().stat().st_mode & 0o777), flush=True)\n"
        "signal.pause()\n"
    )
    env = {**os.environ, "GRADIO_TEMP_DIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout
        place, mode = running.stdout.readline().split()
        assert (mode, Path(place).parent) == ("0o700", tmp_path)
        running.terminate()
    assert json.dumps([each.name for each in tmp_path.iterdir()]) == "[]"
