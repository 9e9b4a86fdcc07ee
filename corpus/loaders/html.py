"""html."""

from corpus.loaders.draft import Draft


def read_html(data: bytes, name: str) -> Draft:
    """Stub."""
    raise NotImplementedError
