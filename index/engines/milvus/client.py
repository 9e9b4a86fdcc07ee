"""The calls of Milvus that a library makes: the one place that knows pymilvus.

Reads are strongly consistent. What the server can't do for the moment is tried again; what it can't do
at all is one line that names the address and the cure.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from corpus.errors import LibraryError, require
from index.encoder import Vectors
from index.engines.milvus.batches import Row, batches, quoted, slices
from index.engines.milvus.complaints import read_complaint
from index.engines.milvus.place import Place

EXTRA = "milvus"
CHUNKS, RECORDS = "chunks", "records"
_INDEXED = {CHUNKS: ("vector", "sparse"), RECORDS: ("vector",)}
MOST_FOUND = 16_384
"""A search of Milvus gives no more."""

LONGEST_TEXT = 65_535
"""In bytes: a field of Milvus holds no more."""

LONGEST_NAME = 128
Value = str | int | float

# In seconds; nothing is tried again for longer than a lease lasts: see `index.engines.milvus.lease`.
_TIMEOUT, _CONNECTING = 30.0, 10.0
_TRIES, _PAUSE = 4, 0.2
# The first that can set some fields of a row and leave the others: https://milvus.io/docs/upsert-entities.md
_OLDEST = (2, 6, 2)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Found:
    """A row that a search found, and how well it fits: the more the better."""

    score: float
    row: Row


class MilvusClient:
    """A connection to a server, or to a file of Milvus Lite, for the collections of one library."""

    lost: bool
    """Whether nobody answered the last call: the next would wait as long."""

    def __init__(self, place: Place) -> None:
        """Connect; `MissingExtra` without pymilvus, `LibraryError` where nobody answers."""
        pymilvus = require("pymilvus", EXTRA)
        self._place, self._pymilvus = place, pymilvus
        self.lost = False
        self._complaints: tuple[type[Exception], ...] = (
            pymilvus.MilvusException,
            require("grpc", EXTRA).RpcError,
        )
        if place.lite is not None:
            require("milvus_lite", EXTRA)
            try:
                place.lite.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LibraryError(f"can't make {place.lite.parent}: {error.strerror}") from error
        for name in ("pymilvus", "milvus_lite"):  # what goes wrong is told of once, by us
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client = pymilvus.MilvusClient(
                uri=place.uri, token=place.token, timeout=_CONNECTING, grpc_options=_channel()
            )
        except self._complaints as error:
            raise self._failed(error) from error
        self._check_version()

    def exists(self) -> bool:
        """Whether the library's collections are there, and whole; then they can be read."""
        if any(self._lacks(part) for part in _INDEXED):
            return False
        for part in _INDEXED:  # Milvus Lite has them loaded by each process anew
            self._call("load_collection", self._name(part))
        return True

    def create(self, dimension: int, k1: float, b: float) -> None:
        """Make what isn't there yet, for vectors of `dimension` and BM25 with `k1`, `b`."""
        for part, schema in ((CHUNKS, self._chunks(dimension)), (RECORDS, self._records())):
            name = self._name(part)
            if not self._call("has_collection", name):
                self._call("create_collection", name, schema=schema, consistency_level="Strong")
            if lacking := self._lacks(part):
                self._call("create_index", name, index_params=self._indexes(lacking, k1, b), sync=False)
            self._call("load_collection", name)

    def insert(self, part: str, rows: Iterable[Row], before: Callable[[], None] = lambda: None) -> None:
        """Write rows, in batches of bounded size, in the place of those of the same id.

        `before` is called ahead of each batch.
        """
        for batch in batches(rows):
            before()
            self._call("upsert", self._name(part), data=batch)

    def change(self, part: str, ids: Sequence[str], **values: Value) -> None:
        """Set fields of the rows with `ids`, which exist."""
        for some in slices(ids):
            self._call(
                "upsert", self._name(part), data=[{"id": id_, **values} for id_ in some], partial_update=True
            )

    def delete(self, part: str, where: str) -> None:
        """Delete the rows that pass `where`."""
        self._call("delete", self._name(part), filter=where)

    def count(self, part: str, where: str) -> int:
        """How many rows pass `where`."""
        (row,) = self._call("query", self._name(part), filter=where, output_fields=["count(*)"])
        return int(row["count(*)"])

    def read(self, part: str, field: str, values: Sequence[str], fields: list[str], where: str) -> list[Row]:
        """The rows whose `field` is one of `values` and that pass `where`."""
        found: list[Row] = []
        for some in slices(values):
            chosen = f"{field} in {quoted(some)} and {where}"
            found += self.scan(part, chosen, fields) if field != "id" else self._query(part, chosen, fields)
        return found

    def scan(self, part: str, where: str, fields: list[str], at_once: int = 500) -> Iterator[Row]:
        """All rows that pass `where`, so many at once."""
        rows = self._call(
            "query_iterator",
            self._name(part),
            filter=where,
            output_fields=fields,
            batch_size=at_once,
            consistency_level="Strong",
        )
        try:
            while batch := self._again(lambda _: rows.next()):
                yield from batch
        finally:
            rows.close()

    def nearest(self, vector: Vectors, k: int, where: str, fields: list[str]) -> list[Found]:
        """The chunks of highest inner product with `vector`, best first."""
        found = self._search("vector", vector.tolist(), "IP", k, where, fields)
        # The last digits depend on the order of a sum: equal texts have to be equally near.
        return [Found(round(hit.score, 6), hit.row) for hit in found]

    def matching(self, terms: str, k: int, where: str, fields: list[str]) -> list[Found]:
        """The chunks that Milvus finds to match `terms` best; only such as have one of them."""
        found = self._search("sparse", terms, "BM25", k, where, fields)
        # Milvus Lite gives the scores as distances: below 0.
        return [Found(abs(hit.score), hit.row) for hit in found if hit.score]

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _lacks(self, part: str) -> set[str]:
        """The fields whose indexes aren't there: all of them where the collection isn't."""
        name = self._name(part)
        if not self._call("has_collection", name):
            return set(_INDEXED[part])
        return set(_INDEXED[part]) - set(self._call("list_indexes", name))

    def _indexes(self, fields: set[str], k1: float, b: float) -> Any:
        indexes = self._pymilvus.MilvusClient.prepare_index_params()
        if "vector" in fields:  # exact: however narrow a filter is, all that pass it are compared
            indexes.add_index("vector", index_type="FLAT", metric_type="IP", index_name="vector")
        if "sparse" in fields:
            indexes.add_index(
                "sparse",
                index_type="SPARSE_INVERTED_INDEX",
                metric_type="BM25",
                index_name="sparse",
                params={"bm25_k1": k1, "bm25_b": b},
            )
        return indexes

    def _name(self, part: str) -> str:
        return f"{self._place.name}_{part}"

    def _query(self, part: str, where: str, fields: list[str]) -> list[Row]:
        return list(
            self._call(
                "query", self._name(part), filter=where, output_fields=fields, consistency_level="Strong"
            )
        )

    def _search(
        self, field: str, wanted: str | list[float], metric: str, k: int, where: str, fields: list[str]
    ) -> list[Found]:
        (hits,) = self._call(
            "search",
            self._name(CHUNKS),
            data=[wanted],
            anns_field=field,
            filter=where,
            limit=min(k, MOST_FOUND),
            output_fields=fields,
            search_params={"metric_type": metric},
            consistency_level="Strong",
        )
        return [Found(float(hit["distance"]), hit["entity"]) for hit in hits]

    def _chunks(self, dimension: int) -> Any:
        kinds, schema = self._pymilvus.DataType, self._schema()
        for name in ("owner", "key"):
            schema.add_field(name, kinds.VARCHAR, max_length=LONGEST_NAME)
        for name in ("number", "start", "end", "length", "source", "published"):
            schema.add_field(name, kinds.INT64)
        # The terms are made by us, the same as for the local store: Milvus only tells them apart.
        schema.add_field(
            "terms",
            kinds.VARCHAR,
            max_length=LONGEST_TEXT,
            enable_analyzer=True,
            enable_match=True,
            analyzer_params={"tokenizer": "standard"},
        )
        schema.add_field("vector", kinds.FLOAT_VECTOR, dim=dimension)
        schema.add_field("sparse", kinds.SPARSE_FLOAT_VECTOR)
        bm25 = self._pymilvus.FunctionType.BM25
        schema.add_function(self._pymilvus.Function("bm25", bm25, ["terms"], ["sparse"]))
        return schema

    def _records(self) -> Any:
        kinds, schema = self._pymilvus.DataType, self._schema()
        for name in ("kind", "doc", "owner"):
            schema.add_field(name, kinds.VARCHAR, max_length=LONGEST_NAME)
        schema.add_field("part", kinds.INT64)
        schema.add_field("content", kinds.VARCHAR, max_length=LONGEST_TEXT)
        schema.add_field("vector", kinds.FLOAT_VECTOR, dim=2)  # no collection goes without one
        return schema

    def _schema(self) -> Any:
        kinds = self._pymilvus.DataType
        schema = self._pymilvus.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", kinds.VARCHAR, is_primary=True, max_length=LONGEST_NAME)
        schema.add_field("born", kinds.INT64)
        schema.add_field("died", kinds.INT64)
        return schema

    def _check_version(self) -> None:
        """`LibraryError` where the server is too old; what names no version of Milvus passes."""
        told = str(self._call("get_server_version"))
        found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", told)
        if found and tuple(map(int, found.groups())) < _OLDEST:
            raise LibraryError(
                f"{self._place.shown} is Milvus {told.removeprefix('v')}, and it takes "
                f"{'.'.join(map(str, _OLDEST))} or newer: upgrade the server, or name another library with "
                "FOOTNOTE_LIBRARY"
            )

    def _call(self, method: str, *arguments: Any, **named: Any) -> Any:
        call = getattr(self._client, method)
        return self._again(lambda left: call(*arguments, timeout=left, **named))

    def _again(self, call: Callable[[float], Result]) -> Result:
        """What `call` gives, told how many seconds are left; tried again where the server can't for now."""
        until = time.monotonic() + _TIMEOUT
        for tried in range(_TRIES):
            try:
                result = call(max(until - time.monotonic(), 1.0))
            except self._complaints as error:
                complaint = read_complaint(error)
                if tried == _TRIES - 1 or time.monotonic() > until or not complaint.may_pass:
                    raise self._failed(error) from error
                if complaint.is_not_loaded:
                    self._load()
            else:
                self.lost = False
                return result
            time.sleep(_PAUSE * 2**tried)
        raise AssertionError("the last try returns or raises")

    def _load(self) -> None:
        """Have the collections loaded; what goes wrong is met by the call that needs them."""
        for part in _INDEXED:
            with suppress(*self._complaints):
                self._client.load_collection(self._name(part), timeout=_TIMEOUT)

    def _failed(self, error: Exception) -> LibraryError:
        complaint = read_complaint(error)
        self.lost = complaint.is_lost
        if self._place.lite is None:
            return LibraryError(complaint.about(self._place.shown))
        return LibraryError(
            f"can't use {self._place.shown} ({complaint.told}): no other program may have the file open "
            "while this one does; end it, or use a Milvus server"
        )


def _channel() -> dict[str, str | int]:
    """How gRPC is used."""
    limits = {"methodConfig": [{"name": [{}], "timeout": f"{_TIMEOUT}s"}]}
    return {
        # Iterators of pymilvus make calls without a limit of time.
        "grpc.service_config": json.dumps(limits),
        # A server that is back is reached at once, and not when the pause after the last attempt is over.
        "grpc.use_local_subchannel_pool": 1,
        # Where nothing is asked nothing is sent either: Milvus Lite would complain of it aloud.
        "grpc.keepalive_permit_without_calls": 0,
    }
