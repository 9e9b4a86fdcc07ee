"""The fields and indexes of a library's two collections; `index.engines.milvus.rows` says what is in them."""

from collections.abc import Set
from types import ModuleType
from typing import Any

LONGEST_TEXT = 65_535
"""In bytes: a field of Milvus holds no more."""

LONGEST_NAME = 128


def chunk_schema(pymilvus: ModuleType, dimension: int) -> Any:
    """The collection that is searched: vectors of `dimension`, and terms that the server ranks by BM25."""
    kinds, schema = pymilvus.DataType, _schema(pymilvus)
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
    schema.add_function(pymilvus.Function("bm25", pymilvus.FunctionType.BM25, ["terms"], ["sparse"]))
    return schema


def record_schema(pymilvus: ModuleType) -> Any:
    """The collection of all else, which is read by name."""
    kinds, schema = pymilvus.DataType, _schema(pymilvus)
    for name in ("kind", "doc", "owner"):
        schema.add_field(name, kinds.VARCHAR, max_length=LONGEST_NAME)
    schema.add_field("part", kinds.INT64)
    schema.add_field("content", kinds.VARCHAR, max_length=LONGEST_TEXT)
    schema.add_field("vector", kinds.FLOAT_VECTOR, dim=2)  # no collection goes without one
    return schema


def index_params(pymilvus: ModuleType, fields: Set[str], k1: float, b: float) -> Any:
    """The indexes of `fields`, that of words for BM25 with `k1` and `b`."""
    indexes = pymilvus.MilvusClient.prepare_index_params()
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


def _schema(pymilvus: ModuleType) -> Any:
    kinds = pymilvus.DataType
    schema = pymilvus.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", kinds.VARCHAR, is_primary=True, max_length=LONGEST_NAME)
    schema.add_field("born", kinds.INT64)
    schema.add_field("died", kinds.INT64)
    return schema
