"""Work besides syncs that is cut off, and what must be true afterwards."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol

from qa import feedback, uploads
from qa.answer import Answer, Turn
from qa.collection import Collection
from qa.uploads import Received
from tests.index.states import check_whole, open_library, results

DAY = date(2021, 6, 17)
TOLD, UPLOADED = 40, 6


class Kind(Protocol):
    """Work that can be cut off, and what is looked at then; both run in children."""

    def prepared(self) -> Callable[[], None]:
        """What is to be cut off."""
        ...

    def check(self) -> None:
        """Nothing was lost."""
        ...


class Rebuild:
    """The search files are gone, and a search makes them anew."""

    def __init__(self, library: Path) -> None:
        self.library = library

    def prepared(self) -> Callable[[], None]:
        """What is to be cut off."""
        shutil.rmtree(self.library / "generations", ignore_errors=True)
        return self.search

    def search(self) -> None:
        """One search."""
        opened = open_library(self.library)
        opened.search("the summit in Hanoi", 5)
        opened.close()

    def check(self) -> None:
        """The library is whole, and finds the same as when its files are made once more."""
        opened = open_library(self.library)
        check_whole(opened)
        found = results(opened)
        opened.close()
        shutil.rmtree(self.library / "generations", ignore_errors=True)
        assert results(open_library(self.library)) == found


class Upload:
    """Files come, each told of once it is kept, and are read."""

    def __init__(self, place: Path) -> None:
        self.place, self.coming, self.told = place, place / "coming", place / "kept.txt"
        self.coming.mkdir()
        self.round = 0

    def text(self, name: str) -> str:
        """What the file of this name holds."""
        return f"The upload {name} tells of trade and talks. " * 400 + "\n"

    def prepared(self) -> Callable[[], None]:
        """What is to be cut off; every eight rounds in a new library, so that a check never sees much."""
        if self.round % 8 == 0:
            self.library = self.place / f"uploading{self.round}"
            self.told.write_text("")
        self.round += 1
        names = [f"up{self.round}-{number}.txt" for number in range(UPLOADED)]
        for name in names:
            (self.coming / name).write_text(self.text(name))
        return lambda: self.upload(names)

    def upload(self, names: list[str]) -> None:
        """Keep and read the files; what was kept is written down as soon as it is told."""
        collection = Collection(open_library(self.library))
        for name in names:
            kept = uploads.keep(Received(self.coming / name, name), self.made(collection.uploads), 1_000_000)
            with self.told.open("a") as told:
                told.write(f"{kept.name}\n")
        collection.sync()
        collection.wait()

    @staticmethod
    def made(folder: Path) -> Path:
        """The folder, which is there."""
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def check(self) -> None:
        """What was told of is there; what is there is whole; the next sync finds all of it."""
        opened = open_library(self.library)
        check_whole(opened)
        collection = Collection(opened)
        there = (
            {path.name for path in collection.uploads.glob("[!.]*")} if collection.uploads.is_dir() else set()
        )
        assert set(self.told.read_text().split()) <= there, "an upload that was acknowledged is gone"
        for name in there:
            assert (collection.uploads / name).read_text() == self.text(name), "half an upload"
        if self.round % 5 == 0 and there:
            assert not opened.sync(collection.uploads).failed
            assert {article.doc_id.rpartition("/")[2] for article in opened.store.articles()} == there
        opened.close()


class Telling:
    """Readers say what they think of answers; each word is told of once it is kept."""

    def __init__(self, place: Path) -> None:
        self.folder, self.told = place / "feedback", place / "told.txt"
        self.folder.mkdir()
        self.told.touch()
        self.round = 0

    def prepared(self) -> Callable[[], None]:
        """What is to be cut off."""
        self.round += 1
        return self.tell

    def tell(self) -> None:
        """Say one thing after the other."""
        for number in range(TOLD):
            turn = Turn(f"Question {self.round}-{number}?", Answer("Who?", "Nobody. " * 50, abstained=True))
            feedback.keep(self.folder, feedback.Feedback("helpful"), [turn], DAY)
            with self.told.open("a") as told:
                told.write(f"{self.round}-{number}\n")

    def check(self) -> None:
        """Whatever was told of is there, and nothing else than whole lines is read."""
        path = self.folder / "feedback.jsonl"
        kept = {value["question"] for _, value in feedback.read(path)} if path.exists() else set()
        acknowledged = {f"Question {name}?" for name in self.told.read_text().split()}
        assert acknowledged <= kept, "feedback that was acknowledged is gone"
        assert len(feedback.torn(path) if path.exists() else ()) <= self.round
