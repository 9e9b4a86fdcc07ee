"""LlamaIndex: whole sentences into a vector index, the metadata embedded and searched with every chunk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from benchmarks.retrieval.peers.peer import Passage, Peer, Setup, passages, ranked
from corpus.article import Article
from index.encoder import Encoder
from index.hit import Hit
from qa.evaluation.runner import Search

# The share that SentenceSplitter's defaults have in common: 200 of 1,024 tokens.
_OVERLAP = 200 / 1024
_SITE = "developers.llamaindex.ai/python"
_INDEX_PAGE = f"{_SITE}/framework/module_guides/indexing/vector_store_guide"
_HYBRID_PAGE = f"{_SITE}/examples/retrievers/bm25_retriever"


@dataclass(frozen=True, slots=True)
class _Cut:
    """All nodes, and where in the articles they stand."""

    nodes: list[Any]
    places: dict[str, Passage]


def peers(setup: Setup) -> list[Peer]:
    """LlamaIndex as its guides have it, by embedding alone and with BM25; chunk size and model are ours."""
    from llama_index.core import VectorStoreIndex

    overlap = round(setup.budget * _OVERLAP)
    cut = _cut(setup, overlap)
    index = VectorStoreIndex(cut.nodes, embed_model=embedding(setup.encoder))
    known = version("llama-index-core")
    texts = [place.chunk.text for place in cut.places.values()]
    start = f"SentenceSplitter({setup.budget}, {overlap}) → VectorStoreIndex"
    hybrid = "retriever + BM25Retriever → QueryFusionRetriever(reciprocal_rerank, num_queries=1)"
    return [
        Peer("LlamaIndex", known, f"{start} → retriever; {_INDEX_PAGE}", _dense(index, cut.places), texts),
        Peer("LlamaIndex hybrid", known, f"{start} → {hybrid}; {_HYBRID_PAGE}", _hybrid(index, cut), texts),
    ]


def _cut(setup: Setup, overlap: int) -> _Cut:
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter

    splitter = SentenceSplitter(
        chunk_size=setup.budget,
        chunk_overlap=overlap,
        tokenizer=lambda text: setup.tokenizer.encode(text, add_special_tokens=False).ids,
    )
    cut = _Cut([], {})
    for article in setup.articles:
        document = Document(id_=article.doc_id, text=article.text, metadata=_metadata(article))
        nodes = splitter.get_nodes_from_documents([document])
        found = passages(article, [node.get_content() for node in nodes])
        cut.places.update((node.node_id, place) for node, place in zip(nodes, found, strict=True))
        cut.nodes.extend(nodes)
    return cut


def _metadata(article: Article) -> dict[str, str]:
    fields = {"title": article.title, "source": article.source, "published": article.published}
    return {name: value for name, value in fields.items() if value}


def _dense(index: Any, places: dict[str, Passage]) -> Search:
    return _search(lambda k: index.as_retriever(similarity_top_k=k), places)


def _hybrid(index: Any, cut: _Cut) -> Search:
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
    from llama_index.retrievers.bm25 import BM25Retriever

    words = BM25Retriever.from_defaults(nodes=cut.nodes, similarity_top_k=1)

    def retriever(k: int) -> Any:
        words.similarity_top_k = min(k, len(cut.nodes))
        return QueryFusionRetriever(
            [index.as_retriever(similarity_top_k=k), words],
            llm=MockLLM(),  # would write variants of the query, of which there are to be none
            mode=FUSION_MODES.RECIPROCAL_RANK,
            similarity_top_k=k,
            num_queries=1,
            use_async=False,
        )

    return _search(retriever, cut.places)


def _search(retriever: Callable[[int], Any], places: dict[str, Passage]) -> Search:
    def search(queries: Sequence[str], k: int) -> list[list[Hit]]:
        deep = retriever(k)
        return [
            ranked((places[found.node.node_id], found.score) for found in deep.retrieve(query))
            for query in queries
        ]

    return search


def embedding(encoder: Encoder) -> Any:
    """`encoder` as an embedding model of LlamaIndex."""
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.bridge.pydantic import PrivateAttr

    class Embedding(BaseEmbedding):
        """`encoder` as LlamaIndex asks for one."""

        _encoder: Encoder = PrivateAttr()

        def __init__(self) -> None:
            super().__init__(model_name=encoder.name, embed_batch_size=2048)
            self._encoder = encoder

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = self._encoder.encode_document(texts).tolist()
            return vectors

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embeddings([query])[0]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return Embedding()
