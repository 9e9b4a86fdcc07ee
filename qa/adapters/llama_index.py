"""Footnote's search as a retriever of LlamaIndex.

    FootnoteRetriever(qa.open("articles/").library, k=5).retrieve("Why was the border closed?")

`pip install 'footnote-qa[llama-index]'` brings what it needs: llama-index-core.
"""

import asyncio

from corpus.errors import missing
from index.hit import Filter, Hit
from index.library import DEFAULT_MODE, EVERYTHING, Library, Mode
from qa.jsonable import hit_json

try:
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import (
        NodeRelationship,
        NodeWithScore,
        QueryBundle,
        RelatedNodeInfo,
        TextNode,
    )
except ImportError as error:
    raise missing("llama_index", "llama-index") from error

TOLD = ("title", "source", "published", "url")
"""The metadata that language models and embeddings get to see; the rest is for programs."""


class FootnoteRetriever(BaseRetriever):
    """The `k` passages of `library` that fit a query best, as nodes with scores, best first.

    `mode` and `where` are those of `Library.search`; so is `InputError` for what can't be searched.
    `aretrieve` searches in a thread.
    """

    def __init__(
        self, library: Library, k: int = 10, *, mode: Mode = DEFAULT_MODE, where: Filter = EVERYTHING
    ) -> None:
        super().__init__()
        self.library = library
        self.k = k
        self.mode = mode
        self.where = where

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self.library.search(query_bundle.query_str, self.k, mode=self.mode, where=self.where)
        return [NodeWithScore(node=node(hit), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def node(hit: Hit) -> TextNode:
    """A hit as a node of its article: its passage and place, and as metadata what else is known of it."""
    metadata = hit_json(hit)
    text = metadata.pop("text")
    untold = [name for name in metadata if name not in TOLD]
    return TextNode(
        id_=hit.chunk.chunk_id,
        text=text,
        start_char_idx=hit.chunk.start,
        end_char_idx=hit.chunk.end,
        metadata=metadata,
        excluded_llm_metadata_keys=untold,
        excluded_embed_metadata_keys=untold,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=hit.chunk.doc_id)},
    )
