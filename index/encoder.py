"""The promise of an encoder, and two that keep it: sentence-transformers, and a tiny exact one for tests."""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Spans = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A text as a model reads it: one vector for the whole, and one for each token in its context.

    `vector` has shape (dimension,), `tokens` (n, dimension), all of unit length; token i stands at
    `text[spans[i, 0]:spans[i, 1]]`.
    """

    vector: Vectors
    tokens: Vectors
    spans: Spans


class Encoder(Protocol):
    """Turns texts into vectors of unit length, shape (n, dimension), float32.

    `name` identifies the weights: two encoders of one name give the same vectors, but for what each rounds
    as its processor is quickest (cosines of .99 and more). No text is
    truncated: what is longer than the model reads at once is read in parts, and the parts averaged.
    """

    @property
    def name(self) -> str:
        """What identifies the weights."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One vector a question."""
        ...

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage."""
        ...

    def read_query(self, text: str) -> Encoded:
        """The vector of a question, as `encode_query` gives it, and those of its tokens."""
        ...

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of passages, as `encode_document` gives them, and those of their tokens."""
        ...


class TorchEncoder:
    """Any sentence-transformers model, run by torch."""

    def __init__(self, model: Any, name: str) -> None:
        """Serve `model`, a `SentenceTransformer` (untyped here, so that importing this stays free)."""
        from tokenizers import Tokenizer

        self._model = model
        self._tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.name = name
        self.dimension = int(model.get_embedding_dimension())

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One vector a question."""
        return self._encode(texts, self._model.encode_query)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage."""
        return self._encode(texts, self._model.encode_document)

    def read_query(self, text: str) -> Encoded:
        """The vectors of a question and its tokens."""
        return self._read([text], self._model.encode_query)[0]

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of passages and their tokens."""
        return self._read(texts, self._model.encode_document)

    def _read(self, texts: Sequence[str], encode: Any) -> list[Encoded]:
        def read_short(short: Sequence[Part]) -> list[tuple[Vectors, Vectors]]:
            pairs = []
            for item in encode([part.text for part in short], output_value=None, show_progress_bar=False):
                length = int(item["attention_mask"].sum())
                tokens = item["token_embeddings"][:length].float().cpu().numpy()
                (vector,) = unit(item["sentence_embedding"].float().cpu().numpy()[None])
                pairs.append((vector, tokens))
            return pairs

        return read_in_parts(texts, self._tokenizer, self._room, read_short)

    @property
    def _room(self) -> int:
        return int(self._model.get_max_seq_length()) - 2

    def _encode(self, texts: Sequence[str], encode: Any) -> Vectors:
        def encode_short(short: Sequence[Part]) -> Vectors:
            vectors = encode(
                [part.text for part in short],
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            return np.asarray(vectors, np.float32).reshape(len(short), self.dimension)

        return encode_in_parts(texts, self._tokenizer, self._room, encode_short)


class HashEncoder:
    """An encoder without a model: each word adds one of ±1 at a place given by its checksum.

    Deterministic, instant and good enough to tell texts apart by their words; it serves tests and demos.
    """

    name = "words-by-checksum"
    dimension = 64

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One vector a question."""
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One vector a passage."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()):
                checksum = zlib.crc32(word.encode("utf-8", "surrogatepass"))
                vector[checksum % self.dimension] += 1 if checksum & 0x10000 else -1
            if not vector.any():
                vector[0] = 1
        return unit(vectors)

    def read_query(self, text: str) -> Encoded:
        """The vectors of a question and its words."""
        return self.read_documents([text])[0]

    def read_documents(self, texts: Sequence[str]) -> list[Encoded]:
        """The vectors of passages and their words; each word's is made of the bits of its checksums."""
        return [
            Encoded(vector, *self._words(text))
            for vector, text in zip(self.encode_document(texts), texts, strict=True)
        ]

    def _words(self, text: str) -> tuple[Vectors, Spans]:
        found = list(re.finditer(r"\w+", text))
        words = [match[0].casefold().encode("utf-8", "surrogatepass") for match in found]
        sums = [zlib.crc32(word) | zlib.crc32(word[::-1] + b"-") << 32 for word in words]
        bits = [[(value >> place & 1) * 2 - 1 for place in range(self.dimension)] for value in sums]
        tokens = np.array(bits, np.float32).reshape(len(words), self.dimension)
        tokens /= 8  # 8 × 8 = the dimension
        return tokens, np.array([match.span() for match in found], np.int32).reshape(-1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a model reads at once, a text or a slice of it, and the `tokenizers.Encoding` with its marks."""

    text: str
    tokens: Any


def encode_in_parts(
    texts: Sequence[str], tokenizer: Any, room: int, encode: Callable[[Sequence[Part]], Vectors]
) -> Vectors:
    """One vector a text, shape (n, dimension), from an `encode` that takes `room` tokens and no more."""
    parts = _in_parts(texts, tokenizer, room)
    vectors = encode([part for group in parts for part in group])
    return average_parts(vectors, [len(group) for group in parts])


def read_in_parts(
    texts: Sequence[str],
    tokenizer: Any,
    room: int,
    read: Callable[[Sequence[Part]], Sequence[tuple[Vectors, Vectors]]],
) -> list[Encoded]:
    """Each text with its tokens, from a `read` that gives the vector and the token vectors of short texts.

    The model's own marks around a text, and what it puts in front (a prompt), are left out.
    """
    parts = _in_parts(texts, tokenizer, room)
    found = iter(read([part for group in parts for part in group]))
    return [_joined(group, [next(found) for _ in group]) for group in parts]


def _in_parts(texts: Sequence[str], tokenizer: Any, room: int) -> list[list[Part]]:
    cleaned = [clean(text) for text in texts]
    marks = tokenizer.num_special_tokens_to_add(False)
    parts = []
    for text, tokens in zip(cleaned, tokenizer.encode_batch(cleaned), strict=True):
        if len(tokens) - marks <= room:
            parts.append([Part(text, tokens)])
        else:
            slices = split_long(text, tokenizer, room)
            parts.append([Part(*both) for both in zip(slices, tokenizer.encode_batch(slices), strict=True)])
    return parts


def _joined(parts: Sequence[Part], found: Sequence[tuple[Vectors, Vectors]]) -> Encoded:
    tokens, spans, start = [], [], 0
    for part, (_, vectors) in zip(parts, found, strict=True):
        marks = np.array(part.tokens.special_tokens_mask, bool)
        offsets = np.array(part.tokens.offsets, np.int32).reshape(-1, 2)[~marks]
        # Before the text stand a mark and perhaps a prompt, behind it one mark.
        tokens.append(vectors[len(vectors) - 1 - len(offsets) : len(vectors) - 1])
        spans.append(offsets + start)
        start += len(part.text)
    (vector,) = average_parts(np.stack([vector for vector, _ in found]), [len(found)])
    return Encoded(vector, unit(np.concatenate(tokens)), np.concatenate(spans))


def split_long(text: str, tokenizer: Any, room: int) -> list[str]:
    """`text` in slices of like size, each of at most `room` tokens of a `tokenizers.Tokenizer`."""
    if len(text.encode("utf-8", "surrogatepass")) <= room:  # a token is at least a byte
        return [text]
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    if len(offsets) <= room:
        return [text]
    step = -(-len(offsets) // -(-len(offsets) // room))
    cuts = sorted({0, *(offsets[i][0] for i in range(step, len(offsets), step)), len(text)})
    if len(cuts) == 2:  # one character of more than `room` tokens
        return [text]
    # A word that is cut may have more tokens than it had as a whole, so the slices are looked at again.
    return [part for start, end in pairwise(cuts) for part in split_long(text[start:end], tokenizer, room)]


def clean(text: str) -> str:
    r"""`text` as UTF-8 can carry it: a lone surrogate becomes a question mark.

    >>> clean("a\ud800b")
    'a?b'
    """
    return text.encode("utf-8", "replace").decode()


def average_parts(vectors: Vectors, sizes: Sequence[int]) -> Vectors:
    """The mean of each run of `sizes[i]` rows of `vectors`, at unit length, shape (len(sizes), dimension).

    >>> average_parts(np.eye(2, dtype=np.float32), [2]).round(3).tolist()
    [[0.7070000171661377, 0.7070000171661377]]
    """
    if all(size == 1 for size in sizes):
        return vectors
    starts = np.cumsum([0, *sizes[:-1]])
    return unit(np.add.reduceat(vectors, starts, axis=0))


def unit(vectors: Vectors) -> Vectors:
    """The rows of `vectors` at length 1; a row of zeros stays.

    >>> unit(np.array([[3, 4]], np.float32)).round(1).tolist()
    [[0.6000000238418579, 0.800000011920929]]
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled
