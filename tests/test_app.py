"""The endpoints, over real HTTP and MCP: they say what Python says."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from mcp.types import CallToolResult, TextContent

import app
import qa
from corpus.errors import FootnoteError
from index.encoder import HashEncoder
from index.library import DEFAULT_MODE, MODES, Library
from qa import Chatbot, Filter, Settings
from qa.assemble import chatbot
from qa.jsonable import answer_json, article_json, search_json, stock_json
from tests.browsing import served

ROOT = Path(__file__).resolve().parents[1]
ENDPOINTS = {"ask", "ask_stream", "search", "article", "status"}
TOOLS = {"ask", "search"}
QUESTIONS = [
    "Why did North Korea close its border with China?",
    "Who won the 2018 World Cup?",
    "Where did Trump and Kim meet in February 2019?",
    'What about <b>"Kim" & Co</b> ${x} {{y}}?',
]


@pytest.fixture(scope="module")
def bot(sample_library: Library) -> Chatbot:
    return chatbot(sample_library, Settings())


@pytest.fixture(scope="module")
def address(bot: Chatbot) -> Iterator[str]:
    with served(bot, mcp=True) as place:
        yield place


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False, analytics_enabled=False)


def tool(address: str, name: str, **arguments: Any) -> CallToolResult:
    async def call() -> CallToolResult:
        async with (
            streamablehttp_client(f"{address}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await session.call_tool(name, arguments)

    return asyncio.run(call())


def said(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


def test_no_more_callers_are_remembered_than_fit(bot: Chatbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "SESSIONS", 3)
    page = app.build(bot)
    address = app.launch(page, "127.0.0.1", 0)
    try:
        for _ in range(6):
            place = f"{address}/gradio_api/call/status"
            event = httpx.post(place, json={"data": []}).json()["event_id"]
            assert "event: complete" in httpx.get(f"{place}/{event}").text
        assert len(page.state_holder.session_data) == 3
    finally:
        page.close(verbose=False)


@pytest.mark.parametrize("question", QUESTIONS)
def test_http_mcp_and_python_give_the_same_answer(
    bot: Chatbot, client: Client, address: str, question: str
) -> None:
    expected = as_json(answer_json(bot.ask(question)))
    assert client.predict(question, api_name="/ask") == expected
    assert json.loads(said(tool(address, "ask", question=question))) == expected


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({}, Filter()),
        *(({"k": 3, "mode": mode}, Filter()) for mode in MODES),
        (
            {"k": 4, "mode": "dense", "since": "2020-01-01", "until": "2021-06-30"},
            Filter((), "2020-01-01", "2021-06-30"),
        ),
        ({"source": "Sample Desk: Summits"}, Filter(("Sample Desk: Summits",))),
    ],
)
def test_http_mcp_and_python_find_the_same_passages(
    bot: Chatbot, client: Client, address: str, arguments: dict[str, Any], where: Filter
) -> None:
    hits = bot.library.search(
        "border closure", arguments.get("k", 10), mode=arguments.get("mode", DEFAULT_MODE), where=where
    )
    expected = as_json(search_json("border closure", hits))
    assert expected["hits"]
    assert client.predict(" border closure ", **arguments, api_name="/search") == expected
    assert json.loads(said(tool(address, "search", query=" border closure ", **arguments))) == expected


def test_an_article_comes_whole_and_without_the_place_of_its_file(bot: Chatbot, client: Client) -> None:
    doc_id = bot.library.search("Hanoi", 1)[0].chunk.doc_id
    found = bot.article(doc_id)
    assert found is not None
    assert client.predict(doc_id, api_name="/article") == article_json(found)
    assert "path" not in article_json(found)


@pytest.mark.parametrize(
    ("endpoint", "arguments", "value"),
    [
        ("ask", {"question": "  "}, "no words"),
        ("ask", {"question": "why " * 10_000}, "characters"),
        ("search", {"query": "border", "k": 0}, "k is 0"),
        ("search", {"query": "border", "mode": "magic"}, "'magic'"),
        ("search", {"query": "border", "since": "yesterday"}, "'yesterday'"),
        ("article", {"doc_id": "nowhere"}, "'nowhere'"),
        ("ask", {"question": 5}, "5"),
        ("search", {"query": "border", "k": "many"}, "'many'"),
    ],
)
def test_bad_input_is_one_line_that_names_it(
    client: Client, address: str, endpoint: str, arguments: dict[str, Any], value: str
) -> None:
    with pytest.raises(AppError) as error:
        client.predict(**arguments, api_name=f"/{endpoint}")
    assert value in str(error.value)
    assert "\n" not in str(error.value)
    if endpoint in TOOLS:
        result = tool(address, endpoint, **arguments)
        assert result.isError
        assert value in said(result)
        assert "\n" not in said(result)


def test_the_status_is_that_of_the_library_without_its_place(bot: Chatbot, client: Client) -> None:
    status = client.predict(api_name="/status")
    assert status == as_json(stock_json(bot.library.store.status()))
    assert status["articles"] == len(bot.library.store.articles())
    assert status["chunks"] > status["articles"]
    assert "library" not in status


@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_a_streamed_answer_grows_into_the_whole_one(bot: Chatbot, client: Client, question: str) -> None:
    growing = client.submit(question, api_name="/ask_stream")
    told = list(growing)
    assert [as_json(answer_json(answer)) for answer in bot.stream(question)][-1] == told[-1]
    assert told[-1] == client.predict(question, api_name="/ask")
    assert all(told[-1]["text"].startswith(each["text"].split("[")[0].strip()) for each in told)


def test_a_stream_of_nothing_is_one_line_that_says_so(client: Client) -> None:
    with pytest.raises(AppError, match="no words"):
        client.submit("  ", api_name="/ask_stream").result()


def test_only_the_named_endpoints_are_to_be_seen(client: Client) -> None:
    shown = client.view_api(return_format="dict", print_info=False)
    assert set(shown["named_endpoints"]) == {f"/{name}" for name in ENDPOINTS}
    assert not shown["unnamed_endpoints"]


def test_the_tools_say_what_they_and_their_arguments_are(address: str) -> None:
    async def tools() -> Any:
        async with (
            streamablehttp_client(f"{address}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return (await session.list_tools()).tools

    listed = asyncio.run(tools())
    assert {each.name for each in listed} == TOOLS
    for each in listed:
        assert len(each.description) > 40
        assert all(argument["description"] for argument in each.inputSchema["properties"].values())


def test_what_is_no_tool_can_not_be_called_as_one(bot: Chatbot, address: str) -> None:
    doc_id = bot.library.search("Hanoi", 1)[0].chunk.doc_id
    assert tool(address, "article", doc_id=doc_id).isError


def test_without_being_asked_for_there_is_no_mcp_server(bot: Chatbot) -> None:
    page = app.build(bot)
    address = app.launch(page, "127.0.0.1", 0)
    try:
        assert httpx.post(f"{address}/gradio_api/mcp/", json={}).status_code in (404, 405)
    finally:
        page.close(verbose=False)


def test_many_may_ask_at_once(bot: Chatbot, client: Client) -> None:
    questions = QUESTIONS * 2
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: client.predict(question, api_name="/ask"), questions))
    assert answers == [as_json(answer_json(bot.ask(question))) for question in questions]


def test_a_port_that_is_taken_is_named(bot: Chatbot, address: str) -> None:
    port = int(address.rpartition(":")[2])
    with pytest.raises(FootnoteError, match=f"port {port} on 127.0.0.1"):
        app.launch(app.build(bot), "127.0.0.1", port)


def test_importing_the_page_loads_nothing_heavy() -> None:
    code = "import app, sys; print({'gradio', 'torch', 'openai'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_page_is_served_at_the_address_it_prints_until_it_is_interrupted(tmp_path: Path) -> None:
    settings = Settings(library=str(tmp_path / "library"), encoder=HashEncoder.name)
    qa.open(ROOT / "corpus" / "articles", settings).library.close()
    named = {"FOOTNOTE_LIBRARY": settings.library, "FOOTNOTE_ENCODER": settings.encoder, "FOOTNOTE_PORT": "0"}
    with subprocess.Popen(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env={**os.environ, **named},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        address = line.removeprefix("Footnote is at ").split()[0]
        page = httpx.get(address)
        server.send_signal(signal.SIGINT)
        rest, _ = server.communicate(timeout=60)
    assert line == f"Footnote is at {address}  (Ctrl-C ends it)\n"
    assert page.status_code == 200
    assert rest == ""
    assert server.returncode == 0
