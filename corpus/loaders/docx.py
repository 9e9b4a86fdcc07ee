"""docx."""

from corpus.loaders.draft import Draft


def read_docx(data: bytes, name: str) -> Draft:
    """Stub."""
    raise NotImplementedError
