"""Footnote's search as a retriever of LangChain.

    FootnoteRetriever(library=qa.open("articles/").library, k=5).invoke("Why was the border closed?")

`pip install 'footnote-qa[langchain]'` brings what it needs: langchain-core.
"""

from corpus.errors import missing
from index.hit import Filter, Hit
from index.library import DEFAULT_MODE, EVERYTHING, Library, Mode
from qa.jsonable import hit_json

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ImportError as error:
    raise missing("langchain_core", "langchain") from error


class FootnoteRetriever(BaseRetriever):
    """The `k` passages of `library` that fit a query best, as documents, best first.

    `mode` and `where` are those of `Library.search`; so is `InputError` for what can't be searched.
    `ainvoke` and the like search in a thread.
    """

    library: Library
    k: int = 10
    mode: Mode = DEFAULT_MODE
    where: Filter = EVERYTHING

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [document(hit) for hit in self.library.search(query, self.k, mode=self.mode, where=self.where)]


def document(hit: Hit) -> Document:
    """A hit as a document: its passage, and as metadata where that stands, its rank and its score."""
    metadata = hit_json(hit)
    return Document(metadata.pop("text"), id=hit.chunk.chunk_id, metadata=metadata)
