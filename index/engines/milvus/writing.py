"""One batch of changes to a library in Milvus: gathered on this machine, published as a whole.

Vectors go to Milvus at once, under the digest of what they were made from. All other rows are written at
the end, born in the generation to come, and those that go are marked as dying in it: nobody sees either
until one row, which says what generation is published, is written.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from corpus.errors import LibraryError
from index.digests import digest as digest_of
from index.encoder import Vectors
from index.engines.milvus.batches import Row, quoted
from index.engines.milvus.client import CHUNKS, RECORDS, MilvusClient
from index.engines.milvus.lease import Lease
from index.engines.milvus.reading import Snapshot, read_vectors, write_folders, write_state
from index.engines.milvus.rows import (
    ARTICLE,
    FILE,
    FOREVER,
    TEXT,
    VECTOR,
    article_rows,
    chunk_row,
    file_rows,
    vector_rows,
)
from index.engines.milvus.staging import MilvusStaging
from index.late import Tokens

_AT_ONCE = 200


class MilvusWriting(MilvusStaging):
    """The changes of one batch; see `index.store.Writing`."""

    def __init__(self, client: MilvusClient, lease: Lease, before: Snapshot) -> None:
        super().__init__(self._with_vectors)
        self._client, self._lease, self._before = client, lease, before
        self._chunks, self._terms = before.state.chunks, before.state.terms

    def put_vectors(self, keys: Sequence[str], vectors: Vectors, tokens: Sequence[Tokens]) -> None:
        """Keep vectors, shape (n, dimension), and token vectors in Milvus at once."""
        rows = (
            row
            for key, vector, said in zip(keys, vectors, tokens, strict=True)
            for row in vector_rows(key, vector, said, 0)
        )
        self._client.insert(RECORDS, rows, self._lease.check)
        self.know(keys)

    def put_folders(self, folders: Sequence[str]) -> None:
        """Remember, at once and for good, which folders the library is made of."""
        self._lease.check()
        write_folders(self._client, folders)

    def publish(self, *, complete: bool, needed: Callable[[int], int]) -> None:
        """Make the batch visible as a whole.

        A `complete` batch also drops the vectors that no chunk uses any more; one that was cut off keeps
        them for the next. `needed` gives, for the generation published, the oldest that is still read.
        """
        if not self.complete():
            return
        number = self._before.state.generation + 1
        removed = self._mark_dying(number)
        self._client.insert(RECORDS, self._record_rows(number), self._lease.check)
        self._client.insert(CHUNKS, self._chunk_rows(number), self._lease.check)
        self._lease.check()
        state = replace(self._before.state, generation=number, chunks=self._chunks, terms=self._terms)
        write_state(self._client, state)
        # It is published: what tidies up may fail, and is done by the next batch.
        with suppress(LibraryError):
            bury(self._client, needed(number))
            if complete and removed:
                self._drop_unused()

    def _with_vectors(self, keys: Sequence[str]) -> Iterable[str]:
        ids = [f"{VECTOR}/{key}/0" for key in keys]
        return [row["owner"] for row in self._client.read(RECORDS, "id", ids, ["owner"], "died > 0")]

    def _mark_dying(self, number: int) -> bool:
        """Let the rows of articles and files that go die in generation `number`; says if articles do."""
        owners = self._before.owners
        gone = [owners[doc_id] for doc_id in self.removed() if doc_id in owners]
        kinds = f"kind in {quoted([ARTICLE, TEXT])} and {self._before.condition}"
        self._change(RECORDS, "owner", gone, kinds, number)
        lengths = self._change(CHUNKS, "owner", gone, self._before.condition, number)
        self._chunks, self._terms = self._chunks - len(lengths), self._terms - sum(lengths)
        files = [digest_of(path) for path in self.forgotten()]
        self._change(RECORDS, "doc", files, f"kind == '{FILE}' and {self._before.condition}", number)
        return bool(gone)

    def _change(self, part: str, field: str, values: Sequence[str], where: str, died: int) -> list[int]:
        """Set when rows die; gives the lengths of those that are chunks."""
        self._lease.check()
        fields = ["id", "length"] if part == CHUNKS else ["id"]
        rows = self._client.read(part, field, values, fields, where)
        self._client.change(part, [row["id"] for row in rows], died=died)
        return [row["length"] for row in rows if "length" in row]

    def _record_rows(self, number: int) -> Iterator[Row]:
        for article, kept in self.articles():
            yield from article_rows(article, kept, number)
        for record in self.files():
            yield from file_rows(record, number)

    def _chunk_rows(self, number: int) -> Iterator[Row]:
        rows = (
            chunk_row(article, piece, place, key, number)
            for article, _ in self.articles()
            for piece, place, key in self.chunks(article)
        )
        dimension = self._before.state.dimension
        while some := list(islice(rows, _AT_ONCE)):
            vectors = read_vectors(self._client, [row["key"] for row in some], dimension)
            self._chunks += len(some)
            self._terms += sum(row["length"] for row in some)
            for row in some:
                yield {**row, "vector": vectors[row["key"]][0].tolist()}

    def _drop_unused(self) -> None:
        """Delete the vectors of no chunk; of one that is still read from a former moment they stay."""
        used = {row["key"] for row in self._client.scan(CHUNKS, "died > 0", ["key"], 5_000)}
        where = f"kind == '{VECTOR}' and part == 0"
        kept = (row["owner"] for row in self._client.scan(RECORDS, where, ["owner"], 5_000))
        unused = [key for key in kept if key not in used]
        for start in range(0, len(unused), _AT_ONCE):
            some = quoted(unused[start : start + _AT_ONCE])
            self._client.delete(RECORDS, f"kind == '{VECTOR}' and owner in {some}")


def heal(client: MilvusClient, generation: int) -> None:
    """Undo what a writer that was killed has left of the batch after `generation`."""
    for part in (CHUNKS, RECORDS):
        client.delete(part, f"born > {generation}")
        dying = [row["id"] for row in client.scan(part, f"died > {generation} and died < {FOREVER}", ["id"])]
        client.change(part, dying, died=FOREVER)


def bury(client: MilvusClient, needed: int) -> None:
    """Delete what nobody sees who reads generation `needed` or a later one."""
    for part in (CHUNKS, RECORDS):
        client.delete(part, f"died <= {needed}")
