"""What is particular to a library in Milvus: its address, its lease, being killed, the same answers."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.errors import (
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryMismatch,
    MissingLibrary,
    SettingError,
)
from index.engines.milvus import client as milvus_client
from index.engines.milvus import lease as milvus_lease
from index.engines.milvus.batches import batches
from index.engines.milvus.client import CHUNKS, RECORDS, MilvusClient
from index.engines.milvus.place import read_place
from index.engines.milvus.reading import State, write_state
from index.engines.milvus.rows import FOREVER, record_rows
from index.engines.milvus.store import MilvusStore
from index.hit import Filter
from index.library import Library
from index.local.store import LocalStore
from qa.assemble import chatbot
from qa.settings import Settings
from tests.conftest import SAMPLES, Write
from tests.index.stores import ENCODER, lite, milvus, put

QUESTIONS = (
    "Who met in Hanoi?",
    "Why did North Korea close its border?",
    "When was the liaison office blown up?",
    "What did the summit in Singapore bring?",
)


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/news",
        "milvus://localhost",
        "milvus://localhost/a-b",
        "milvus://localhost:port/news",
        "milvus:///tmp/news",
        "milvus://localhost/news?x=1",
    ],
)
def test_an_address_that_names_no_library_is_refused_in_one_line(address: str) -> None:
    with pytest.raises(SettingError, match="write it as milvus://host:19530/name or") as told:
        read_place(address)
    assert "\n" not in str(told.value)


def test_an_address_names_a_server_or_a_file() -> None:
    place = read_place("milvus://me:secret@db.example:19531/news")
    assert (place.uri, place.name, place.token) == ("http://db.example:19531", "news", "me:secret")
    assert "secret" not in place.shown + repr(place)
    assert read_place("milvus:///data/news.db").lite == Path("/data/news.db")


def test_an_absent_server_is_named_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pymilvus", reason="pymilvus is not installed")
    monkeypatch.setattr(milvus_client, "_CONNECTING", 0.5)
    with pytest.raises(LibraryError, match=r"milvus://127\.0\.0\.1:9/news .*start Milvus there") as told:
        MilvusStore("milvus://127.0.0.1:9/news", ENCODER.name, ENCODER.dimension)
    assert "\n" not in str(told.value)


def test_a_library_that_is_not_there_is_not_made_by_reading(lite_file: Path, tmp_path: Path) -> None:
    for place in (lite(lite_file, "nothing"), read_place(f"milvus://{tmp_path}/none.db")):
        with pytest.raises(MissingLibrary, match="footnote index FOLDER"):
            MilvusStore(place, ENCODER.name, ENCODER.dimension, create=False)
    assert not list(tmp_path.iterdir())


def test_another_format_is_refused(lite_file: Path) -> None:
    place = lite(lite_file, "format")
    store = MilvusStore(place, ENCODER.name, ENCODER.dimension)
    write_state(MilvusClient(place), State(99, ENCODER.name, ENCODER.dimension))
    with pytest.raises(LibraryMismatch, match="format 99, this Footnote reads 1"):
        store.articles()


def test_one_moment_is_read_while_another_is_published(lite_file: Path) -> None:
    store = milvus(lite_file, "moment")()
    put(store, "first words")
    with store.reading():
        before = store.sparse("words", 5, Filter())
        with store.writing() as batch:
            batch.remove(["d0"])
        assert store.sparse("words", 5, Filter()) == before
        assert store.with_texts(before)[0].chunk.text == "first words"
        assert store.tokens(["d0#0"])
    assert store.sparse("words", 5, Filter()) == []
    put(store, "other words")
    assert store.with_texts(store.sparse("words", 5, Filter()))[0].chunk.text == "other words"


def test_what_a_killed_writer_left_is_never_seen_and_healed(lite_file: Path) -> None:
    """A batch that was written all but for the row that publishes it."""
    place = lite(lite_file, "killed")
    store = MilvusStore(place, ENCODER.name, ENCODER.dimension)
    put(store, "first words", "second words")
    before = [store.sparse("words", 9, Filter()), list(store.articles()), store.status()]
    client = MilvusClient(place)
    rows = [dict(row) for row in client.scan(CHUNKS, "born > 0", ["*"])]
    for row in rows:
        row.pop("sparse", None)
    client.insert(CHUNKS, [{**row, "id": f"{row['id']}x", "born": 2} for row in rows])
    client.insert(RECORDS, record_rows("article", "x", "x.2", 2, json.dumps(["d", "x", *"123456"])))
    client.change(CHUNKS, [row["id"] for row in rows], died=2)
    assert [store.sparse("words", 9, Filter()), list(store.articles())] == before[:2]
    with store.writing() as batch:
        batch.remove(["d1"])
    assert [hit.chunk.doc_id for hit in store.sparse("words", 9, Filter())] == ["d0"]
    assert [a.doc_id for a in store.articles()] == ["d0"]
    assert client.count(CHUNKS, f"died == {FOREVER}") == 1 == client.count(CHUNKS, "died > 0")


def test_a_lease_that_ran_out_is_taken_over_and_its_holder_publishes_nothing(
    lite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (milvus(lite_file, "lease")("one") for _ in range(2))
    put(first, "old words")
    monkeypatch.setattr(milvus_lease, "_LASTS", -1.0)
    with pytest.raises(LibraryBusy, match="was taken over by process"), first.writing() as slow:
        slow.remove(["d0"])
        monkeypatch.setattr(milvus_lease, "_LASTS", 60.0)
        with second.writing():
            pass
        with second.writing() as batch:
            batch.put_folders(["/x"])
            slow.put_folders(["/y"])
    assert [a.doc_id for a in second.articles()] == ["d0"]
    assert second.folders() == ["/x"]


def test_a_text_that_was_changed_behind_our_back_is_not_quoted(lite_file: Path, write: Write) -> None:
    place = lite(lite_file, "damage")
    store = MilvusStore(place, ENCODER.name, ENCODER.dimension)
    Library(ENCODER, store).sync(write({"a.md": "The summit in Hanoi ended."}))
    hits = store.sparse("Hanoi", 5, Filter())
    client = MilvusClient(place)
    (row,) = client.scan(RECORDS, "kind == 'text'", ["id"])
    client.change(RECORDS, [row["id"]], content="The summit in Paris ended.")
    for read in (lambda: store.with_texts(hits), lambda: store.article("articles/a.md")):
        with pytest.raises(LibraryDamaged, match="not as it was indexed"):
            read()


def test_what_is_there_is_searched_by_another_index_that_milvus_was_given(lite_file: Path) -> None:
    """As docs/bigger.md has it."""
    place = lite(lite_file, "indexed")
    store = MilvusStore(place, ENCODER.name, ENCODER.dimension)
    put(store, *(f"words of text {n}" for n in range(40)))
    vector = ENCODER.encode_query(["words of text 7"])[0]
    before = store.dense(vector, 5, Filter())
    code = re.search(r"```python\n(from pymilvus.*?)```", Path("docs/bigger.md").read_text(), re.DOTALL)
    assert code
    exec(
        code[1]
        .replace("http://host:19530", str(lite_file))
        .replace("articles_chunks", f"{place.name}_chunks")
    )
    assert store.dense(vector, 5, Filter()) == before
    with store.writing() as batch:
        batch.remove([before[0].chunk.doc_id])
    assert [hit.chunk for hit in store.dense(vector, 4, Filter())] == [hit.chunk for hit in before[1:]]


class Flaky:
    """A client of pymilvus that fails so many times with a code."""

    def __init__(self, kind: type[Exception], times: int, code: int) -> None:
        self.kind, self.times, self.code = kind, times, code

    def query(self, *_: object, **named: object) -> list[dict[str, int]]:
        assert named["timeout"]
        self.times -= 1
        if self.times >= 0:
            raise self.kind(self.code, "not now")
        return [{"count(*)": 7}]


def test_what_may_go_well_the_next_time_is_tried_again(
    lite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = MilvusClient(lite(lite_file, "flaky"))
    kind = client._pymilvus.MilvusException
    monkeypatch.setattr(milvus_client, "_PAUSE", 0.001)
    monkeypatch.setattr(client, "_client", Flaky(kind, 2, 8))
    assert client.count(CHUNKS, "") == 7
    for flaky in (Flaky(kind, 99, 8), Flaky(kind, 1, 1100)):
        monkeypatch.setattr(client, "_client", flaky)
        with pytest.raises(LibraryError, match="not now"):
            client.count(CHUNKS, "")


def test_rows_are_sent_in_batches_of_bounded_size() -> None:
    rows = [{"id": str(n), "content": "x" * 60_000} for n in range(100)]
    sent = list(batches(rows))
    assert [row for batch in sent for row in batch] == rows
    assert 1 < len(sent) < 50


def test_a_process_that_is_killed_leaves_whole_articles_and_a_file_in_use_is_told_of(
    tmp_path: Path, write: Write
) -> None:
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed")
    address = f"milvus://{tmp_path}/killed.db"
    code = (
        "import sys; from tests.index.stores import ENCODER, put\n"
        "from index.engines.milvus.store import MilvusStore\n"
        "store = MilvusStore(sys.argv[1], ENCODER.name, ENCODER.dimension)\n"
        "put(store, *(f'words of text {n}' for n in range(30)))\n"
        "print('published', flush=True)\n"
        "while True: put(store, *(f'words of text {n}' for n in range(30)))"
    )
    writer = subprocess.Popen([sys.executable, "-c", code, address], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "published\n"
    with pytest.raises(LibraryError, match="no other program may have the file open") as told:
        MilvusStore(address, ENCODER.name, ENCODER.dimension)
    assert "\n" not in str(told.value)
    time.sleep(0.4)
    writer.kill()
    writer.wait()
    store = MilvusStore(address, ENCODER.name, ENCODER.dimension)
    assert len(store.articles()) == 30
    hits = store.with_texts(store.sparse("words", 60, Filter()))
    assert sorted(hit.chunk.text for hit in hits) == sorted(f"words of text {n}" for n in range(30))
    put(store, "words that heal")
    assert len(store.sparse("heal", 60, Filter())) == 1
    assert len(store.sparse("words", 60, Filter())) == 30
    store.close()


def test_both_stores_answer_alike(lite_file: Path, tmp_path: Path) -> None:
    here = Library(ENCODER, LocalStore(tmp_path / "library", ENCODER.name, ENCODER.dimension))
    there = Library(ENCODER, milvus(lite_file, "alike")())
    for each in (here, there):
        each.sync(SAMPLES)
    settings = Settings(encoder=ENCODER.name)
    for question in QUESTIONS:
        told, expected = (chatbot(each, settings).ask(question) for each in (there, here))
        assert (told.text, told.citations) == (expected.text, expected.citations)
        for mode in ("dense", "sparse", "best"):
            found, wanted = (
                [(hit.chunk, round(hit.score, 3)) for hit in each.search(question, 10, mode=mode)]
                for each in (there, here)
            )
            shared = {chunk.chunk_id for chunk, _ in found} & {chunk.chunk_id for chunk, _ in wanted}
            assert len(shared) >= 9, (question, mode)
    here.close()
