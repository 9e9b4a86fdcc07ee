"""Files to articles, one module a family of formats; large parsers run in a process of their own."""

from corpus.loaders.formats import load
from corpus.loaders.loader import Loader, articles_in

__all__ = ["Loader", "articles_in", "load"]
