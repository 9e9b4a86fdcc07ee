"""The cross-encoder that ships."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.models import cache_folder
from qa.comprehension.cross_encoder import CrossEncoder, load_cross_encoder, place_in

QUESTION = "When was the liaison office in Kaesong blown up?"
PASSAGES = [
    (
        "Kaesong",
        "The building fell silent in January. On June 16, 2020, the North blew up the liaison office.",
    ),
    ("Trade", "Chinese shipments fell 84 percent in the first five months of the year."),
    ("Summit", "Kim and Trump met in Hanoi in February 2019, and left without an agreement."),
]


def test_it_finds_the_passage_and_the_words(cross_encoder: CrossEncoder) -> None:
    readings = cross_encoder.read(QUESTION, PASSAGES)
    odds = [one.within(0, len(text)) for one, (_, text) in zip(readings, PASSAGES, strict=True)]
    assert odds[0] == max(odds) > 0
    (start, end), _ = readings[0].words_within(0, len(PASSAGES[0][1]))
    assert "June 16, 2020" in PASSAGES[0][1][start:end]


def test_what_is_read_beside_a_passage_changes_nothing(cross_encoder: CrossEncoder) -> None:
    together = cross_encoder.read(QUESTION, PASSAGES)
    alone = [cross_encoder.read(QUESTION, [passage])[0] for passage in PASSAGES]
    for one, other in zip(together, alone, strict=True):
        assert (one.begin == other.begin).all()
        assert one.none == other.none


def test_torch_reads_the_same(
    cross_encoder: CrossEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: object) -> None:
        raise RuntimeError("no compiler")

    monkeypatch.setattr("qa.comprehension.cross_encoder._compile", unavailable)
    for one, other in zip(
        load_cross_encoder(tmp_path).read(QUESTION, PASSAGES),
        cross_encoder.read(QUESTION, PASSAGES),
        strict=True,
    ):
        assert np.allclose(one.begin, other.begin, atol=0.1)
        assert np.allclose(one.end, other.end, atol=0.1)


def test_no_passages_no_readings(cross_encoder: CrossEncoder) -> None:
    assert cross_encoder.read(QUESTION, []) == []


def test_the_graph_is_compiled_once(cross_encoder: CrossEncoder, tmp_path: Path) -> None:
    load_cross_encoder(tmp_path)
    folder = place_in(tmp_path)
    before = (folder / "model.xml").stat().st_mtime_ns
    load_cross_encoder(tmp_path)
    assert (folder / "model.xml").stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["model.xml", "model.bin", "about.json"])
def test_a_damaged_graph_is_made_anew_with_one_line(
    name: str,
    cross_encoder: CrossEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole = place_in(cache_folder())
    place = shutil.copytree(whole, tmp_path / whole.name)
    data = bytearray((place / name).read_bytes())
    data[len(data) // 2] ^= 4
    (place / name).write_bytes(data)

    def compiled(again: Path, adapters: Path) -> None:
        shutil.rmtree(again)
        shutil.copytree(whole, again)

    monkeypatch.setattr("qa.comprehension.cross_encoder._compile", compiled)
    mended = load_cross_encoder(tmp_path)
    (line,) = [record.message for record in caplog.records]
    assert "making it anew" in line
    assert (mended.read(QUESTION, PASSAGES)[0].begin == cross_encoder.read(QUESTION, PASSAGES)[0].begin).all()
