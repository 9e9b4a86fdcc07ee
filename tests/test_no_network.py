"""Whatever the articles name, nothing is fetched: neither while they are read nor when they are asked about.

Every Python that is started listens from its first line on: its own events are heard by an audit hook, and
what a parser written in C would fetch is seen by the server that all the files point to.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from benchmarks.reliability.seeds import SECRET, entities
from corpus.folder import SUFFIXES
from tests.conftest import SAMPLES
from tests.corpus.made_files import PACKAGE, WORD, archive, docx_with_body, epub, jsonl, pdf, written

ROOT = Path(__file__).resolve().parents[1]

# urllib3, when it is imported, binds a socket to a free port of this machine to see whether IPv6 is known.
_LISTENS = """
import os, sys
log = os.open(os.environ["TEST_HEARD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def tell(*words):
    os.write(log, f"{os.getpid()} {' '.join(words)}\\n".encode("utf-8", "backslashreplace"))
abroad = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.", "subprocess.", "os.system",
          "os.exec", "os.posix_spawn", "os.spawn")
def hear(event, about):
    if not event.startswith(abroad) or event == "socket.__new__":
        return
    if event == "socket.bind" and about[1] == ("::1", 0):
        return
    if event == "subprocess.Popen" and about[0] == sys.executable:
        return
    tell(event, repr(about)[:200])
    raise PermissionError(event)
sys.addaudithook(hear)
tell("listens")
"""
_INDEXES_AND_ASKS = """
import json, sys
from pathlib import Path
import qa
from corpus.article import Failure
from corpus.loaders import load
folder, library = map(Path, sys.argv[1:])
bot = qa.open(folder, qa.Settings(library=str(library), encoder="words-by-checksum"))
answer = bot.ask("Why did North Korea close its border with China?")
failed = [str(r) for file in sorted(folder.iterdir()) for r in load(file, folder) if isinstance(r, Failure)]
texts = [bot.article(name).text for name in bot.library.store.digests()]
print(json.dumps({"failed": failed, "quotes": [c.cited_text for c in answer.citations], "texts": texts}))
"""
_LOADS = """
import sys
from pathlib import Path
from corpus.loaders import Loader, load
path = Path(sys.argv[1])
with Loader() as loader:
    list(loader.load(path, path.parent))
list(load(path, path.parent))
"""


@dataclass
class Outside:
    """A server that accepts nothing, and what else was heard: a process's number and an event."""

    server: socket.socket
    place: Path
    heard: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.getsockname()[1]}/"

    def run(self, code: str, *arguments: Path) -> str:
        """What a Python that is listened to prints; `heard` is what it and its children did."""
        (self.place / "sitecustomize.py").write_text(_LISTENS)
        log = self.place / "heard.txt"
        found_at = f"{self.place}{os.pathsep}{ROOT}"
        ran = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": found_at, "TEST_HEARD": str(log)},
            cwd=self.place, check=False, capture_output=True, text=True, timeout=100,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        lines = [line.partition(" ") for line in log.read_text().splitlines()]
        self.heard = [(number, event) for number, _, event in lines]
        return ran.stdout

    def listeners(self) -> set[str]:
        """The processes that were listened to."""
        return {number for number, event in self.heard if event == "listens"}

    def events(self) -> list[tuple[str, str]]:
        """What would have reached the network, or started another program."""
        return [(number, event) for number, event in self.heard if event != "listens"]

    def visits(self) -> int:
        """How many connections the server was asked for since this was last counted."""
        count = 0
        while True:
            try:
                self.server.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        (place := tmp_path / "listens").mkdir()
        yield Outside(server, place)


