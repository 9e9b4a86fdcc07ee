"""The pictures of what confidence is worth: well-formed, and every point where it belongs."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.answers.pictures import Line, chart, draw, reliability, risk_coverage
from corpus.errors import InputError
from qa.evaluation.run import About, Judged, Run, Told

SVG = "{http://www.w3.org/2000/svg}"


def told(confidence: float, *, right: bool, abstained: bool = False) -> Told:
    return Told("", "", (), (), confidence, abstained, True, right, right, 1.0, 0.5)


TOLD = [
    told(0.9, right=True),
    told(0.8, right=False),
    told(0.4, right=True),
    told(0.1, right=False, abstained=True),
]


def run_of(name: str, answers: list[Told]) -> Run:
    judged = [Judged(str(n), "?", "", {}, (), each) for n, each in enumerate(answers)]
    return Run(About(name, "fixed"), tuple(judged))


def test_a_dot_stands_where_confidence_meets_what_came_true() -> None:
    line = reliability("towns", [told(0.75, right=True), told(0.75, right=False), told(1.0, right=True)])
    assert [(dot.x, dot.y) for dot in line.dots] == [(0.75, 0.5), (1.0, 1.0)]
    assert line.dots[0].radius > line.dots[1].radius
    assert line.label == "towns: calibration error 0.167, 3 questions"  # (2 · ¼ + 1 · 0) / 3


def test_the_curve_goes_from_the_surest_answer_to_all_of_them_and_the_ring_is_at_the_threshold() -> None:
    line = risk_coverage("towns", TOLD)
    assert [x for x, _ in line.points] == [1 / 4, 2 / 4, 3 / 4, 1]
    assert [y for _, y in line.points] == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])
    (ring,) = line.dots
    assert ring.x == 3 / 4
    assert ring.y == pytest.approx(1 / 3)


def test_a_long_curve_is_thinned_but_keeps_its_ends() -> None:
    line = risk_coverage("towns", [told(n / 1000, right=n > 499) for n in range(1000)])
    assert len(line.points) <= 150
    assert (line.points[0], line.points[-1]) == ((1 / 1000, 0), (1, 1 / 2))


def test_a_chart_is_well_formed_whatever_a_run_is_called() -> None:
    picture = ElementTree.fromstring(chart("<&>", ("x", "y"), [Line("a < b & c", ((0, 0), (1, 1)), ())]))
    texts = [element.text for element in picture.iter(f"{SVG}text")]
    assert "a < b & c" in texts
    assert "<&>" in texts


def test_the_corners_of_a_chart_are_zero_and_one() -> None:
    picture = ElementTree.fromstring(chart("", ("x", "y"), [Line("towns", ((0, 0), (1, 1)), ())]))
    (curve,) = [p.attrib["d"] for p in picture.iter(f"{SVG}path") if p.attrib.get("fill") == "none"]
    assert curve == "M70 430L450 50"


def test_both_pictures_are_written_with_a_line_a_run(tmp_path: Path) -> None:
    draw([run_of("towns", TOLD), run_of("villages", TOLD)], tmp_path)
    for name in ("reliability.svg", "risk-coverage.svg"):
        picture = (tmp_path / name).read_text()
        assert "towns: " in picture
        assert "villages: " in picture


def test_a_run_without_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no answers"):
        draw([run_of("towns", [])], tmp_path)
