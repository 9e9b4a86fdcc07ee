"""What one system reaches on one set, as figures."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.retrieval.peers.peer import Peer, Setup, token_counter
from benchmarks.retrieval.peers.sets import Asked
from qa.evaluation.figures import figures
from qa.evaluation.run import About, Run, write_run
from qa.evaluation.runner import evaluate
from qa.progress import ProgressBar

_K = 10

Figures = dict[str, object]


def measure(name: str, peer: Peer, asked: Asked, setup: Setup, runs: Path | None = None) -> Figures:
    """The means of every measure, each with the ends of its 95 % interval, and the sizes of the chunks.

    With `runs`, a folder, the run is kept there too: two of them can be compared question by question.
    """
    about = About(name, peer.name, _K, encoder=setup.encoder.name, version=peer.version)
    # Embedded together they cost less than one by one, as most libraries would.
    setup.encoder.encode_query([question.question for question in asked.questions])
    with ProgressBar() as bar:
        run = evaluate(peer.search, asked.questions, about, bar.show)
    if runs is not None:
        write_run(run, runs / f"{name}-{peer.name.lower().replace(' ', '-')}.jsonl")
    return {
        "version": peer.version,
        "pipeline": peer.pipeline,
        **_sizes(peer.texts, setup),
        "measures": means(run),
    }


def means(run: Run) -> dict[str, list[float]]:
    """Mean, low and high end of the interval by measure, over all questions."""
    return {
        figure.measure: [
            round(number, 4) for number in (figure.value.mean, figure.value.low, figure.value.high)
        ]
        for figure in figures(run)
        if not figure.question_type
    }


def _sizes(texts: Sequence[str], setup: Setup) -> Figures:
    """How many chunks there are, and their sizes in wordpieces."""
    count = token_counter(setup.tokenizer)
    sizes = [count(text) for text in texts]
    return {
        "chunks": len(sizes),
        "mean_tokens": round(sum(sizes) / len(sizes), 1),
        "most_tokens": max(sizes),
        "share_over_budget": round(sum(size > setup.budget for size in sizes) / len(sizes), 4),
    }
