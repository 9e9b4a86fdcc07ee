"""Sentences of another domain, to be made false by the same hands: SQuAD 2.0 and ClapNQ passages."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article

_TRAILING = re.compile(r",? (?:which|who|where|when|while|although|because|but|whereas|with)\b[^,;]*[.]$")
_LEADING = re.compile(r"^(?:In|On|After|Before|During|Since|At|By|From|Under) [^,]{3,60}, ")
_APPOSITIVE = re.compile(r"(?<=\w), (?:an?|the|which|who) [^,]{3,60}, (?=[a-z])")
_BRACKETS = re.compile(r" \([^()]*\)")


def shelves(data: Path) -> Iterator[tuple[str, list[Article]]]:
    """The two sets, each as articles."""
    squad = json.loads((data / "squad2" / "dev.json").read_text(encoding="utf-8"))
    yield (
        "SQuAD 2.0",
        [
            Article(
                f"{number}",
                entry["title"].replace("_", " "),
                "\n\n".join(p["context"] for p in entry["paragraphs"]),
            )
            for number, entry in enumerate(squad["data"])
        ],
    )
    lines = (data / "clapnq" / "clapnq_dev_answerable.jsonl").read_text(encoding="utf-8").splitlines()
    passages = [json.loads(line)["passages"][0] for line in lines]
    yield (
        "ClapNQ",
        [
            Article(f"{number}", passage["title"], _plain(passage["text"]))
            for number, passage in enumerate(passages)
        ],
    )


def _plain(text: str) -> str:
    """A text whose words were spaced apart, as it would be printed."""
    for spaced, printed in (
        ("`` ", "“"),
        (" ''", "”"),
        (" n't", "n't"),
        ("( ", "("),
        (" )", ")"),
        (" - ", "-"),
    ):
        text = text.replace(spaced, printed)
    return re.sub(r" ([.,;:!?]|'s\b)", r"\1", text)


def shortened(sentence: str) -> Iterator[str]:
    """The sentence without one thing that it can do without, for each that there is.

    >>> list(shortened("In May, Ada (a cat) left."))
    ['Ada (a cat) left.', 'In May, Ada left.']
    """
    for pattern, instead in ((_LEADING, ""), (_TRAILING, "."), (_APPOSITIVE, " "), (_BRACKETS, "")):
        shorter = pattern.sub(instead, sentence, count=1)
        if shorter != sentence and len(shorter.split()) >= 4:
            yield shorter[0].upper() + shorter[1:]
