"""What is in a library in Milvus, in figures; no encoder is loaded."""

from collections import Counter

from corpus.errors import MissingLibrary
from index.engines.milvus.client import MilvusClient
from index.engines.milvus.place import Place
from index.engines.milvus.reading import Snapshot, read_state
from index.store import Status


def read_milvus_status(place: Place) -> Status:
    """The figures of the library at `place`; `MissingLibrary` where there is none."""
    check_file(place)
    client = MilvusClient(place)
    try:
        state = read_state(client, place) if client.exists() else None
        if state is None:
            raise MissingLibrary(missing(place))
        state.check_format(place)
        return status_of(Snapshot(client, place, state), place)
    finally:
        client.close()


def status_of(seen: Snapshot, place: Place) -> Status:
    """The figures of what is seen; a server doesn't tell how much room it takes, which then is 0."""
    articles = seen.articles()
    sources = Counter(article.source for article in articles)
    dates = [article.published for article in articles if article.published]
    failed = [f for _, record in sorted(seen.files().items()) for f in record.failures]
    files = place.lite.rglob("*") if place.lite is not None else ()
    return Status(
        place.shown,
        len(articles),
        seen.state.chunks,
        seen.state.generation,
        seen.state.encoder,
        seen.state.dimension,
        min(dates, default=""),
        max(dates, default=""),
        tuple(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
        tuple(failed),
        sum(file.stat().st_size for file in files if file.is_file()),
    )


def check_file(place: Place) -> None:
    """`MissingLibrary` where `place` is a file that isn't there: to open it would make it."""
    if place.lite is not None and not place.lite.exists():
        raise MissingLibrary(missing(place))


def missing(place: Place) -> str:
    """What to say where there is no library, with what to do."""
    return f"there is no library at {place.shown}: make one with: footnote index FOLDER"
