"""Law 9: searches that run beside a sync see all of its result or nothing of it, and never wait for it."""

import subprocess
import sys
import threading
from pathlib import Path

from index.library import Library
from index.local.place import holding
from tests.conftest import Write
from tests.index.states import open_library

ARTICLES = 25
ROUNDS = 12


def version(number: int) -> dict[str, str]:
    """A folder whose every article says which version it is."""
    return {f"{n}.md": f"Article {n} belongs to version v{number}." for n in range(ARTICLES)}


def seen_versions(library: Library) -> set[str]:
    """The versions that one search sees, which must be one; and it must see all the articles."""
    hits = library.search("belongs to version", 100)
    assert len(hits) == ARTICLES
    return {hit.chunk.text.split()[-1] for hit in hits}


def test_a_search_sees_one_version_while_syncs_go_on(tmp_path: Path, write: Write) -> None:
    writer = open_library(tmp_path / "library")
    writer.sync(write(version(0)))
    ended = threading.Event()
    seen: list[set[str]] = []
    troubles: list[Exception] = []

    def search(library: Library) -> None:
        try:
            while not ended.is_set():
                seen.append(seen_versions(library))
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            troubles.append(error)

    readers = [writer, open_library(tmp_path / "library"), open_library(tmp_path / "library")]
    threads = [threading.Thread(target=search, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for number in range(1, ROUNDS):
        writer.sync(write(version(number)))
    ended.set()
    for thread in threads:
        thread.join()
    assert not troubles
    assert all(len(versions) == 1 for versions in seen)
    assert len({next(iter(versions)) for versions in seen}) > 1, "no search ran beside a sync"
    assert seen_versions(readers[1]) == {f"v{ROUNDS - 1}."}


def test_another_process_reads_while_one_writes(tmp_path: Path, write: Write) -> None:
    writer = open_library(tmp_path / "library")
    writer.sync(write(version(0)))
    code = (
        "import sys; from pathlib import Path; from tests.index.test_concurrency import *\n"
        "library = open_library(Path(sys.argv[1]))\n"
        "for _ in sys.stdin: print(*seen_versions(library), flush=True)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "library")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def ask() -> str:
            assert reader.stdin is not None
            assert reader.stdout is not None
            reader.stdin.write("?\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        assert ask() == "v0."
        with writer.store.writing() as batch:
            batch.remove([f"articles/{n}.md" for n in range(ARTICLES)])
            assert ask() == "v0."
        writer.sync(write(version(1)))
        assert ask() == "v1."
        reader.stdin.close()


def test_a_writer_waits_for_one_who_is_done_in_a_moment(library: Library, write: Write) -> None:
    folder = write({"a.md": "# Tea\n\nTea came in 1720.\n"})
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with holding(library.store.path):
            held.set()
            done.wait(timeout=0.3)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(timeout=60)
    assert library.sync(folder).added == 1
    holder.join()
