"""The retriever in LlamaIndex: what the library finds, with its place, alone and within a query engine."""

import asyncio

import pytest
from llama_index.core.base.response.schema import Response
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from corpus.errors import InputError
from index.hit import Filter
from index.library import MODES, Library, Mode
from qa.adapters.llama_index import FootnoteRetriever

QUERY = "border closure"


def texts(found: list[NodeWithScore]) -> list[str]:
    return [each.node.get_content() for each in found]


@pytest.mark.parametrize("mode", MODES)
def test_its_nodes_are_the_hits(sample_library: Library, mode: Mode) -> None:
    found = FootnoteRetriever(sample_library, 4, mode=mode).retrieve(QUERY)
    hits = sample_library.search(QUERY, 4, mode=mode)
    assert texts(found) == [hit.chunk.text for hit in hits]
    assert [each.score for each in found] == [hit.score for hit in hits]
    assert [each.node.node_id for each in found] == [hit.chunk.chunk_id for hit in hits]
    assert [each.node.metadata["rank"] for each in found] == [1, 2, 3, 4]


def test_a_node_leads_back_to_its_article(sample_library: Library) -> None:
    for each in FootnoteRetriever(sample_library).retrieve(QueryBundle(QUERY)):
        node = each.node
        assert isinstance(node, TextNode)
        article = sample_library.article(str(node.ref_doc_id))
        assert article
        assert article.text[node.start_char_idx : node.end_char_idx] == node.text
        assert node.metadata["title"] == article.title
        assert (node.metadata["start"], node.metadata["end"]) == (node.start_char_idx, node.end_char_idx)


def test_a_language_model_sees_what_people_would(sample_library: Library) -> None:
    (each,) = FootnoteRetriever(sample_library, 1).retrieve(QUERY)
    for mode in (MetadataMode.LLM, MetadataMode.EMBED):
        seen = each.node.get_content(mode)
        assert f"title: {each.node.metadata['title']}" in seen
        assert each.node.node_id not in seen
        assert "score" not in seen


def test_a_filter_narrows(sample_library: Library) -> None:
    found = FootnoteRetriever(sample_library, where=Filter(since="2021-06-01")).retrieve(QUERY)
    assert found
    assert all(each.node.metadata["published"] >= "2021-06-01" for each in found)


def test_it_can_be_awaited(sample_library: Library) -> None:
    retriever = FootnoteRetriever(sample_library, 3)
    assert texts(asyncio.run(retriever.aretrieve(QUERY))) == texts(retriever.retrieve(QUERY))


def test_what_cannot_be_searched_is_told_in_one_line(sample_library: Library) -> None:
    with pytest.raises(InputError, match="has no words"):
        FootnoteRetriever(sample_library).retrieve("?!")
    with pytest.raises(InputError, match="k is 0"):
        FootnoteRetriever(sample_library, 0).retrieve(QUERY)


def test_it_serves_in_a_query_engine(sample_library: Library) -> None:
    # The model that comes with LlamaIndex for tests says what it was asked.
    engine = RetrieverQueryEngine.from_args(FootnoteRetriever(sample_library, 2), llm=MockLLM())
    question = "Why did North Korea close its border?"
    answer = engine.query(question)
    assert isinstance(answer, Response)
    hits = sample_library.search(question, 2)
    assert texts(answer.source_nodes) == [hit.chunk.text for hit in hits]
    assert question in str(answer)
    assert all(hit.chunk.text in str(answer) for hit in hits)
