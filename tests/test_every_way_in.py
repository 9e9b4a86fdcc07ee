"""Whatever is asked over whatever way in: an answer or one line that says why not, and the next is served."""

import json
import os
from collections.abc import Callable, Iterator

import httpx
import pytest

import app
from corpus.errors import FootnoteError
from index.encoder import HashEncoder
from index.hit import Filter
from index.library import Library
from index.local.store import LocalStore
from qa.chatbot import Chatbot
from qa.extractive import ExtractiveReader
from tests.browsing import served
from tests.conftest import SAMPLES, SHARED
from tests.hostile import hostile_strings

ORDINARY = "Why did North Korea close its border with China?"
SECONDS = 10
FAULT = "has raised an exception"  # what Gradio tells an assistant of an endpoint's own fault
ODD = (
    "", " ", "why " * 25_000, "a" * 100_000, "\ud800 border \udfff", "bor\x00der\x1b[31m\x07", "\u202eredrob",
    "(a+)+$ [border", 'title:border AND (NOT "x~2^9 OR *', "border +-&&||!(){}[]^~*?:\\/",
    "' OR 1=1;DROP TABLE a;--",
    "border MATCH 'x' NEAR/0", "%s %n {0} ${x}", "../../etc/passwd", "é" * 4_999, "border\n\n" * 600,
)  # fmt: skip
WRONG: tuple[object, ...] = (
    None,
    5,
    1.5,
    True,
    [],
    {},
    ["border"],
    {"a": {"b": [[]]}},
    float("nan"),
    float("inf"),
    10**400,
)


def strings() -> list[str]:
    """Every odd string, and of the collections' some, or all where that is asked for."""
    every = 1 if os.environ.get("FOOTNOTE_EXHAUSTIVE") else 60
    return [*ODD, *(hostile_strings(SHARED)[::every] if SHARED.is_dir() else [])]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    encoder = HashEncoder()
    place = tmp_path_factory.mktemp("ways")
    library = Library(encoder, LocalStore(place / "library", encoder.name, encoder.dimension))
    library.sync(SAMPLES)
    return Chatbot(library, ExtractiveReader())


@pytest.fixture(scope="module")
def address(bot: Chatbot) -> Iterator[str]:
    with served(bot, mcp=True) as place:
        yield place


def one_line(problem: str) -> None:
    """Whether what is told is one line, and no traceback."""
    assert problem.strip(), "nothing is told"
    assert "\n" not in problem, problem[:300]
    assert "Traceback" not in problem, problem[:300]
    assert len(problem) < 2_000, problem[:300]


def told(call: Callable[[], object]) -> None:
    try:
        json.dumps(repr(call())).encode()
    except FootnoteError as problem:
        one_line(str(problem))


def test_python_answers_or_says_in_one_line_why_not(bot: Chatbot) -> None:
    before = bot.ask(ORDINARY)
    for text in strings():
        told(lambda text=text: bot.ask(text))  # type: ignore[misc]
        told(lambda text=text: bot.library.search(text, 3, where=Filter((text,))))  # type: ignore[misc]
        told(lambda text=text: Filter((), text, text))  # type: ignore[misc]
        told(lambda text=text: bot.article(text))  # type: ignore[misc]
    for text in ODD:
        told(lambda text=text: list(bot.stream(text)))  # type: ignore[misc]
        for mode in ("dense", "sparse", "hybrid", text):
            told(lambda text=text, mode=mode: bot.library.search(text, 3, mode=mode))  # type: ignore[misc]
    for k in (0, -1, 10**12):
        told(lambda k=k: bot.library.search("border", k))  # type: ignore[misc]
    assert bot.ask(ORDINARY) == before


class Ways:
    """Asks a page as its programs do: by a call, and by the event that tells how it went."""

    def __init__(self, address: str) -> None:
        self._at = f"{address}/gradio_api"
        self._http = httpx.Client(timeout=SECONDS)

    def raw(self, endpoint: str, body: bytes) -> httpx.Response:
        """The response to a call with any body; never one of the server's own faults."""
        about = {"content-type": "application/json"}
        response = self._http.post(f"{self._at}/call/{endpoint}", content=body, headers=about)
        assert response.status_code < 500, (endpoint, body[:100], response.status_code, response.text[:300])
        return response

    def outcome(self, endpoint: str, *values: object, faults: bool = False) -> tuple[str, str]:
        """How a call ended, `complete` or `error` or `refused`, and the data told with it."""
        asked = self.raw(endpoint, json.dumps({"data": values}).encode())
        if asked.status_code != 200:
            return "refused", asked.text
        event = asked.json()["event_id"]
        lines = self._http.get(f"{self._at}/call/{endpoint}/{event}").text.splitlines()
        names = [line[7:] for line in lines if line.startswith("event: ")]
        data = [line[6:] for line in lines if line.startswith("data: ")]
        assert names, lines
        assert names[-1] in ("complete", "error"), lines[-2:]
        if names[-1] == "error":
            told_why = (json.loads(data[-1]) or {}).get("error")
            assert told_why or faults, f"{endpoint} failed inside over {values!r:.200}"
            one_line(data[-1])
        return names[-1], data[-1]


