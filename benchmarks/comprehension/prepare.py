"""Writes all that the cross-encoder is taught from into one file: what teaches then needs no data sets.

    python -m benchmarks.comprehension.prepare --data EVAL --out lessons.json.gz

EVAL holds the folders squad2, clapnq, mtrag and scifact. The file is for teaching only, and isn't kept.
"""

import argparse
from pathlib import Path

from benchmarks.comprehension.cloze import gaps
from benchmarks.comprehension.examples import labelled, plausible, unlabelled
from benchmarks.comprehension.lesson import Lessons, Passage, write
from corpus.sentences import sentence_spans

FOLDS = 4


def passage(heading: str, text: str, group: int | None = None) -> Passage:
    """A text with its gaps and sentences."""
    return Passage(heading, text, tuple(gaps(text)), tuple(sentence_spans(text)), group)


def prepared(data: Path) -> Lessons:
    """What the data sets of the folder `data` hold."""
    squad, clapnq = data / "squad2" / "dev.json", data / "clapnq"
    questions, elsewhere = labelled(squad, clapnq, FOLDS)
    seeming = plausible(squad)
    told = {e.text: (e.heading, e.group) for e in questions}
    conversations = data / "mtrag" / "mtragun-human" / "generation_tasks" / "reference.jsonl"
    more = unlabelled(conversations, data / "scifact" / "corpus.jsonl")
    texts = [passage(heading, text, group) for text, (heading, group) in told.items()]
    texts += [passage(heading, text) for heading, text in more if text not in told]
    return Lessons(
        questions=questions,
        elsewhere=elsewhere,
        plausible=[seeming.get((e.question, e.text), ()) for e in questions],
        passages=texts,
    )


def main() -> None:
    """Reads the data sets, writes one file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    write(prepared(arguments.data), arguments.out)


if __name__ == "__main__":
    main()
