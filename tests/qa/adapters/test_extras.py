"""Without the package that an adapter is for: one line that names the cure."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("adapter", "package", "extra"),
    [("langchain", "langchain_core", "langchain"), ("llama_index", "llama_index", "llama-index")],
)
def test_a_missing_package_is_told_with_the_command_that_installs_it(
    adapter: str, package: str, extra: str
) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; import qa.adapters.{adapter}"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].endswith(
        f"MissingExtra: {package} is not installed: pip install 'footnote-qa[{extra}]'"
    )
