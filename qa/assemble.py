"""The one place that turns settings into objects."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.errors import MissingLibrary
from corpus.folder import check_name, walk
from index.encoder import HashEncoder
from index.engines.milvus.place import is_address, read_place, shown
from index.library import Library
from index.local.place import check_place, exists
from index.local.status import check_exists, read_status
from index.local.store import LocalStore
from index.models import cache_folder, load_encoder
from index.store import Status, Store
from index.sync import Chunking
from qa.chatbot import Chatbot
from qa.comprehension.cross_encoder import CrossEncoder, load_cross_encoder
from qa.extractive import ExtractiveReader
from qa.reader import Reader
from qa.settings import Settings


def open(path: str | Path, settings: Settings | None = None) -> Chatbot:
    """A chatbot over `path`: a library's folder or address, or articles, which are synced first.

    The articles' library is `settings.library`; settings left out come from the environment. Raises a
    `FootnoteError` that names what is wrong.
    """
    settings = settings or Settings.from_env()
    if is_address(str(path)):
        return chatbot(open_filled_library(replace(settings, library=str(path))), settings)
    check_name(str(path))
    if exists(Path(path)):
        return chatbot(open_library(settings, Path(path)), settings)
    walk(Path(path))  # a folder that isn't there is refused before a library is begun
    library = open_library(settings)
    library.sync(path)
    return chatbot(library, settings)


def open_library(settings: Settings, path: Path | None = None, *, create: bool = True) -> Library:
    """The library at `path` (default: the setting), begun where there is none and `create` allows it."""
    place = read_place(settings.library) if path is None and is_address(settings.library) else None
    folder = path or Path(check_name(settings.library))
    if place is None and not exists(folder):
        if not create:
            check_exists(folder)
        check_place(folder)
    encoder = load_encoder(settings.encoder, cache=cache_folder())
    store: Store
    if place is None:
        store = LocalStore(folder, encoder.name, encoder.dimension)
    else:
        from index.engines.milvus.store import MilvusStore

        store = MilvusStore(place, encoder.name, encoder.dimension, create=create)
    chunking = Chunking(
        max_tokens=settings.chunk_tokens,
        encoding=settings.encoding,
        max_bytes=settings.max_file_mb * 1_000_000,
    )
    return Library(encoder, store, chunking)


@contextmanager
def spread(library: Library, settings: Settings, address: str) -> Iterator[Library]:
    """`library`, its passages read by the Ray cluster at `address` within the block; itself without one."""
    if not address:
        yield library
        return
    from index.engines.ray import RayEncoder

    with RayEncoder(library.encoder, settings.encoder, address) as encoder:
        yield Library(encoder, library.store, library.chunking)


def open_filled_library(settings: Settings) -> Library:
    """The library of the settings; `MissingLibrary`, with the cure, where there is none or it is empty."""
    library = open_library(settings, create=False)
    if not library.store.digests():
        raise MissingLibrary(
            f"the library {shown(settings.library)} is empty: fill it with: footnote index FOLDER"
        )
    return library


def library_status(settings: Settings) -> Status:
    """What is in the library of the settings, in figures; no encoder is loaded."""
    if is_address(settings.library):
        from index.engines.milvus.status import read_milvus_status

        return read_milvus_status(settings.library)
    return read_status(Path(check_name(settings.library)))


def chatbot(library: Library, settings: Settings) -> Chatbot:
    """A chatbot over an open library, worded by a language model where the settings name one."""
    reader: Reader = ExtractiveReader()
    if settings.llm_url:
        from qa.llm import LanguageModelReader

        reader = LanguageModelReader(
            settings.llm_url, settings.llm_model, api_key=settings.llm_key, timeout=settings.llm_timeout
        )
    return Chatbot(library, reader, settings, _cross_encoder(library))


def _cross_encoder(library: Library) -> CrossEncoder | None:
    """The model that reads; none beside the encoder that does without a model."""
    if library.encoder.name == HashEncoder.name:
        return None
    return load_cross_encoder(cache_folder())
