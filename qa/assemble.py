"""The one place that turns settings into objects."""

from pathlib import Path

from corpus.errors import MissingLibrary, SettingError
from corpus.folder import check_name, walk
from index.encoder import HashEncoder
from index.library import Library
from index.local.place import check_place, exists
from index.local.status import check_exists
from index.local.store import LocalStore
from index.models import cache_folder, load_encoder
from index.sync import Chunking
from qa.chatbot import Chatbot
from qa.comprehension.cross_encoder import CrossEncoder, load_cross_encoder
from qa.extractive import ExtractiveReader
from qa.reader import Reader
from qa.settings import Settings


def open(path: str | Path, settings: Settings | None = None) -> Chatbot:
    """A chatbot over `path`: a library's folder, or a folder (or file) of articles, which is synced first.

    The articles' library is `settings.library`; settings left out come from the environment. Raises a
    `FootnoteError` that names what is wrong.
    """
    settings = settings or Settings.from_env()
    if "://" in str(path):
        raise SettingError(f"{path} names a server, and only libraries in a folder are supported so far")
    check_name(str(path))
    if exists(Path(path)):
        return chatbot(open_library(settings, Path(path)), settings)
    walk(Path(path))  # a folder that isn't there is refused before a library is begun
    library = open_library(settings)
    library.sync(path)
    return chatbot(library, settings)


def open_library(settings: Settings, path: Path | None = None, *, create: bool = True) -> Library:
    """The library at `path` (default: the setting), begun where there is none and `create` allows it."""
    folder = path or Path(check_name(settings.library))
    if not exists(folder):
        if not create:
            check_exists(folder)
        check_place(folder)
    encoder = load_encoder(settings.encoder, cache=cache_folder())
    chunking = Chunking(
        max_tokens=settings.chunk_tokens,
        encoding=settings.encoding,
        max_bytes=settings.max_file_mb * 1_000_000,
    )
    return Library(encoder, LocalStore(folder, encoder.name, encoder.dimension), chunking)


def open_filled_library(settings: Settings) -> Library:
    """The library of the settings; `MissingLibrary`, with the cure, where there is none or it is empty."""
    library = open_library(settings, create=False)
    if not library.store.digests():
        raise MissingLibrary(f"the library {settings.library} is empty: fill it with: footnote index FOLDER")
    return library


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
