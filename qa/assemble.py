"""The one place that turns settings into objects."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace as changed
from pathlib import Path

from corpus.errors import InputError, MissingLibrary
from corpus.folder import check_name, walk
from index.copying import copy
from index.encoder import HashEncoder
from index.engines.milvus.place import Place, is_address, read_place, shown
from index.library import Library
from index.local.place import check_place, exists
from index.local.status import check_exists, read_status
from index.local.store import LocalStore
from index.models import cache_folder, load_encoder
from index.store import Status, Store
from index.sync import Chunking, OnProgress, SyncReport
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
        return chatbot(open_filled_library(changed(settings, library=str(path))), settings)
    check_name(str(path))
    if exists(Path(path)):
        return chatbot(open_library(settings, Path(path)), settings)
    walk(Path(path))  # a folder that isn't there is refused before a library is begun
    library = open_library(settings)
    library.sync(path)
    return chatbot(library, settings)


def open_library(settings: Settings, library: str | Path | None = None, *, create: bool = True) -> Library:
    """`library` (default: that of the settings), begun where there is none and `create` allows it."""
    place = _place(library or settings.library)
    if isinstance(place, Path) and not exists(place):  # told before an encoder is loaded
        if not create:
            check_exists(place)
        check_place(place)
    encoder = load_encoder(settings.encoder, cache=cache_folder())
    chunking = Chunking(
        max_tokens=settings.chunk_tokens,
        encoding=settings.encoding,
        max_bytes=settings.max_file_mb * 1_000_000,
    )
    return Library(encoder, _store(place, encoder.name, encoder.dimension, create=create), chunking)


@contextmanager
def spread(library: Library, settings: Settings, address: str) -> Iterator[Library]:
    """`library`, its passages read by the Ray cluster at `address` within the block; itself without one."""
    if not address:
        yield library
        return
    from index.engines.ray.encoder import RayEncoder

    with closing(RayEncoder(library.encoder, settings.encoder, address)) as encoder:
        yield Library(encoder, library.store, library.chunking)


def open_filled_library(settings: Settings) -> Library:
    """The library of the settings; `MissingLibrary`, with the cure, where there is none or it is empty."""
    library = open_library(settings, create=False)
    if not library.store.digests():
        raise MissingLibrary(
            f"the library {shown(settings.library)} is empty: fill it with: footnote index FOLDER"
        )
    return library


def library_status(library: str | Path) -> Status:
    """What is in a library, in figures; no encoder is loaded."""
    place = _place(library)
    if isinstance(place, Path):
        return read_status(place)
    from index.engines.milvus.status import read_milvus_status

    return read_milvus_status(place)


def library_folder(library: str | Path) -> Path:
    """The library's own folder on this machine, where its uploads and feedback lie."""
    place = _place(library)
    return place if isinstance(place, Path) else place.folder


def copy_library(
    source: str | Path, target: str | Path, *, replace: bool = False, on_progress: OnProgress | None = None
) -> SyncReport:
    """Carry a library into another, which is begun where there is none; see `index.copying.copy`.

    No encoder is loaded: the vectors come along. `InputError` where the two are one, or of two encoders.
    """
    here, there = _place(source), _place(target)
    if _resolved(here) == _resolved(there):
        raise InputError(f"{shown(str(target))} is both the library and its copy: name another")
    made = library_status(source)
    if not made.articles:
        raise MissingLibrary(f"the library {made.library} is empty: there is nothing to copy")
    with suppress(MissingLibrary):
        other = library_status(target)
        if (other.encoder, other.dimension) != (made.encoder, made.dimension):
            raise InputError(
                f"{other.library} was embedded with {other.encoder}, {made.library} with {made.encoder}: "
                "copy into a new library"
            )
    with (
        closing(_store(here, made.encoder, made.dimension, create=False)) as before,
        closing(_store(there, made.encoder, made.dimension, create=True)) as after,
    ):
        return copy(before, after, replace=replace, on_progress=on_progress)


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


def _place(library: str | Path) -> Path | Place:
    """Where a library is: its folder, or what its address names."""
    name = str(library)
    return read_place(name) if is_address(name) else Path(check_name(name))


def _resolved(place: Path | Place) -> Path | Place:
    return place.resolve() if isinstance(place, Path) else place


def _store(place: Path | Place, encoder: str, dimension: int, *, create: bool) -> Store:
    if isinstance(place, Path):
        return LocalStore(place, encoder, dimension)
    from index.engines.milvus.store import MilvusStore

    return MilvusStore(place, encoder, dimension, create=create)