def tempting(folder: Path, address: str, secret: Path) -> None:
    """A file of each kind in `folder`, and in each whatever its format has that points to `address`."""
    types = entities(secret, int(address.rstrip("/").rpartition(":")[2]))
    talks = "The envoys met in Hanoi in February {}, and left the city without having signed a paper there."
    said = [talks.format(2000 + number) for number in range(len(SUFFIXES))]
    page = (
        f'<html xmlns:xi="http://www.w3.org/2001/XInclude"><head><base href="{address}"><title>Talks</title>'
        f'<meta http-equiv="refresh" content="0;url={address}"><link rel="stylesheet" href="{address}a.css">'
        f'<link rel="canonical" href="{address}b"><script src="{address}c.js"></script>'
        f'<style>@import "{address}d.css";</style></head><body><iframe src="{address}e"></iframe><article>'
        f'<h1>Talks</h1><img src="{address}f.png"><xi:include href="{address}g"/><p>%s</p>'
        f'<object data="{address}h"></object></article></body></html>'
    )
    border = (SAMPLES / "border-closed-against-the-virus.md").read_text().split("---\n", 2)[2]
    written(folder / "a.txt", f"{border}\n\n{said[0]} {address}")
    for number, kind in enumerate(("md", "markdown"), start=1):
        body = f'{said[number]} ![a]({address}a.png) <img src="{address}b.png">\n\n[c]: {address}c'
        written(folder / f"{kind}.{kind}", f"---\nurl: {address}\nimage: {address}d.png\n---\n{body}")
    written(folder / "a.html", "<!DOCTYPE html>" + page % said[3])
    written(
        folder / "b.htm", f'<?xml-stylesheet href="{address}i.xsl"?>{types}{page % (said[4] + " &e;&f;")}'
    )
    linked_pdf(folder / "a.pdf", said[5], address)
    word = f"<w:p><w:r><w:t>{said[6]} &e;&f;</w:t></w:r></w:p>"
    main = f"<w:document xmlns:w='{WORD}'><w:body>{word}</w:body></w:document>"
    linked_docx(folder / "a.docx", types.replace(" r ", " w:document ") + main, address)
    chapters = (f"{types}<html><body><p>{said[7]} &e;&f;</p></body></html>", page % said[7])
    package = {"OEBPS/book.opf": types.replace(" r ", " package ") + PACKAGE}
    epub(folder / "a.epub", chapters, **package)
    written(folder / "a.json", json.dumps([record(said[8], address)]))
    jsonl(folder / "b.jsonl", [record(said[9], address)])
    jsonl(folder / "c.jsonl.gz", [record(said[10], address)])
    written(folder / "a.csv", f'title,text,url\nTalks,"{said[11]}",{address}csv\n')


def record(text: str, address: str) -> dict[str, str]:
    """A record whose addresses are its own."""
    return {"title": "Talks", "text": text, "url": f"{address}{text[36:40]}", "image": f"{address}a.png"}


def linked_pdf(path: Path, text: str, address: str) -> None:
    """A PDF that opens an address by itself, and links to it."""
    goes = DictionaryObject(
        {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(address)}
    )
    writer = PdfWriter(clone_from=pdf(path, [[text]]))
    writer.add_annotation(0, Link(rect=(0, 0, 100, 100), url=address))
    writer.root_object[NameObject("/OpenAction")] = goes
    writer.write(path)


def linked_docx(path: Path, main: str, address: str) -> None:
    """A Word document whose template and picture are elsewhere."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="far{kind}" Type="{kinds}/{kind}" Target="{address}{kind}" TargetMode="External"/>'
        for kind in ("attachedTemplate", "image", "subDocument", "oleObject")
    )
    with ZipFile(docx_with_body(path, main)) as packed:
        members: dict[str, str | bytes] = {name: packed.read(name) for name in packed.namelist()}
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    own = bytes(members["word/_rels/document.xml.rels"]).decode()  # type: ignore[arg-type]
    own = own.replace("</Relationships>", f"{links}</Relationships>")
    settings = f"{head}{links}</Relationships>"
    archive(path, {**members, "word/_rels/document.xml.rels": own, "word/_rels/settings.xml.rels": settings})


def test_nothing_is_fetched_whatever_the_articles_point_to(outside: Outside, tmp_path: Path) -> None:
    (folder := tmp_path / "articles").mkdir()
    tempting(folder, outside.address, tmp_path)
    told = json.loads(outside.run(_INDEXES_AND_ASKS, folder, tmp_path / "library"))
    assert told["failed"] == []
    assert len(told["texts"]) == len(SUFFIXES)
    assert all("The envoys met" in text and SECRET not in text for text in told["texts"])
    assert told["quotes"], "it was asked, and found nothing to quote"
    assert len(outside.listeners()) == 2, "this Python and the child that reads large files"
    assert outside.events() == []
    assert outside.visits() == 0


def test_a_parser_that_would_fetch_is_heard_in_the_child_and_here(outside: Outside, tmp_path: Path) -> None:
    port = outside.server.getsockname()[1]
    planted = (
        "import ctypes, socket, struct\n"
        f"there = struct.pack('=H', 2) + struct.pack('>H', {port}) + bytes([127, 0, 0, 1]) + bytes(8)\n"
        "unheard = socket.socket()\n"
        "assert not ctypes.CDLL(None).connect(unheard.fileno(), there, 16)\n"
        "socket.create_connection(('a.example', 80))\n"
    )
    (outside.place / "pypdf.py").write_text(planted)
    outside.run(_LOADS, pdf(tmp_path / "a.pdf", [["The envoys met."]]))
    assert len(outside.listeners()) == 2
    heard = {number for number, event in outside.events() if event.startswith("socket.getaddrinfo")}
    assert heard == outside.listeners()
    assert outside.visits() == 2, "what no hook hears"
