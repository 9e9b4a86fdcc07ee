"""Reads files that atheris makes up, led by what code they reach; the same laws hold as for `fuzzing`.

    python -m benchmarks.reliability.covered --seconds 600 --findings findings/ [.pdf .docx …]

What the parsers are written in Python is instrumented. Of formats that are packed the fuzzer makes the packed
part: the main part of a Word document, a chapter of a book, the lines of a compressed file.
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from benchmarks.reliability.fuzzing import Fuzzed
from benchmarks.reliability.laws import MEMORY, SECONDS
from benchmarks.reliability.seeds import seeds
from corpus.folder import SUFFIXES

_INSTRUMENTED = ("corpus", "pypdf", "trafilatura", "htmldate", "docx", "frontmatter", "yaml", "dateparser")
_BASE = 500_000_000  # bytes that the instrumented process has before it reads anything
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_SLOWEST = re.compile(r"stat::slowest_unit_time_sec:\s*(\d+)")


def run(seconds: float, kinds: tuple[str, ...] = SUFFIXES, findings: Path | None = None) -> dict[str, object]:
    """Fuzz the loaders of `kinds` for so many seconds in all; none where atheris isn't installed."""
    test = "loaders, led by coverage"
    if find_spec("atheris") is None:
        return {"test": test, "trials": 0, "failures": 0, "skipped": "atheris is not installed"}
    parts = [fuzz(kind, max(1, int(seconds / len(kinds))), findings) for kind in kinds]
    return {
        "test": test,
        "trials": sum(part.trials for part in parts),
        "failures": sum(len(part.failures) for part in parts),
        "kinds": {part.test: {"trials": part.trials, "failures": part.failures} for part in parts},
    }


def fuzz(suffix: str, seconds: int, findings: Path | None = None) -> Fuzzed:
    """Fuzz the loader of one kind of file; the first finding ends it, and is kept in `findings`."""
    with tempfile.TemporaryDirectory(prefix="footnote-covered-") as name:
        place = Path(name)
        (corpus := place / "corpus").mkdir()
        for number, data in enumerate(seeds(suffix, place)):
            (corpus / f"{number}").write_bytes(unpacked(suffix, data))
        command = [
            sys.executable, "-m", "benchmarks.reliability.covered", "--in-child", suffix, str(corpus),
            f"-max_total_time={seconds}", f"-timeout={SECONDS}",
            f"-rss_limit_mb={(_BASE + MEMORY) // 1_000_000}",
            f"-artifact_prefix={place}/found-", "-print_final_stats=1", "-max_len=100000", "-verbosity=0",
        ]  # fmt: skip
        ended = subprocess.run(command, check=False, capture_output=True, text=True)
        told = ended.stderr + ended.stdout
        runs, slowest = _RUNS.search(told), _SLOWEST.search(told)
        part = Fuzzed(suffix, int(runs[1]) if runs else 0, float(slowest[1]) if slowest else 0.0)
        if ended.returncode:
            part.failures.append(told[-2_000:])
        if findings:
            findings.mkdir(parents=True, exist_ok=True)
            for found in place.glob("found-*"):
                (findings / f"{found.name}{suffix}").write_bytes(packed(suffix, found.read_bytes()))
    return part


def packed(suffix: str, data: bytes) -> bytes:
    """A file of that kind around `data`; `data` itself where the kind isn't packed."""
    from tests.corpus.made_files import docx_with_body, epub

    match suffix:
        case ".jsonl.gz":
            return gzip.compress(data, 1)
        case ".docx" | ".epub":
            with tempfile.TemporaryDirectory() as name:
                path = Path(name) / "a"
                if suffix == ".docx":
                    return docx_with_body(path, data).read_bytes()
                return epub(path, (data.decode("utf-8", "replace"), "<html><body/></html>")).read_bytes()
    return data


def unpacked(suffix: str, data: bytes) -> bytes:
    """The part of a well-formed file that is fuzzed."""
    import io
    import zipfile

    if suffix == ".jsonl.gz":
        return gzip.decompress(data)
    if suffix not in (".docx", ".epub"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        wanted = "word/document.xml" if suffix == ".docx" else "html"
        return next((archive.read(name) for name in archive.namelist() if name.endswith(wanted)), b"")


def _in_child(suffix: str, arguments: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=list(_INSTRUMENTED), enable_loader_override=False):
        from benchmarks.reliability.laws import Watch, broken_law
        from corpus.loaders import load

    folder = Path(tempfile.mkdtemp(prefix="footnote-covered-in-"))
    path, watch = folder / f"a{suffix}", Watch(folder)

    def read_one(data: bytes) -> None:
        path.write_bytes(packed(suffix, data))
        if wrong := broken_law(load, path, watch):
            raise AssertionError(wrong)

    for seed in Path(arguments[0]).iterdir():  # what is imported, is imported before it is watched
        path.write_bytes(packed(suffix, seed.read_bytes()))
        list(load(path, folder))
    atheris.Setup([sys.argv[0], *arguments], read_one)
    atheris.Fuzz()


def main() -> None:
    """Fuzz each kind of file that is named, or all."""
    if sys.argv[1:2] == ["--in-child"]:
        _in_child(sys.argv[2], sys.argv[3:])
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=60, help="for each kind of file")
    parser.add_argument("--findings", type=Path, help="where files that break a law are kept")
    parser.add_argument("kinds", nargs="*", default=SUFFIXES, help="such as .pdf; all")
    options = parser.parse_args()
    for kind in options.kinds:
        part = fuzz(kind, options.seconds, options.findings)
        print(json.dumps({"test": kind, "trials": part.trials, "failures": part.failures}), flush=True)


if __name__ == "__main__":
    main()
