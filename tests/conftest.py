"""What several tests share."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock
from hypothesis import settings

from index.encoder import Encoder, HashEncoder
from index.library import DEFAULT_CHUNKING, Library
from index.local.store import LocalStore
from index.models import cache_folder, load_encoder
from index.sync import Chunking
from qa.comprehension.cross_encoder import CrossEncoder, load_cross_encoder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# A busy machine is no fault of a test.
settings.register_profile("footnote", deadline=None)
settings.load_profile("footnote")

# What a shell starts in the background ignores Ctrl-C, and so would the servers that tests end by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).resolve().parents[2] / "shared"
SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "articles"

# Begun first, so that none of them is what a process still does when the other has nothing left to do.
LONGEST = (
    "test_page_library", "test_crash", "test_ray", "test_page_search", "test_page_hostile",
    "test_page_states", "test_encoders", "test_milvus", "test_page_access", "test_page_conversations",
    "test_cli", "test_sync", "test_readme", "test_small_model",
)  # fmt: skip

Write = Callable[[Mapping[str, str]], Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first; what is in a file keeps its order."""
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """A browser for the tests of one file."""
    from tests.browsing import chromium

    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def address(bot: Any) -> Iterator[str]:
    """Where the page over `bot`, which is the file's own, is served."""
    from tests.browsing import served

    with served(bot) as place:
        yield place


@pytest.fixture
def page(browser: "Browser", address: str) -> "Iterator[Page]":
    """The page in a fresh window of usual size, where nothing moves by itself."""
    from tests.browsing import opened

    size = {"width": 1280, "height": 800}
    with opened(browser, address, viewport=size, reduced_motion="reduce") as fresh:
        yield fresh


@pytest.fixture
def shared() -> Path:
    """The folder of evaluation data beside the project; the test is skipped where it isn't."""
    if not SHARED.is_dir():
        pytest.skip("the evaluation data is not on this machine")
    return SHARED


@contextmanager
def library_in(place: Path, encoder: Encoder, chunking: Chunking = DEFAULT_CHUNKING) -> Iterator[Library]:
    """An empty library in a folder of `place`."""
    made = Library(encoder, LocalStore(place / "library", encoder.name, encoder.dimension), chunking)
    yield made
    made.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library with the encoder that needs no model."""
    with library_in(tmp_path, HashEncoder()) as made:
        yield made


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Makes the folder `articles` hold exactly the given files."""

    def to_folder(files: Mapping[str, str]) -> Path:
        folder = tmp_path / "articles"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            if old.name not in files:
                old.unlink()
        for name, text in files.items():
            (folder / name).write_text(text)
        return folder

    return to_folder


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once a run, by whichever process of the tests comes first."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def encoder(together: Path) -> Encoder:
    """The default model, as users get it."""
    with FileLock(together / "encoder.lock"):
        return load_encoder(cache=cache_folder())


@pytest.fixture(scope="session")
def cross_encoder(together: Path) -> CrossEncoder:
    """The model that reads question and passage together, as users get it."""
    with FileLock(together / "cross-encoder.lock"):
        return load_cross_encoder(cache_folder())


@pytest.fixture(scope="session")
def sample_library(encoder: Encoder, together: Path) -> Library:
    """The sample articles under the default model."""
    with FileLock(together / "sample.lock"):
        made = Library(encoder, LocalStore(together / "sample", encoder.name, encoder.dimension))
        made.sync(SAMPLES)
    return made
