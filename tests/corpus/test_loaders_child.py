"""The process that reads risky files may crash, hang or swell; the one that asked stays well."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from corpus.article import Article, Failure
from corpus.loaders import Loader, load
from tests.corpus.made_files import WORD, docx_with_body, epub, pdf, written

PARAGRAPH = "<p>The border stayed closed for years, officials said.</p>"
PAGE = f"<html><body><article>{PARAGRAPH * 9}</article></body></html>"
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return written(tmp_path / "page.html", PAGE)


def only(loader: Loader, path: Path) -> Article | Failure:
    (found,) = loader.load(path, path.parent)
    return found


def child_of(loader: Loader) -> int:
    assert loader._child is not None
    return loader._child.pid


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_file_reads_the_same_here_and_in_the_child(tmp_path: Path, page: Path) -> None:
    book = epub(tmp_path / "book.epub", ("<html><body><p>One.</p></body></html>", "<html/>"))
    document = (
        f"<w:document xmlns:w='{WORD}'><w:body><w:p><w:r><w:t>One.</w:t></w:r></w:p></w:body></w:document>"
    )
    files = [page, book, pdf(tmp_path / "a.pdf", [["One."]]), docx_with_body(tmp_path / "a.docx", document)]
    files += [
        written(tmp_path / "bad.pdf", "no pdf"),
        written(tmp_path / "empty.html", ""),
        tmp_path / "gone.html",
    ]
    with Loader() as loader:
        for path in files:
            assert list(loader.load(path, tmp_path)) == list(load(path, tmp_path))


def test_only_risky_files_start_a_child_and_leaving_ends_it(tmp_path: Path, page: Path) -> None:
    with Loader() as loader:
        only(loader, written(tmp_path / "a.md", "Text."))
        assert loader._child is None
        only(loader, page)
        process = child_of(loader)
        only(loader, page)
        assert child_of(loader) == process
    assert not is_running(process)


def test_a_file_that_takes_too_long_is_a_failure_and_the_next_is_read(page: Path) -> None:
    with Loader() as loader:
        only(loader, page)
        os.kill(child_of(loader), signal.SIGSTOP)
        loader._timeout = 0.5
        assert only(loader, page) == Failure(str(page), 0, "took longer than 0.5 s")
        assert loader._child is None
        loader._timeout = 60
        assert isinstance(only(loader, page), Article)


@pytest.mark.parametrize(
    ("sent", "reason"),
    [(signal.SIGSEGV, "the parser crashed (signal 11)"), (signal.SIGKILL, "needed too much memory")],
)
def test_a_crash_is_a_failure_and_the_next_file_is_read(
    page: Path, sent: signal.Signals, reason: str
) -> None:
    with Loader() as loader:
        only(loader, page)
        process = child_of(loader)
        os.kill(process, signal.SIGSTOP)  # so that it dies with the question asked

        def die() -> None:
            os.kill(process, sent)
            os.kill(process, signal.SIGCONT)

        killer = threading.Timer(0.3, die)
        killer.start()
        assert only(loader, page) == Failure(str(page), 0, reason)
        killer.join()
        assert isinstance(only(loader, page), Article)


def test_a_child_that_died_between_files_costs_nothing(page: Path) -> None:
    with Loader() as loader:
        only(loader, page)
        os.kill(child_of(loader), signal.SIGKILL)
        time.sleep(0.2)
        assert isinstance(only(loader, page), Article)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory limit")
def test_a_file_that_needs_too_much_memory_is_a_failure(tmp_path: Path) -> None:
    text = pdf(tmp_path / "a.pdf", [["One."]])
    with Loader(memory=150_000_000) as loader:
        assert isinstance(only(loader, text), Article)
        huge = written(tmp_path / "huge.pdf", text.read_bytes() + b" " * 400_000_000)
        loader._max_bytes = 500_000_000
        assert only(loader, huge) == Failure(str(huge), 0, "needed too much memory")
        assert isinstance(only(loader, text), Article)


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    asked: list[str] = []
    with HTTPServer(("127.0.0.1", 0), Counting) as server:
        server.asked = asked  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_no_file_makes_the_reader_fetch_anything(tmp_path: Path, server: HTTPServer) -> None:
    here = f"http://127.0.0.1:{server.server_port}"
    entities = f'<!ENTITY e SYSTEM "{here}/entity"><!ENTITY % p SYSTEM "{here}/parameter"> %p;'
    doctype = f'<!DOCTYPE html SYSTEM "{here}/dtd" [{entities}]>'
    page = (
        f'<html><head><base href="{here}/"><link rel="stylesheet" href="{here}/style">'
        f'<script src="{here}/script"></script>'
        f'<link rel="amphtml" href="{here}/amp"><meta http-equiv="refresh" content="0;url={here}/refresh">'
        f'</head><body><iframe src="{here}/frame"></iframe><img src="{here}/image">'
        "<p>The border &e; was closed.</p>"
    )
    paragraph = "<w:p><w:r><w:t>One. &e;</w:t></w:r></w:p><w:altChunk r:id='r9' xmlns:r='r'/>"
    document = f"{doctype}<w:document xmlns:w='{WORD}'><w:body>{paragraph}</w:body></w:document>"
    link = f"<</Type/Action/S/URI/URI({here}/pdf)>>"
    files = [
        written(tmp_path / "a.html", doctype + page),
        written(tmp_path / "url.html", f"{here}/page"),
        written(tmp_path / "url.txt", f"{here}/page"),
        docx_with_body(tmp_path / "a.docx", document),
        epub(tmp_path / "a.epub", (doctype + page, f'<html><body><object data="{here}/o"/></body></html>')),
        pdf(tmp_path / "a.pdf", [["One."]], f"/OpenAction {link}"),
        written(tmp_path / "a.json", f'{{"url": "{here}/json", "text": "One."}}'),
    ]
    with Loader() as loader:
        for file in files:
            only(loader, file)
    assert server.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
    ],
)
def test_the_child_may_neither_connect_nor_start_programs(attempt: str) -> None:
    code = f"import sys; from corpus.loaders.child import forbid; sys.addaudithook(forbid)\n{attempt}"
    ended = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "is not allowed while a file is read" in ended.stderr


def test_ctrl_c_ends_the_child_quietly(page: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from corpus.loaders import Loader\n"
        "with Loader() as loader:\n"
        "    page = Path(sys.argv[1]); list(loader.load(page, page.parent))\n"
        "    os.kill(loader._child.pid, signal.SIGSTOP); print(loader._child.pid, flush=True)\n"
        "    list(loader.load(page, page.parent))\n"
    )
    asking = subprocess.Popen(
        [sys.executable, "-c", code, str(page)], cwd=REPOSITORY, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert asking.stdout is not None
    process = int(asking.stdout.readline())
    time.sleep(0.3)
    os.killpg(asking.pid, signal.SIGINT)
    _, errors = asking.communicate(timeout=30)
    assert errors.count("Traceback") == errors.count("KeyboardInterrupt") == 1
    assert not is_running(process)


def test_it_works_from_any_folder_and_in_a_thread(
    tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "json.py", "raise SystemExit('the working directory is not to be imported from')")
    monkeypatch.chdir(tmp_path)
    found: list[Article | Failure] = []

    def read() -> None:
        with Loader() as loader:
            found.append(only(loader, Path("page.html")))

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert isinstance(found[0], Article)
    assert found[0].path == str(page)
