"""Uploaded files: wherever a name points, the file lands among the uploads and overwrites nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from corpus.folder import SUFFIXES, walk
from qa.uploads import Kept, Received, keep, safe_name

LIMIT = 1_000


def received(tmp_path: Path, name: str, text: str) -> Received:
    path = tmp_path / "coming"
    path.write_text(text)
    return Received(path, name)


@given(stem=st.text(max_size=400), kind=st.sampled_from(SUFFIXES))
def test_a_safe_name_is_one_visible_file_of_the_same_kind(stem: str, kind: str) -> None:
    try:
        name = safe_name(stem + kind)
    except InputError as error:
        assert "\n" not in str(error)
        return
    assert Path(name).name == name
    assert not name.startswith((".", " "))
    assert name.endswith(kind)
    assert name.isprintable()
    assert len(name.encode()) < 200
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/a.txt", "/etc/a.txt", "C:\\a.txt", "..\\a.txt", "./a.txt"]
)
def test_a_path_becomes_the_name_of_its_file(tmp_path: Path, name: str) -> None:
    uploads = tmp_path / "uploads"
    assert keep(received(tmp_path, name, "words"), uploads, LIMIT) == Kept("a.txt")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.txt")] == ["uploads/a.txt"]


def test_another_file_of_the_same_name_is_kept_beside_it_and_said_so(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    for text in ("one", "two", "three"):
        last = keep(received(tmp_path, "a.jsonl.gz", text), uploads, LIMIT)
    assert last.name == "a-3.jsonl.gz"
    assert "a.jsonl.gz is there already" in last.note
    assert "a-3.jsonl.gz" in last.note
    again = keep(received(tmp_path, "a.jsonl.gz", "two"), uploads, LIMIT)
    assert (again.name, again.new) == ("a-2.jsonl.gz", False)
    kept = {path.name: path.read_text() for path in uploads.iterdir()}
    assert kept == {"a.jsonl.gz": "one", "a-2.jsonl.gz": "two", "a-3.jsonl.gz": "three"}
    assert {Path(str(path)).name for path in walk(uploads)} == set(kept)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("logo.png", "x", "logo.png"),
        (".txt", "x", "txt"),
        ("a.txt", "", "a.txt is empty"),
        ("a.txt", "x" * (LIMIT + 1), "FOOTNOTE_MAX_FILE_MB"),
    ],
)
def test_what_is_refused_is_named_and_leaves_nothing_behind(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    coming = received(tmp_path, name, text)
    with pytest.raises(InputError, match=reason):
        keep(coming, tmp_path / "uploads", LIMIT)
    assert list(tmp_path.rglob("*.*")) == []
    assert not coming.path.exists()


def test_a_file_that_is_gone_before_it_is_kept_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.txt got lost"):
        keep(Received(tmp_path / "nowhere", "a.txt"), tmp_path, LIMIT)
