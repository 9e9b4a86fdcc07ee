"""txtai: sentences up to the budget into an embeddings database with its hybrid search."""

from collections.abc import Sequence
from importlib.metadata import version

from benchmarks.retrieval.peers.peer import Passage, Peer, Setup, passages, ranked, titled
from index.encoder import Vectors
from index.hit import Hit

_PAGE = "neuml.github.io/txtai/embeddings/configuration/general, /pipeline/data/segmentation"


def peers(setup: Setup) -> list[Peer]:
    """The embeddings database of txtai, with content and hybrid search, over what its segmentation cuts."""
    from txtai import Embeddings
    from txtai.pipeline import Segmentation

    segment = Segmentation(chunker="sentence", chunk_size=setup.budget, tokenizer=setup.tokenizer)
    places: list[Passage] = []
    pieces: list[str] = []
    for article in setup.articles:
        cut = segment(titled(article))
        places += passages(article, cut, title=True)
        pieces += cut

    def transform(texts: Sequence[str]) -> Vectors:
        return setup.encoder.encode_document(texts)

    embeddings = Embeddings(method="external", transform=transform, content=True, hybrid=True)
    embeddings.index((number, piece, None) for number, piece in enumerate(pieces))

    def search(queries: Sequence[str], k: int) -> list[list[Hit]]:
        return [
            ranked((places[int(row["id"])], row["score"]) for row in rows)
            for rows in embeddings.batchsearch(list(queries), k)
        ]

    pipeline = (
        f'Segmentation(chunker="sentence", chunk_size={setup.budget}) → '
        f"Embeddings(content=True, hybrid=True); {_PAGE}"
    )
    return [Peer("txtai", version("txtai"), pipeline, search, [place.chunk.text for place in places])]
