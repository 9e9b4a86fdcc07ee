"""pdf."""

from corpus.loaders.draft import Draft


def read_pdf(data: bytes, name: str) -> Draft:
    """Stub."""
    raise NotImplementedError
