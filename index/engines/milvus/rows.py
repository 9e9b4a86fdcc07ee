"""How articles, files, vectors and terms become rows of Milvus, and are read from them again.

Whatever may be longer than a field of Milvus lies in several rows, its parts. A row is seen from the
generation in which it was born until that in which it died.
"""

import json
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

import numpy as np

from corpus.article import Article, Chunk, Failure, chunk_id, indexed_text
from index.digests import digest
from index.encoder import Vectors, clean
from index.engines.milvus.batches import Row
from index.engines.milvus.schema import LONGEST_TEXT
from index.hit import Filter
from index.late import Tokens
from index.local.columns import day
from index.local.sparse import analyzer
from index.store import FileRecord

ARTICLE, TEXT, FILE, VECTOR, STATE = "article", "text", "file", "vector", "state"
"""The kinds of records: of an article all but its text, and its text; the others are as they are named."""

FOREVER = 2**62
PART = 60_000
"""So many bytes has a part that another follows, or a few less."""

CHUNK_FIELDS = ["owner", "number", "start", "end"]
RECORD_FIELDS = ["owner", "part", "content"]


def record_rows(kind: str, doc: str, owner: str, born: int, content: str) -> Iterator[Row]:
    """The rows that `content`, of any length, lies in."""
    for part, piece in enumerate(_parts(content)):
        yield {
            "id": f"{kind}/{owner}/{part}",
            "kind": kind,
            "doc": doc,
            "owner": owner,
            "part": part,
            "content": piece,
            "vector": [0.0, 0.0],
            "born": born,
            "died": FOREVER,
        }


def joined(rows: Iterable[Row]) -> dict[str, str]:
    """What `record_rows` made rows of, by owner."""
    parts: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row in rows:
        parts[row["owner"]][row["part"]] = row["content"]
    return {owner: "".join(of[part] for part in sorted(of)) for owner, of in parts.items()}


def owner_of(name: str, generation: int) -> str:
    """What names one version of the article or file `name`."""
    return f"{digest(name)}.{generation}"


def article_rows(article: Article, kept: str, generation: int) -> Iterator[Row]:
    """The rows of an article whose digest is `kept`, born in `generation`."""
    told = [kept, article.doc_id, article.title, article.source, article.author]
    told += [article.published, article.url, article.path]
    doc, owner = digest(article.doc_id), owner_of(article.doc_id, generation)
    yield from record_rows(ARTICLE, doc, owner, generation, json.dumps(told))
    yield from record_rows(TEXT, doc, owner, generation, article.text)


def read_article(content: str) -> tuple[str, Article]:
    """The digest that is kept of an article, and the article without its text."""
    kept, doc_id, title, *others = json.loads(content)
    return kept, Article(doc_id, title, "", *others)


def file_rows(record: FileRecord, generation: int) -> Iterator[Row]:
    """The rows of a file as it was read."""
    failures = [[f.path, f.line, f.reason] for f in record.failures]
    content = json.dumps([record.path, record.digest, record.doc_ids, failures])
    owner = owner_of(record.path, generation)
    return record_rows(FILE, digest(record.path), owner, generation, content)


def read_file(content: str) -> FileRecord:
    """What `file_rows` made rows of."""
    path, kept, doc_ids, failures = json.loads(content)
    return FileRecord(path, kept, tuple(doc_ids), tuple(Failure(*failure) for failure in failures))


def chunk_row(article: Article, piece: Chunk, number: int, key: str, generation: int) -> dict[str, Any]:
    """The row of the chunk of `article` that has this number, without its vector."""
    owner, words = owner_of(article.doc_id, generation), terms(indexed_text(article, piece.text))
    return {
        "id": f"{owner}.{number}",
        "owner": owner,
        "key": key,
        "number": number,
        "start": piece.start,
        "end": piece.end,
        "length": len(words),
        "source": _source(article.source),
        "published": day(article.published),
        "terms": _bounded(words),
        "born": generation,
        "died": FOREVER,
    }


def read_chunk(row: Row, article: Article) -> Chunk:
    """The chunk of a row, without its text."""
    return Chunk(chunk_id(article.doc_id, row["number"]), article.doc_id, row["start"], row["end"], "")


def vector_rows(key: str, vector: Vectors, tokens: Tokens, generation: int) -> Iterator[Row]:
    """The rows of a vector, kept as 16-bit floats, and of the tokens' vectors."""
    content = b64encode(vector.astype(np.float16).tobytes() + tokens.to_bytes()).decode()
    return record_rows(VECTOR, key, key, generation, content)


def read_vector(content: str, dimension: int) -> tuple[Vectors, bytes]:
    """A vector of `dimension`, and its tokens' as `Tokens.from_bytes` reads them."""
    data = b64decode(content)
    return np.frombuffer(data, np.float16, dimension).astype(np.float32), data[2 * dimension :]


def terms(text: str) -> list[str]:
    """The terms of a text in its order, as the local store has them, spelt so that Milvus keeps them apart.

    >>> terms("The envoys met: été")
    ['the', 'envoy', 'met', 'ete']
    """
    return [_spelt(term) for term in analyzer().analyze(clean(text))]


def visible(generation: int) -> str:
    """The condition for what is published in `generation`."""
    return f"born <= {generation} and died > {generation}"


def passing(where: Filter) -> str:
    """The condition for the chunks that pass `where`, to be put behind another."""
    parts = []
    if where.sources:
        parts.append(f"source in {sorted({_source(name) for name in where.sources})}")
    if where.since or where.until:
        parts.append(f"published >= {max(day(where.since), 1)}")
    if where.until:
        parts.append(f"published <= {day(where.until)}")
    return "".join(f" and {part}" for part in parts)


def _spelt(term: str) -> str:
    """`term` in letters and digits that no tokenizer splits."""
    return term if term.isascii() and term.isalnum() else f"0x{sha256(term.encode()).hexdigest()[:20]}"


def _bounded(words: list[str]) -> str:
    """The words as one text that fits into a field."""
    return " ".join(words)[:LONGEST_TEXT]


def _source(name: str) -> int:
    """A number for a source, whatever its length, case aside."""
    kept = sha256(name.casefold().encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(kept[:7], "big")


def _parts(content: str) -> Iterator[str]:
    """The content in pieces of at most so many bytes; one piece where it is empty."""
    data, start = content.encode(), 0
    while True:
        end = min(start + PART, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        yield data[start:end].decode()
        start = end
        if start >= len(data):
            return
