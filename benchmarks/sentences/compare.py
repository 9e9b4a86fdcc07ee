"""Hold sentence splitters against each other: boundary F1 on labelled news, and speed on articles.

    python -m benchmarks.sentences.compare RESULTS.json ARTICLES.jsonl.gz

Every library is given what `corpus/sentences.py` gives to its own: one paragraph at a time, each line
break read as a space. "footnote" is `corpus/sentences.py` as it stands. The labelled cases were written
for this comparison, with known weak spots in mind: they are harder than a page of news is. They were at
hand while the rules of "footnote" were written, so that its score says less than the others do.

    pip install blingfire numpy nupunkt pysbd segtok sentencex syntok     a missing one is left out
"""

import argparse
import gzip
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module, metadata
from itertools import islice
from pathlib import Path

from benchmarks.report import dated, write
from corpus.sentences import sentence_spans

LABELLED = Path(__file__).with_name("labelled.txt")
MEASURED_ARTICLES = 300
SECONDS = 10  # a slow library is stopped after these, and its rate taken from what it did
BLANK_LINE = re.compile(r"\n\s*\n")

Ends = Callable[[str], Iterable[int]]  # where the sentences of a paragraph end
Find = Callable[[str], set[int]]  # where the sentences of a text end, the last one aside


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled text: where its sentences end, its last one aside."""

    kind: str
    text: str
    ends: frozenset[int]


@dataclass(frozen=True, slots=True)
class Result:
    """What one splitter did: right, spurious and missed boundaries, and its speed."""

    name: str
    version: str
    released: str
    precision: float
    recall: float
    f1: float
    spurious: int
    missed: int
    megabytes_per_second: float


def read_cases(file: Path = LABELLED) -> list[Case]:
    """The cases of `file`: a line each, sections headed by their kind."""
    cases, kind = [], ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif line and kind:
            cases.append(read_case(kind, line))
    return cases


def read_case(kind: str, line: str) -> Case:
    """One line of the labelled file.

    >>> sorted(read_case("quotes", "“Go.”¦ He went.¦⏎⏎Why?").ends)
    [5, 14]
    """
    *parts, last = line.replace("⏎", "\n").split("¦")
    text, ends = "", []
    for part in parts:
        text += part
        ends.append(len(text))
    return Case(kind, text + last, frozenset(ends))


def found(splitter: Ends, text: str) -> set[int]:
    """Where `splitter`, shown one paragraph after another, ends sentences, the last one aside."""
    ends: set[int] = set()
    start = 0
    for gap in (*BLANK_LINE.finditer(text), None):
        stop = gap.start() if gap else len(text)
        paragraph = text[start:stop].replace("\n", " ")
        ends.update(start + len(paragraph[:end].rstrip()) for end in (*splitter(paragraph), len(paragraph)))
        start = gap.end() if gap else stop
    return ends - {0, len(text.rstrip())}


def by_search(split: Callable[[str], Iterable[str]]) -> Ends:
    """The ends of the strings that `split` gives, each looked up in the text after the one before."""

    def ends(text: str) -> Iterator[int]:
        place = 0
        for sentence in map(str.strip, split(text)):
            at = text.find(sentence, place)
            if at >= 0:
                place = at + len(sentence)
                yield place

    return ends


def _load_blingfire() -> Ends:
    split = import_module("blingfire").text_to_sentences_and_offsets
    return lambda text: [end for _, end in split(text)[1]]


def _load_nupunkt() -> Ends:
    spans = import_module("nupunkt").sent_spans
    return lambda text: [end for _, end in spans(text)]


def _load_pysbd() -> Ends:
    return by_search(import_module("pysbd").Segmenter(language="en", clean=False).segment)


def _load_segtok() -> Ends:
    return by_search(import_module("segtok.segmenter").split_single)


def _load_sentencex() -> Ends:
    segment = import_module("sentencex").segment
    return by_search(lambda text: segment("en", text))


def _load_syntok() -> Ends:
    process = import_module("syntok.segmenter").process
    return lambda text: [
        sentence[-1].offset + len(sentence[-1].value) for part in process(text) for sentence in part
    ]


def find_ours(text: str) -> set[int]:
    """Where `corpus/sentences.py` ends the sentences of `text`, the last one aside."""
    return {end for _, end in sentence_spans(text)} - {len(text.rstrip())}


# With the month of the newest release, as of November 2026.
LIBRARIES: dict[str, tuple[str, Callable[[], Ends]]] = {
    "blingfire": ("2021-09", _load_blingfire),
    "nupunkt": ("2026-09", _load_nupunkt),
    "pysbd": ("2021-02", _load_pysbd),
    "segtok": ("2021-12", _load_segtok),
    "sentencex": ("2026-09", _load_sentencex),
    "syntok": ("2022-03", _load_syntok),
}


def measure(name: str, version: str, released: str, find: Find, articles: list[str]) -> Result:
    """The score of one splitter on the labelled cases, and its speed on `articles`."""
    right = spurious = missed = 0
    for case in read_cases():
        got = find(case.text)
        right += len(got & case.ends)
        spurious += len(got - case.ends)
        missed += len(case.ends - got)
    precision, recall = right / (right + spurious), right / (right + missed)
    f1 = 2 * right / (2 * right + spurious + missed)
    return Result(
        name=name,
        version=version,
        released=released,
        precision=round(precision, 3),
        recall=round(recall, 3),
        f1=round(f1, 3),
        spurious=spurious,
        missed=missed,
        megabytes_per_second=round(speed(find, articles), 2),
    )


def speed(find: Find, articles: list[str]) -> float:
    """Millions of characters a second of processor time, over what it finishes in `SECONDS`."""
    begun, characters = time.process_time(), 0
    for text in articles:
        find(text)
        characters += len(text)
        if time.process_time() - begun > SECONDS:
            break
    return characters / 1e6 / (time.process_time() - begun)


def measure_all(articles: list[str]) -> Iterator[Result]:
    """The result of `corpus/sentences.py`, then of each library that is installed."""
    yield measure("footnote", "", "", find_ours, articles)
    for name, (released, load) in LIBRARIES.items():
        try:
            ends = load()
        except ImportError:
            continue
        yield measure(name, metadata.version(name), released, partial(found, ends), articles)


def main() -> None:
    """Measure everything and write the results as JSON."""
    parser = argparse.ArgumentParser(description="Hold sentence splitters against each other.")
    parser.add_argument("results", type=Path)
    parser.add_argument("articles", type=Path, help="a .jsonl.gz whose lines have a text")
    arguments = parser.parse_args()
    with gzip.open(arguments.articles, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line)["text"] for line in islice(lines, MEASURED_ARTICLES)]
    cases = read_cases()
    results = [asdict(result) for result in measure_all(articles)]
    report = dated(
        {
            "cases": len(cases),
            "boundaries": sum(len(case.ends) for case in cases),
            "articles": f"{len(articles)} articles of {sum(map(len, articles)) / 1e6:.2f} million characters",
            "results": results,
        }
    )
    write(report, arguments.results)
    for result in results:
        print(result)


if __name__ == "__main__":
    main()