def ways(address: str, texts: list[str]) -> None:
    """Ask a page everything; what breaks the law is raised."""
    here = Ways(address)
    before = here.outcome("ask", ORDINARY)
    assert before[0] == "complete"
    for text in texts:
        here.outcome("ask", text)
        here.outcome("search", text, 3, "sparse", "", "", "")
    for text in ODD:
        here.outcome("ask_stream", text)
        here.outcome("article", text)
        here.outcome("search", "border", 3, "best", text, text, "")
        here.outcome("search", "border", 3, text, "", "", text)
    for value in WRONG:
        here.outcome("ask", value)
        here.outcome("article", value)
        here.outcome("search", "border", value, value, value, value, value)
    for k in (0, -1, 10**12, 10**400):
        here.outcome("search", "border", k, "best", "", "", "")
    here.outcome("ask", "border", "too", "many", faults=True)
    here.outcome("ask", faults=True)
    assert here.outcome("ask", ORDINARY) == before
    assert here.outcome("status")[0] == "complete"


def test_http_answers_or_says_in_one_line_why_not(address: str) -> None:
    ways(address, strings()[len(ODD) :][:40] if not os.environ.get("FOOTNOTE_EXHAUSTIVE") else strings())


class Tools:
    """Calls a page's tools as an assistant does by MCP, with arguments that few would send."""

    def __init__(self, address: str) -> None:
        about = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
        self._http = httpx.Client(
            base_url=f"{address}/gradio_api", timeout=SECONDS, headers=about, follow_redirects=True
        )

    def outcome(self, tool: str, arguments: object) -> tuple[str, str]:
        """How a call ended, `answer` or `error`, and what was told; an answer is JSON, an error one line."""
        call = {"name": tool, "arguments": arguments}
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
        response = self._http.post("/mcp/", content=body.encode())
        assert response.status_code == 200, (body[:100], response.status_code, response.text[:300])
        (data,) = [line[6:] for line in response.text.splitlines() if line.startswith("data: ")]
        told = json.loads(data)
        if "error" in told:
            one_line(told["error"]["message"])
            return "error", told["error"]["message"]
        (content,) = told["result"]["content"]
        if told["result"]["isError"]:
            one_line(content["text"])
            assert FAULT not in content["text"], f"{tool} failed inside over {arguments!r:.200}"
            return "error", content["text"]
        assert "hits" in json.loads(content["text"])
        return "answer", content["text"]


def test_mcp_answers_or_says_in_one_line_why_not(address: str) -> None:
    here = Tools(address)
    before = here.outcome("ask", {"question": ORDINARY})
    assert before[0] == "answer"
    for text in strings() if os.environ.get("FOOTNOTE_EXHAUSTIVE") else ODD:
        here.outcome("ask", {"question": text})
        here.outcome("search", {"query": text, "k": 3})
        here.outcome(
            "search", {"query": "border", "mode": text, "source": text, "since": text, "until": text}
        )
    for halves in ("border \ud800", "\ud800\udfff\ud800"):
        ended, told = here.outcome("ask", {"question": halves})
        assert ended == "error"
        assert "a value holds '\\ud800', half of a character: " in told
    for value in WRONG:
        assert here.outcome("ask", {"question": value})[0] == "error"
        for name in ("query", "k", "mode", "source", "since", "until"):
            here.outcome("search", {"query": "border", name: value})
        here.outcome("ask", value)
    for odd in ("article", "nowhere", ""):
        assert here.outcome(odd, {"doc_id": "a"})[0] == "error"
    assert here.outcome("ask", {"question": "border", "more": 1})[0] == "error"
    assert here.outcome("ask", {"question": ORDINARY}) == before


def test_an_endpoint_that_fails_inside_is_found(bot: Chatbot, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(self: Chatbot, question: str) -> None:
        raise KeyError("planted")

    monkeypatch.setattr(Chatbot, "ask", ask)
    page = app.build(bot)
    try:
        address = app.launch(page, "127.0.0.1", 0, mcp=True)
        with pytest.raises(AssertionError, match="failed inside"):
            Ways(address).outcome("ask", ORDINARY)
        with pytest.raises(AssertionError, match="failed inside"):
            Tools(address).outcome("ask", {"question": ORDINARY})
    finally:
        page.close(verbose=False)


BODIES = {
    "no JSON": b"{",
    "not UTF-8": b'{"data": ["\xff\xfe"]}',
    "empty": b"",
    "a list": b"[]",
    "null": b"null",
    "no list": b'{"data": "border"}',
    "no data": b"{}",
    "nested": b'{"data": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
    "NaN": b'{"data": [NaN]}',
    "lone surrogate": b'{"data": ["\\ud800"]}',
    "enormous": b'{"data": ["' + b"a" * 20_000_000 + b'"]}',
}


@pytest.mark.parametrize("kind", BODIES)
def test_no_body_breaks_the_server(address: str, kind: str) -> None:
    here = Ways(address)
    here.raw("ask", BODIES[kind])
    assert here.outcome("ask", ORDINARY)[0] == "complete"
