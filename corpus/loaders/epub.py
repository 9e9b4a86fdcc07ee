"""epub."""

from corpus.loaders.draft import Draft


def read_epub(data: bytes, name: str) -> Draft:
    """Stub."""
    raise NotImplementedError
