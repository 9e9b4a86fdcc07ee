"""The retriever in LangChain: what the library finds, with its place, alone and within a chain."""

import asyncio

import pytest
from langchain_core.documents import Document
from langchain_core.language_models import FakeListLLM
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import PromptTemplate
from langchain_core.runnables import RunnableParallel, RunnablePassthrough

from corpus.errors import InputError
from index.hit import Filter
from index.library import MODES, Library, Mode
from qa.adapters.langchain import FootnoteRetriever

QUERY = "border closure"


@pytest.mark.parametrize("mode", MODES)
def test_its_documents_are_the_hits(sample_library: Library, mode: Mode) -> None:
    found = FootnoteRetriever(library=sample_library, k=4, mode=mode).invoke(QUERY)
    hits = sample_library.search(QUERY, 4, mode=mode)
    assert [document.page_content for document in found] == [hit.chunk.text for hit in hits]
    assert [document.id for document in found] == [hit.chunk.chunk_id for hit in hits]
    assert [document.metadata["rank"] for document in found] == [1, 2, 3, 4]
    scores = [document.metadata["score"] for document in found]
    assert scores == pytest.approx([hit.score for hit in hits], abs=1e-6)


def test_the_metadata_lead_back_to_the_article(sample_library: Library) -> None:
    for document in FootnoteRetriever(library=sample_library).invoke(QUERY):
        about = document.metadata
        article = sample_library.article(about["doc_id"])
        assert article
        assert article.text[about["start"] : about["end"]] == document.page_content
        assert (about["title"], about["source"]) == (article.title, article.source)
        assert (about["published"], about["url"]) == (article.published, article.url)
        assert set(about) == {
            *("doc_id", "chunk_id", "title", "source", "published", "url", "start", "end", "score", "rank")
        }


def test_a_filter_narrows(sample_library: Library) -> None:
    where = Filter(since="2021-06-01")
    found = FootnoteRetriever(library=sample_library, where=where).invoke(QUERY)
    assert found
    assert all(document.metadata["published"] >= "2021-06-01" for document in found)


def test_it_can_be_awaited_and_asked_much_at_once(sample_library: Library) -> None:
    retriever = FootnoteRetriever(library=sample_library, k=3)
    queries = [QUERY, "the Hanoi summit"]
    alone = [retriever.invoke(query) for query in queries]
    assert asyncio.run(retriever.abatch(queries)) == alone
    assert retriever.batch(queries) == alone


def test_what_cannot_be_searched_is_told_in_one_line(sample_library: Library) -> None:
    with pytest.raises(InputError, match="has no words"):
        FootnoteRetriever(library=sample_library).invoke("?!")
    with pytest.raises(InputError, match="k is 0"):
        FootnoteRetriever(library=sample_library, k=0).invoke(QUERY)


def test_it_serves_in_a_chain(sample_library: Library) -> None:
    def joined(documents: list[Document]) -> str:
        return "\n".join(document.page_content for document in documents)

    retriever = FootnoteRetriever(library=sample_library, k=2)
    asked = RunnableParallel(context=retriever | joined, question=RunnablePassthrough())
    prompt = asked | PromptTemplate.from_template("{context}\n\n{question}")
    chain = prompt | FakeListLLM(responses=["To keep the virus out."]) | StrOutputParser()
    question = "Why did North Korea close its border?"
    text = prompt.invoke(question).to_string()
    assert all(hit.chunk.text in text for hit in sample_library.search(question, 2))
    assert chain.invoke(question) == "To keep the virus out."
    assert asyncio.run(chain.ainvoke(question)) == "To keep the virus out."
