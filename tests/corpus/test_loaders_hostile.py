"""No file raises: whatever its bytes, it is articles or failures."""

import dataclasses
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Failure
from corpus.folder import SUFFIXES, walk
from corpus.loaders import Loader, load
from tests.corpus.made_files import epub, jsonl, pdf, written

ROOT = Path(__file__).resolve().parents[2]
MAGIC = (
    b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"<html><p>", b"---\ntitle:", b'{"text":',
    b"text,id\n", b"\xff\xfe",
)  # fmt: skip

texts = st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
scraps = st.binary(max_size=400) | texts


def check(path: Path, root: Path, found: list[Article | Failure]) -> None:
    assert found, path
    for result in found:
        json.dumps(dataclasses.asdict(result), ensure_ascii=False).encode()
        if isinstance(result, Article):
            assert result.text.strip() == result.text != ""
            assert result.title.strip() == result.title != ""
            assert result.doc_id
            assert "\r" not in result.text
        else:
            assert result.reason
            assert "\n" not in str(result)
    assert list(load(path, root)) == found


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(SUFFIXES), st.sampled_from(MAGIC), scraps)
@example(".txt", b"", b"#")
def test_random_bytes_under_any_suffix_are_articles_or_failures(
    tmp_path: Path, suffix: str, magic: bytes, scrap: bytes
) -> None:
    for data in (magic + scrap, gzip.compress(magic + scrap)):
        path = written(tmp_path / f"a{suffix}", data)
        check(path, tmp_path, list(load(path, tmp_path)))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(("a.pdf", "a.epub", "a.jsonl.gz")), st.data())
def test_whole_files_with_damaged_bytes_are_articles_or_failures(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    path = tmp_path / name
    if name == "a.pdf":
        pdf(path, [["One."], ["Two."]], "/Title(Talks)")
    elif name == "a.epub":
        epub(path, ("<html><body><p>One.</p></body></html>", "<html><body><p>Two.</p></body></html>"))
    else:
        jsonl(path, [{"text": f"Article {number}."} for number in range(50)])
    whole = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=9)):
        whole[place] = data.draw(st.integers(0, 255))
    written(path, bytes(whole))
    check(path, tmp_path, list(load(path, tmp_path)))


@pytest.mark.parametrize("folder", ["files", "hostile"])
def test_every_odd_file_at_hand_is_articles_or_failures(shared: Path, folder: str) -> None:
    root = shared / "eval" / folder
    with Loader() as loader:
        for path in walk(root):
            assert isinstance(path, Path)
            found = list(loader.load(path, root))
            check(path, root, found)
            assert len(found) == 1


def test_saved_pages_are_articles(shared: Path, tmp_path: Path) -> None:
    with Loader() as loader:
        for number, page in enumerate(sorted((shared / "eval/html/pages").iterdir())):
            if number % 4 == 0:
                path = written(tmp_path / "page.html", gzip.decompress(page.read_bytes()))
                (found,) = loader.load(path, tmp_path)
                assert isinstance(found, Article)


_PEAK = """
import re, sys
from pathlib import Path
from corpus.loaders import load
def kept(name):
    return int(re.search(name + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1_000
before = kept("VmRSS")
for path in map(Path, sys.argv[1:]):
    *_, last = load(path, path.parent)
    print(path.name, int(kept("VmHWM") - before), str(last)[-90:], sep="|")
"""
_TINY = {
    "objects.json": b'{"a":1},',
    "names.json": b'{"a":{}},',
    "lists.json": b"[],",
    "texts.json": b'"ab",',
    "numbers.json": b"1e1,",
}


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_tiny_values_without_end_are_refused_before_they_take_memory(tmp_path: Path) -> None:
    every = bool(os.environ.get("FOOTNOTE_EXHAUSTIVE"))
    size = 49_000_000 if every else 10_000_000
    units = _TINY if every else {"objects.json": _TINY["objects.json"]}
    paths = [written(tmp_path / name, b"[" + u * (size // len(u)) + b"1]") for name, u in units.items()]
    line = b'{"text":[' + b"[]," * (size // 3) + b"1]}"
    paths.append(written(tmp_path / "line.jsonl", line))
    paths.append(written(tmp_path / "row.csv", b"text\n" + b"," * size))
    paths.append(written(tmp_path / "header.csv", b"text" + b",a" * (size // 2)))
    ran = subprocess.run([sys.executable, "-c", _PEAK, *paths], capture_output=True, text=True, cwd=ROOT)
    told = [line.split("|") for line in ran.stdout.splitlines()]
    assert len(told) == len(paths), ran.stderr
    for name, megabytes, reason in told:
        assert int(megabytes) < 500, (name, megabytes)
        assert re.search("more than [0-9,]+ (values|fields|characters)", reason), (name, reason)


def test_brackets_and_commas_in_a_text_are_no_values(tmp_path: Path) -> None:
    text = '{[,:"' * 700_000 + " end"
    (found,) = load(jsonl(tmp_path / "a.json", [{"text": text}]), tmp_path)
    assert isinstance(found, Article)
    assert found.text == text
