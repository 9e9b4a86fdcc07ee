"""Haystack: 200 words a chunk into the in-memory store; by embedding, and with BM25 by reciprocal rank."""

import os
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from benchmarks.retrieval.peers.peer import Passage, Peer, Setup, passages, ranked, titled
from index.encoder import Encoder
from index.hit import Hit

# DocumentSplitter counts words; its default of 200 are 256 wordpieces of news on average, many chunks longer.
_WORDS = 200 / 256
_PAGE = "haystack.deepset.ai/tutorials/33_hybrid_retrieval"


def peers(setup: Setup) -> list[Peer]:
    """Haystack by embedding alone and as in its tutorial on hybrid retrieval, without the tutorial's ranker.

    The ranker is a cross-encoder from a model hub; in its place the lists are joined by reciprocal rank.
    """
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
    os.environ.setdefault("HAYSTACK_PROGRESS_BARS", "0")
    words = round(setup.budget * _WORDS)
    store, places = _index(setup, words)
    known = version("haystack-ai")
    texts = [place.chunk.text for place in places.values()]
    start = f"DocumentSplitter(word, {words}) → InMemoryDocumentStore → "
    found = [
        ("Haystack", _dense(store, setup.encoder), "InMemoryEmbeddingRetriever"),
        (
            "Haystack hybrid",
            _hybrid(store, setup.encoder),
            "InMemoryBM25Retriever + InMemoryEmbeddingRetriever → DocumentJoiner(reciprocal_rank_fusion)",
        ),
    ]
    return [
        Peer(name, known, f"{start}{parts}; {_PAGE}", _search(pipeline, last, places), texts)
        for name, (pipeline, last), parts in found
    ]


def _index(setup: Setup, words: int) -> tuple[Any, dict[str, Passage]]:
    """The filled store, and where the documents in it come from."""
    from haystack import Document, Pipeline
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.writers import DocumentWriter
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore()
    indexing = Pipeline()
    indexing.add_component("splitter", DocumentSplitter(split_by="word", split_length=words))
    indexing.add_component("embedder", _document_embedder(setup.encoder))
    indexing.add_component("writer", DocumentWriter(store))
    indexing.connect("splitter", "embedder")
    indexing.connect("embedder", "writer")
    documents = [
        Document(
            content=titled(article),
            meta={
                "doc_id": article.doc_id,
                "title": article.title,
                "source": article.source,
                "published": article.published,
            },
        )
        for article in setup.articles
    ]
    indexing.run({"splitter": {"documents": documents}})
    pieces: dict[str, list[Any]] = {}
    for document in store.filter_documents():
        pieces.setdefault(document.meta["doc_id"], []).append(document)
    places: dict[str, Passage] = {}
    for article in setup.articles:
        own = sorted(pieces.get(article.doc_id, []), key=lambda document: document.meta["split_id"])
        found = passages(article, [document.content for document in own], title=True)
        places.update((document.id, place) for document, place in zip(own, found, strict=True))
    return store, places


def _dense(store: Any, encoder: Encoder) -> tuple[Any, str]:
    """The pipeline of a search by embedding, and the name of its last component."""
    from haystack import Pipeline
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever

    pipeline = Pipeline()
    pipeline.add_component("text_embedder", _text_embedder(encoder))
    pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store))
    pipeline.connect("text_embedder.embedding", "retriever.query_embedding")
    return pipeline, "retriever"


def _hybrid(store: Any, encoder: Encoder) -> tuple[Any, str]:
    """The pipeline of a search by embedding and by words, and the name of its last component."""
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever

    pipeline, retriever = _dense(store, encoder)
    pipeline.add_component("bm25_retriever", InMemoryBM25Retriever(store))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("bm25_retriever", "joiner")
    pipeline.connect(retriever, "joiner")
    return pipeline, "joiner"


def _search(pipeline: Any, last: str, places: dict[str, Passage]) -> Any:
    def one(query: str, k: int) -> list[Hit]:
        inputs: dict[str, dict[str, object]] = {"text_embedder": {"text": query}, "retriever": {"top_k": k}}
        if last == "joiner":
            inputs |= {"bm25_retriever": {"query": query, "top_k": k}, "joiner": {"top_k": k}}
        documents = pipeline.run(inputs)[last]["documents"]
        return ranked((places[document.id], document.score) for document in documents)

    def search(queries: Sequence[str], k: int) -> list[list[Hit]]:
        return [one(query, k) for query in queries]

    return search


def _document_embedder(encoder: Encoder) -> Any:
    from haystack import Document, component

    @component
    class DocumentEmbedder:
        """What SentenceTransformersDocumentEmbedder does by default: embed the content."""

        @component.output_types(documents=list[Document])
        def run(self, documents: list[Document]) -> dict[str, list[Document]]:
            vectors = encoder.encode_document([document.content for document in documents])
            # Arrays and not lists: the store makes an array of all of them at every search.
            return {"documents": [replace(d, embedding=v) for d, v in zip(documents, vectors, strict=True)]}

    return DocumentEmbedder()


def _text_embedder(encoder: Encoder) -> Any:
    from haystack import component

    @component
    class TextEmbedder:
        """What SentenceTransformersTextEmbedder does by default: embed the query."""

        @component.output_types(embedding=list[float])
        def run(self, text: str) -> dict[str, list[float]]:
            return {"embedding": encoder.encode_query([text])[0].tolist()}

    return TextEmbedder()
