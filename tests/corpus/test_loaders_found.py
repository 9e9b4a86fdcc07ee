"""What fuzzing and timing have found stays mended."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.article import Article, Failure, indexed_text
from corpus.folder import walk
from corpus.loaders import Loader, load
from corpus.loaders.records import MOST_TOLD
from corpus.loaders.tags import MOST_ATTRIBUTES, MOST_IN_ALL, MOST_TAGS, without_excess
from corpus.sentences import _OTHER_STOP, sentence_spans
from corpus.visible import visible
from index.library import Library
from tests.corpus.made_files import jsonl, written

ROOT = Path(__file__).resolve().parents[2]
REGRESSIONS = sorted(Path(__file__).with_name("regressions").iterdir())


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.name)
def test_every_reason_is_one_short_plain_line(path: Path) -> None:
    for result in load(path, path.parent):
        if isinstance(result, Failure):
            assert str(result).isprintable()
            assert len(result.reason) <= 400


def test_of_many_broken_records_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.jsonl", '{"text": "One."}\n' + "{\n" * (MOST_TOLD + 7) + '{"text": "Two."}\n'
    )
    found = list(load(path, tmp_path))
    assert [item.text for item in found if isinstance(item, Article)] == ["One.", "Two."]
    assert len(found) == MOST_TOLD + 3
    assert str(found[-1]).endswith("7 more broken records")


def test_names_of_any_bytes_are_indexed_or_told(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in (b"bad\xff.txt", b"new\nline.txt", b"esc\x1b[31m.txt", b"broken\xfe\x1b[2J.json"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("{ border")
    os.mkfifo(os.fsencode(folder) + b"/fifo\xff\n.txt")
    first, again = library.sync(folder), library.sync(folder)
    assert (first.added, again.unchanged) == (3, 3)
    assert len(first.failed) == 2
    assert all(str(failure).isprintable() for failure in first.failed)
    json.dumps([failure.path for failure in first.failed], ensure_ascii=False).encode()
    assert all(str(item).isprintable() for item in walk(folder) if isinstance(item, Failure))


def test_a_title_without_end_is_kept_whole_and_indexed_in_part() -> None:
    article = Article("a", "T" * 65_000, "One.", source="S" * 9_000)
    assert len(indexed_text(article, "One.")) < 1_000
    assert len(article.title) == 65_000


def test_long_runs_of_stops_are_looked_at_once() -> None:
    assert list(_OTHER_STOP.finditer("।" * 200_000)) == []
    assert len(sentence_spans("यह सच है। " * 3)) == 3


_KEYS = '"author":' * 33_000
_ATTRIBUTES = " ".join(f"a{number}=x" for number in range(90_000))
_ARTICLE = "<article><p>" + "The talks in Hanoi ended early. " * 20 + "</p></article>"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE r [<!ENTITY e SYSTEM "' + "/Filter[/F]" * 27_000,
        "<!DOCTYPE r " + "/" * 300_000 + "<>",
        f'<html><head><meta name="author" content="{"<" * 300_000}"></head>',
        f'<html><head><script type="application/ld+json">{_KEYS}</script></head>',
        f'<html><head><script type="application/ld+json">"{"<" * 300_000}"</script></head>',
        f"<html><body {_ATTRIBUTES}>",
    ],
    ids=["open type", "long type", "meta", "keys", "brackets", "attributes"],
)
def test_what_a_page_says_of_itself_without_end_is_passed_over(head: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.html", head + _ARTICLE)
    with Loader(timeout=30) as loader:  # each took minutes
        (found,) = loader.load(path, tmp_path)
    assert "took longer" not in str(found)
    assert isinstance(found, Article) == head.startswith("<html>"), found


@pytest.mark.parametrize(
    "page",
    [
        f"<div {' '.join(f'a{n}={n}' for n in range(80_000))}>{_ARTICLE}</div>",
        f"{_ARTICLE}{'<p>' * 400_000}",
        f"{_ARTICLE}{'<p>a' * 400_000}",
        f"{_ARTICLE}{'<li>a' * 200_000}",
        f"{_ARTICLE * 40_000}",
    ],
    ids=["attributes", "paragraphs", "short paragraphs", "items", "articles"],
)
def test_pages_of_tags_without_end_are_read_at_once(page: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.html", f"<html><head><title>Talks end</title></head><body>{page}")
    with Loader(timeout=30, memory=500_000_000) as loader:  # each took minutes, or more memory
        (found,) = loader.load(path, tmp_path)
    assert isinstance(found, Article), found
    assert found.title == "Talks end"
    assert "The talks in Hanoi ended early." in found.text


def test_a_page_of_more_tags_than_fit_into_memory_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.html", "<p>a" * (MOST_TAGS + 1))
    with Loader(timeout=30, memory=500_000_000) as loader:
        (found,) = loader.load(path, tmp_path)
    assert str(found).endswith("more than 1,000,000 tags in one page")


@pytest.mark.parametrize(
    "page",
    [
        "<p class=\"a b\" data-x='>' hidden>One</p><br/><a href=x>y</a>",
        "<script>if (a<b) {" + " c = d;" * 2_000 + "}</script><p>One</p>",
        "<style>" + " a b" * 2_000 + "<p" + " a b" * 2_000 + "</style><p>One</p>",
        "<!-- <p" + " a b" * 2_000 + "--><p>One</p>",
    ],
)
def test_what_is_no_attribute_without_end_stays(page: str) -> None:
    assert without_excess(page) == page


def test_of_attributes_without_end_the_first_stay() -> None:
    assert without_excess("<p" + " a" * 2_000_000 + ">One</p>") == "<p" + " a" * MOST_ATTRIBUTES + ">One</p>"
    assert without_excess(f'<img src="{"x" * 60_000}" alt="One">') == '<img alt="One">'
    assert len(without_excess("<p a=1>" * 300_000)) == 7 * MOST_IN_ALL + 3 * (300_000 - MOST_IN_ALL)
    for unit in ("<a", "<a/", "<a =", "<script>", "<!--", "<a b='", "<script "):
        without_excess(unit * 300_000)  # each would take hours if it were looked at from every place


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_articles_without_end_take_the_memory_of_one(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"text":"a"}\n' * 200_000)
    count = "from itertools import islice; import resource; from pathlib import Path; import sys\n"
    count += "from corpus.loaders import load; path = Path(sys.argv[1]); found = load(path, path.parent)\n"
    count += "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
    count += "first = sum(1 for _ in islice(found, 1_000)); before = peak()\n"
    count += "print(first + sum(1 for _ in found), peak() - before)"
    ran = subprocess.run([sys.executable, "-c", count, path], capture_output=True, text=True, cwd=ROOT)
    articles, kilobytes = map(int, ran.stdout.split())
    assert articles == 200_000, ran.stderr
    assert kilobytes < 8_000


def test_an_id_made_of_a_number_is_taken_like_any_other(tmp_path: Path) -> None:
    place = f"{tmp_path.name}/a.jsonl"
    ids = ["", f"{place}#1", f"{place}#4", "", f"{place}#05", f"{place}#6", f"{place}#01"]
    path = jsonl(tmp_path / "a.jsonl", [{"id": name, "text": "One."} for name in ids])
    found = list(load(path, tmp_path))
    assert [type(item) is Article for item in found] == [True, False, True, False, True, True, True]
    assert str(found[1]).endswith("is taken by line 1")
    assert str(found[3]).endswith("is taken by line 3")


def test_control_characters_are_written_out_and_text_stays() -> None:
    assert visible("a\x1b]0;x\x07\x9b1m\u202egpj") == "a\\x1b]0;x\\x07\\x9b1m\\u202egpj"
    assert visible("naïve “漢字”\n\tשלום") == "naïve “漢字”\n\tשלום"
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", visible("".join(map(chr, range(256)))))
