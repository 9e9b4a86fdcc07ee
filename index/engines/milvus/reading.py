"""What is published in one generation of a library in Milvus: its articles, and where their rows are."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from corpus.article import Article, Chunk
from corpus.errors import LibraryDamaged, LibraryMismatch
from index.digests import is_intact, values
from index.encoder import Vectors
from index.engines.milvus.client import CHUNKS, RECORDS, MilvusClient
from index.engines.milvus.place import Place
from index.engines.milvus.rows import (
    ARTICLE,
    CHUNK_FIELDS,
    FILE,
    PART,
    RECORD_FIELDS,
    STATE,
    TEXT,
    VECTOR,
    joined,
    read_article,
    read_chunk,
    read_file,
    read_vector,
    record_rows,
    visible,
)
from index.store import FileRecord, Indexed

FORMAT = 1
"""Raised when the rows change; a library of another format is refused."""

_FOLDERS = "folders"


@dataclass(frozen=True, slots=True)
class State:
    """What a library says of itself; to write another `generation` is what publishes it.

    `chunks` can be found in it, of so many `terms` together.
    """

    format: int
    encoder: str
    dimension: int
    generation: int = 0
    chunks: int = 0
    terms: int = 0

    def check_format(self, place: Place) -> None:
        """`LibraryMismatch` unless this version of Footnote reads it."""
        if self.format != FORMAT:
            raise LibraryMismatch(
                f"{place.shown} has library format {self.format}, this Footnote reads {FORMAT}: index the "
                "folder into a library of another name, or use the Footnote that made it"
            )

    def check(self, encoder: str, dimension: int, place: Place) -> None:
        """`LibraryMismatch` unless it is for this version of Footnote and this encoder."""
        self.check_format(place)
        if (self.encoder, self.dimension) != (encoder, dimension):
            raise LibraryMismatch(
                f"{place.shown} was embedded with {self.encoder} ({self.dimension} dimensions), the encoder "
                f"in use is {encoder} ({dimension}): set FOOTNOTE_ENCODER to the former, or index into a "
                "library of another name"
            )


def read_state(client: MilvusClient, place: Place) -> State | None:
    """What the library says of itself; None where nothing has been written yet."""
    content = read_contents(client, STATE, [STATE]).get(STATE)
    if content is None:
        return None
    try:
        return State(*json.loads(content))
    except (TypeError, ValueError) as error:
        raise LibraryDamaged(f"{place.shown} doesn't say what it is: index into another name") from error


def write_state(client: MilvusClient, state: State) -> None:
    """Write `state` in the place of the former: this is one row, and so all or nothing."""
    content = json.dumps(values(state))
    client.insert(RECORDS, record_rows(STATE, STATE, STATE, 0, content))


def read_folders(client: MilvusClient) -> list[str]:
    """What was synced, as `write_folders` was told."""
    return list(json.loads(read_contents(client, STATE, [_FOLDERS]).get(_FOLDERS, "[]")))


def write_folders(client: MilvusClient, folders: Sequence[str]) -> None:
    """Remember what was synced."""
    client.insert(RECORDS, record_rows(STATE, STATE, _FOLDERS, 0, json.dumps(list(folders))))


def read_contents(client: MilvusClient, kind: str, owners: Iterable[str]) -> dict[str, str]:
    """The contents of records by owner; those that aren't there are left out.

    How many parts one has is not known before: each time twice as many are asked for.
    """
    wanted, first, count = list(owners), 0, 1
    parts: list[Any] = []
    while wanted:
        ids = [f"{kind}/{owner}/{part}" for owner in wanted for part in range(first, first + count)]
        found = client.read(RECORDS, "id", ids, RECORD_FIELDS, "died > 0")
        parts += found
        full = {
            row["owner"]
            for row in found
            if row["part"] == first + count - 1 and len(row["content"].encode()) > PART - 4
        }
        wanted, first, count = [owner for owner in wanted if owner in full], first + count, 2 * count
    return joined(parts)


def read_vectors(
    client: MilvusClient, keys: Iterable[str], dimension: int
) -> dict[str, tuple[Vectors, bytes]]:
    """Vectors and the bytes of their tokens', by key; those that aren't there are left out."""
    contents = read_contents(client, VECTOR, dict.fromkeys(keys))
    return {key: read_vector(content, dimension) for key, content in contents.items()}


class Snapshot:
    """The library as it was published in one generation; what was read once is kept."""

    def __init__(self, client: MilvusClient, place: Place, state: State) -> None:
        self._client, self._place, self.state = client, place, state

    @property
    def condition(self) -> str:
        """The condition for the rows that are seen."""
        return visible(self.state.generation)

    @cached_property
    def _articles(self) -> dict[str, tuple[str, Article]]:
        """Digest and article, without its text, by owner."""
        where = f"kind == '{ARTICLE}' and {self.condition}"
        rows = joined(self._client.scan(RECORDS, where, RECORD_FIELDS))
        return {owner: read_article(content) for owner, content in rows.items()}

    @cached_property
    def owners(self) -> dict[str, str]:
        """What names the rows of each article, by doc_id."""
        return {article.doc_id: owner for owner, (_, article) in self._articles.items()}

    @cached_property
    def _rarities(self) -> dict[str, float]:
        return {}

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a term; counted once."""
        if term not in self._rarities:
            found = self._chunks_with(term)
            self._rarities[term] = math.log(1 + (self.state.chunks - found + 0.5) / (found + 0.5))
        return self._rarities[term]

    def _chunks_with(self, term: str) -> int:
        if self._place.lite is not None:
            return self._counts[term]
        return self._client.count(CHUNKS, f"{self.condition} and TEXT_MATCH(terms, '{term}')")

    @cached_property
    def _counts(self) -> Counter[str]:
        """In how many chunks each term is. Milvus Lite takes as long to read all as to count one."""
        counts: Counter[str] = Counter()
        for row in self._client.scan(CHUNKS, self.condition, ["terms"], 2_000):
            counts.update(set(row["terms"].split()))
        return counts

    def articles(self) -> list[Article]:
        """All articles without their texts, newest first, then by doc_id."""
        found = sorted((article for _, article in self._articles.values()), key=lambda a: a.doc_id)
        return sorted(found, key=lambda article: article.published, reverse=True)

    def digests(self) -> dict[str, str]:
        """The digest of every article, by doc_id."""
        return {article.doc_id: kept for kept, article in self._articles.values()}

    def article_of(self, owner: str) -> Article:
        """The article, without its text, that a row belongs to."""
        if owner not in self._articles:
            raise LibraryDamaged(f"{self._place.shown} has a chunk of no article: {self._cure}")
        return self._articles[owner][1]

    def whole_articles(self, doc_ids: Iterable[str]) -> dict[str, Article]:
        """Articles with their texts, by doc_id; `LibraryDamaged` where one isn't as it was indexed."""
        wanted = {self.owners[doc_id]: doc_id for doc_id in doc_ids if doc_id in self.owners}
        texts, found = read_contents(self._client, TEXT, wanted), {}
        for owner, doc_id in wanted.items():
            kept, article = self._articles[owner]
            whole = replace(article, text=texts.get(owner, ""))
            if not is_intact(whole, kept):
                raise LibraryDamaged(
                    f"{self._place.shown}: the article {doc_id!r} is not as it was indexed: {self._cure}"
                )
            found[doc_id] = whole
        return found

    def indexed(self, doc_ids: Sequence[str]) -> list[Indexed]:
        """Articles as they were indexed, in the order asked for; unknown ones are left out."""
        articles = self.whole_articles(doc_ids)
        owners = {self.owners[doc_id]: doc_id for doc_id in articles}
        chunks: dict[str, list[Chunk]] = {doc_id: [] for doc_id in articles}
        rows = self._client.read(CHUNKS, "owner", list(owners), CHUNK_FIELDS, self.condition)
        for row in sorted(rows, key=lambda row: int(row["number"])):
            article = articles[owners[row["owner"]]]
            piece = read_chunk(row, article)
            chunks[article.doc_id].append(replace(piece, text=article.text[piece.start : piece.end]))
        digests = self.digests()
        return [
            Indexed(articles[doc_id], digests[doc_id], tuple(chunks[doc_id]))
            for doc_id in dict.fromkeys(doc_ids)
            if doc_id in articles
        ]

    def files(self) -> dict[str, FileRecord]:
        """The files read so far, by path."""
        where = f"kind == '{FILE}' and {self.condition}"
        rows = joined(self._client.scan(RECORDS, where, RECORD_FIELDS))
        return {record.path: record for record in map(read_file, rows.values())}

    @property
    def _cure(self) -> str:
        return "index its folders into a library of another name"
