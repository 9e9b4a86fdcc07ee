"""How many unsupported sentences of an answer are struck, and how many supported ones kept.

    python -m benchmarks.support.measure [--json results.json] [--shared ../shared/eval] [--show PART]

Each claim is an answer of one sentence with the marker of its passage, checked by `qa.citations` against
ten passages, as in the product: its own, and those nine that share most of its words. A false one is
"struck" when nothing of it is left. Sentences of SQuAD 2.0 and ClapNQ are made and judged in the same
way, where the evaluation data is at hand; nobody ever tuned on these, nor on the half of the sample
articles that is called "held out".
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from benchmarks.report import dated, write
from benchmarks.support.claims import Claim, Shelf, sample_articles, verbatim_claims, written_claims
from benchmarks.support.corrupt import Names, corruptions
from benchmarks.support.unseen import shelves, shortened
from qa.citations import Resolved, resolve

# Every second article of the sample corpus in the order of names: on these nothing was tuned.
HELD_OUT = slice(1, None, 2)
# So many sentences of each unseen set, evenly drawn.
UNSEEN = 300


@dataclass(frozen=True, slots=True)
class Case:
    """A claim as it was put to the check. `right` is whether it came out as it should.

    `exposed`: made from a true sentence that is kept, so that only what was changed can strike it.
    """

    part: str
    claim: Claim
    supported: bool
    right: bool
    cited: tuple[str, ...]
    exposed: bool = True


def cases(part: str, shelf: Shelf, true: Iterable[Claim], names: dict[str, Names]) -> Iterator[Case]:
    """Each true claim of a part, and what the corruptions make of it."""
    for claim in true:
        if claim.kind == "invented":
            yield _case(part, claim, shelf, supported=False)
            continue
        true_one = _case(part, claim, shelf, supported=True)
        yield true_one
        if claim.kind == "verbatim" and part != "unseen":
            continue
        far = [found for doc_id, found in names.items() if doc_id != claim.doc_id]
        for kind, text in corruptions(claim.text, names[claim.doc_id], sum(far, Names((), frozenset()))):
            made = _case(part, replace(claim, kind=kind, text=text), shelf, supported=False)
            yield replace(made, exposed=true_one.right)
        yield _wrong_source(part, claim, shelf)
        absent = replace(claim, kind="wrong source, the right one not found")
        yield _case(part, absent, shelf, supported=False, without_its_own=True)


def _case(part: str, claim: Claim, shelf: Shelf, *, supported: bool, without_its_own: bool = False) -> Case:
    resolved = resolve(f"{claim.text} [1]", [], shelf.hits(claim, without_its_own=without_its_own))
    kept = bool(resolved.citations) and not resolved.struck
    return Case(part, claim, supported, kept is supported, _cited(resolved))


def _wrong_source(part: str, claim: Claim, shelf: Shelf) -> Case:
    """A true claim with another's marker: right when it is struck, or its footnote leads to its own place."""
    resolved = resolve(f"{claim.text} [2]", [], shelf.hits(claim))
    mended = any(
        c.doc_id == claim.doc_id and c.start < claim.end and claim.start < c.end for c in resolved.citations
    )
    right = mended or not resolved.citations
    return Case(part, replace(claim, kind="wrong source"), False, right, _cited(resolved))


def _cited(resolved: Resolved) -> tuple[str, ...]:
    return tuple(citation.cited_text for citation in resolved.citations)


def sample_cases() -> Iterator[Case]:
    """The cases of the sample corpus, in two parts."""
    articles = sample_articles()
    held = {article.doc_id for article in articles[HELD_OUT]}
    names = {article.doc_id: Names.of(article.text) for article in articles}
    shelf = Shelf.of(articles)
    for claim in (*written_claims(articles), *verbatim_claims(articles)):
        yield from cases("held out" if claim.doc_id in held else "tuned on", shelf, [claim], names)


def unseen_cases(data: Path) -> Iterator[Case]:
    """The cases of the evaluation data: sentences as they stand, and with a part left out."""
    for name, articles in shelves(data):
        shelf = Shelf.of(articles)
        names = {article.doc_id: Names.of(article.text) for article in articles}
        whole = list(verbatim_claims(articles))
        drawn = whole[:: max(1, len(whole) // UNSEEN)]
        short = [
            replace(c, kind="part left out", text=s) for c in drawn for s in islice(shortened(c.text), 1)
        ]
        yield from cases(name, shelf, (*drawn, *short), names)


def table(found: Sequence[Case]) -> dict[str, dict[str, dict[str, float | int]]]:
    """For every part and kind: how many cases, and which share was right."""
    parts: dict[str, dict[str, dict[str, float | int]]] = {}
    for part in dict.fromkeys(case.part for case in found):
        own = [case for case in found if case.part == part]
        rows = {
            "supported, kept": [case for case in own if case.supported],
            "unsupported, struck": [case for case in own if not case.supported],
            "of these, made from what is kept": [c for c in own if not c.supported and c.exposed],
        }
        kinds = Counter((not case.supported, case.claim.kind) for case in own)
        for wrong, kind in sorted(kinds, key=lambda key: (key[0], -kinds[key])):
            label = f"  {'corrupted' if wrong else 'true'}: {kind}"
            rows[label] = [c for c in own if (not c.supported, c.claim.kind) == (wrong, kind)]
        parts[part] = {
            label: {
                "count": len(rows[label]),
                "right": round(sum(c.right for c in rows[label]) / len(rows[label]), 4),
            }
            for label in rows
            if rows[label]
        }
    return parts


def main() -> None:
    """Print the table; write it as JSON with `--json`; with `--show` every wrong case of a part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--shared", type=Path, default=Path("../shared/eval"), help="the evaluation data")
    parser.add_argument("--show", default="", help="show what came out wrong in this part")
    options = parser.parse_args()
    found = [*sample_cases(), *(unseen_cases(options.shared) if options.shared.is_dir() else ())]
    figures = table(found)
    for part, rows in figures.items():
        print(f"\n{part}")
        for label, row in rows.items():
            print(f"  {label:44}{row['count']:6}{row['right']:8.1%}")
    for case in found:
        if case.part == options.show and not case.right:
            print(f"\n[{case.claim.kind}] {case.claim.text}\n    {case.cited}")
    if options.json:
        write(dated({"parts": figures}), options.json)


if __name__ == "__main__":
    main()
