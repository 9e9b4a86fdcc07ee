"""The README's examples, run: what it shows is what one gets."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from index.library import Library
from index.local.store import LocalStore
from qa.assemble import chatbot
from qa.serving import Serving
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


@pytest.fixture
def environment(sample_library: Library) -> dict[str, str]:
    """Variables under which the examples use the library of the sample articles."""
    assert isinstance(sample_library.store, LocalStore)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")}
    return kept | {"FOOTNOTE_LIBRARY": str(sample_library.store.path), "COLUMNS": "200"}


def test_the_five_lines_of_python_print_what_is_shown(environment: dict[str, str]) -> None:
    found = re.search(r"```python\n(import qa\n.*?)```\n+```\n(.*?)```", README, re.DOTALL)
    assert found
    ran = subprocess.run(
        [sys.executable, "-c", found[1]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.stdout == found[2], ran.stderr


def test_the_retriever_finds_what_a_search_finds(
    environment: dict[str, str], sample_library: Library
) -> None:
    (code,) = re.findall(r"```python\n([^`]*qa\.adapters[^`]*)```", README)
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    hits = sample_library.search("border closure", 3)
    assert ran.stdout.splitlines() == [f"{hit.article.title} {hit.chunk.start}" for hit in hits], ran.stderr


def test_the_command_line_prints_what_is_shown(environment: dict[str, str]) -> None:
    found = re.search(r'```\n\$ footnote ask "([^"]+)"\n(.*?)```', README, re.DOTALL)
    assert found
    command = [sys.executable, "-m", "qa.cli", "ask", found[1]]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert ran.stdout == found[2], ran.stderr


def test_the_evaluation_prints_what_is_shown_but_for_its_figures(
    environment: dict[str, str], tmp_path: Path
) -> None:
    found = re.search(r"```\n\$ footnote eval (\S+) --out before.jsonl\n(.*?)```", README, re.DOTALL)
    assert found
    command = [sys.executable, "-m", "qa.cli", "eval", found[1], "--out", str(tmp_path / "before.jsonl")]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert without_figures(ran.stdout) == without_figures(found[2]), ran.stderr


def without_figures(table: str) -> list[str]:
    """The lines without the means, which move with every better ranking, and without the library's place."""
    place = re.compile(r"^(library +).*|[01]?\.\d{3}|–| ", re.MULTILINE)
    return [place.sub("\\1", line) for line in table.splitlines()]


@pytest.fixture(scope="module")
def served(sample_library: Library) -> Iterator[str]:
    """The address of the page over the sample articles."""
    page = app.build(chatbot(sample_library, Settings()))
    yield app.launch(page, "127.0.0.1", 0)
    page.close(verbose=False)


@pytest.mark.parametrize(("language", "program"), [("python", sys.executable), ("sh", "sh")])
def test_the_programs_that_ask_over_http_get_answers(language: str, program: str, served: str) -> None:
    (code,) = re.findall(rf"```{language}\n([^`]*127\.0\.0\.1:7860[^`]*)```", README)
    code = code.replace("http://127.0.0.1:7860", served)
    ran = subprocess.run([program, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert ("closed its border" if language == "python" else '"chunk_id"') in ran.stdout


def test_three_commands_carry_the_sample_library_into_milvus_and_back(
    environment: dict[str, str], tmp_path: Path
) -> None:
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed")
    (code,) = re.findall(r"```sh\n(footnote copy[^`]*)```", README)
    assert len(code.splitlines()) == 3
    file, back = tmp_path / "sample.db", tmp_path / "back"
    code = code.replace("/tmp/sample.db", str(file)).replace(" back\n", f" {back}\n")
    code = code.replace(".footnote", environment["FOOTNOTE_LIBRARY"])
    code = code.replace("footnote ", f"{sys.executable} -m qa.cli ")
    ran = subprocess.run(
        ["sh", "-ec", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240
    )
    assert ran.returncode == 0, ran.stderr
    copied = r"14 articles added, 0 updated, 0 removed, 0 unchanged; nothing was embedded"
    assert re.fullmatch(
        rf"milvus://{file}: {copied}\n.*hospitals lack.*\n{back}: {copied}\n", ran.stdout, re.S
    )


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_variable_that_the_readme_names_is_a_setting() -> None:
    names = {name.removeprefix("FOOTNOTE_").lower() for name in re.findall(r"FOOTNOTE_[A-Z_]+", README)}
    assert names <= set(Settings.__dataclass_fields__) | set(Serving.__dataclass_fields__)
