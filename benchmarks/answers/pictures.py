"""Draws what confidence is worth: a reliability diagram and risk–coverage curves, one line a run.

    footnote eval DATA --answers --out run.jsonl
    python -m benchmarks.answers.pictures run.jsonl [more.jsonl …] --out benchmarks/answers

Reliability: of the questions with a confidence such as this, for what share do the passages found hold an
answer? On the diagonal it is what it claims to be; a dot's area is the number of questions.
Risk and coverage: if only so many were answered, the surest first, how many answers would be wrong? An answer
to a question that has none is wrong; the ring is where the chatbot's own threshold stands.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from corpus.errors import InputError
from qa.evaluation.answers.confidence import aurc, bins, calibration_error, risks
from qa.evaluation.answers.totals import outcomes
from qa.evaluation.run import Run, Told, read_run

# Told apart by the colour-blind too: Okabe and Ito, "Color Universal Design" (2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
WIDTH, HEIGHT, LEFT, TOP, SIDE = 540, 500, 70, 50, 380
POINTS = 150  # of a curve
PEN = 'fill="none" stroke-width="1.5"'


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle, or a ring; `x` and `y` are from 0 to 1, the radius in pixels."""

    x: float
    y: float
    radius: float
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn of a run."""

    label: str
    points: tuple[tuple[float, float], ...]
    dots: tuple[Dot, ...]


def reliability(name: str, told: Sequence[Told]) -> Line:
    """Confidence against the share whose passages hold an answer, a dot a bin."""
    found = outcomes([each for each in told if each.answerable is not None])
    held = found.held == 1
    places = bins(found.confidence, held)
    dots = (Dot(b.confidence, b.share, 2 + 14 * (b.count / len(held)) ** 0.5) for b in places)
    label = (
        f"{name}: calibration error {calibration_error(found.confidence, held):.3f}, {len(held):,} questions"
    )
    return Line(label, tuple((b.confidence, b.share) for b in places), tuple(dots))


def risk_coverage(name: str, told: Sequence[Told]) -> Line:
    """The share that is answered against the share of those that is wrong, and where the chatbot stands."""
    judged = [each for each in told if each.right is not None]
    found = outcomes(judged)
    right, count = found.right == 1, len(judged)
    curve = risks(found.confidence, right)
    chosen = np.unique(np.linspace(0, count - 1, min(POINTS, count)).astype(int))
    said = [each.right for each in judged if not each.abstained]
    stands = (Dot(len(said) / count, said.count(False) / len(said), 6, filled=False),) if said else ()
    label = f"{name}: area {aurc(found.confidence, right):.3f}, {count:,} questions"
    return Line(label, tuple(((n + 1) / count, float(curve[n])) for n in chosen), stands)


def chart(title: str, axes: tuple[str, str], lines: Sequence[Line], *, diagonal: bool = False) -> str:
    """An SVG of `lines` over two axes from 0 to 1."""
    height = HEIGHT + 20 * len(lines)
    right, bottom = LEFT + SIDE, TOP + SIDE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        _text(LEFT, 28, title, 'font-size="16" font-weight="bold"'),
        *(_grid(n / 5) for n in range(6)),
        _text(LEFT + SIDE / 2, bottom + 42, axes[0], 'text-anchor="middle"'),
        _text(0, 0, axes[1], f'text-anchor="middle" transform="translate(22 {TOP + SIDE / 2}) rotate(-90)"'),
    ]
    if diagonal:
        parts.append(f'<path d="M{LEFT} {bottom}L{right} {TOP}" stroke="#888" stroke-dasharray="5 4"/>')
    for n, line in enumerate(lines):
        parts += _drawn(line, COLOURS[n % len(COLOURS)], bottom + 70 + 20 * n)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _grid(value: float) -> str:
    x, y = _place(value, value)
    lines = f'<path d="M{x} {TOP}V{TOP + SIDE}M{LEFT} {y}H{LEFT + SIDE}" stroke="#ddd"/>'
    below = _text(x, TOP + SIDE + 18, f"{value:g}", 'text-anchor="middle"')
    return lines + below + _text(LEFT - 8, y + 4, f"{value:g}", 'text-anchor="end"')


def _drawn(line: Line, colour: str, legend: float) -> list[str]:
    path = "L".join(f"{x} {y}" for x, y in (_place(*point) for point in line.points))
    parts = [f'<path d="M{path}" stroke="{colour}" {PEN}/>'] if line.points else []
    for dot in line.dots:
        x, y = _place(dot.x, dot.y)
        look = f'fill="{colour}" fill-opacity=".6"' if dot.filled else f'stroke="{colour}" {PEN}'
        parts.append(f'<circle cx="{x}" cy="{y}" r="{dot.radius:.1f}" {look}/>')
    parts.append(f'<path d="M{LEFT} {legend - 4}h24" stroke="{colour}" stroke-width="3"/>')
    return [*parts, _text(LEFT + 32, legend, line.label)]


def _place(x: float, y: float) -> tuple[float, float]:
    return round(LEFT + x * SIDE, 1), round(TOP + (1 - y) * SIDE, 1)


def _text(x: float, y: float, text: str, look: str = "") -> str:
    return f'<text x="{x}" y="{y}" fill="#222" {look}>{escape(text)}</text>'


def draw(runs: Sequence[Run], folder: Path) -> None:
    """Writes reliability.svg and risk-coverage.svg into `folder`; `InputError` for a run without answers."""
    asked = [(run.about.data, [q.told for q in run.questions if q.told]) for run in runs]
    for name, told in asked:
        if not told:
            raise InputError(f"the run of {name} holds no answers: make it with --answers")
    axes = "confidence", "share whose passages hold an answer"
    claims = [reliability(name, told) for name, told in asked]
    picture = chart("What confidence claims, and what came true", axes, claims, diagonal=True)
    (folder / "reliability.svg").write_text(picture, encoding="utf-8")
    axes = "coverage: share of questions answered, surest first", "risk: share of those answered wrongly"
    picture = chart("What silence buys", axes, [risk_coverage(name, told) for name, told in asked])
    (folder / "risk-coverage.svg").write_text(picture, encoding="utf-8")


def main() -> None:
    """Reads the runs, draws both pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", type=Path, nargs="+", help="what footnote eval --answers --out wrote")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the pictures go")
    arguments = parser.parse_args()
    draw([read_run(path) for path in arguments.runs], arguments.out)


if __name__ == "__main__":
    main()
