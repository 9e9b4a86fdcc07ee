"""The audit finds what the service tells of, and says so where there is no service."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOUND = {"name": "a", "version": "1", "vulns": []}
BROKEN = {"name": "b", "version": "2", "vulns": [{"id": "GHSA-planted", "fix_versions": ["3"]}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "told"),
    [
        (
            [SOUND, BROKEN, UNKNOWN],
            1,
            "b 2: GHSA-planted, mended in 3\n2 of 3 packages audited, 1 vulnerabilities\n",
        ),
        ([SOUND], 0, "1 of 1 packages audited, 0 vulnerabilities\n"),
        ([UNKNOWN], 0, "not audited, its service can't be reached: the index tells of no vulnerabilities\n"),
        (None, 0, "not audited, its service can't be reached: ConnectionError: no such host\n"),
    ],
)
def test_the_audit_tells_what_it_is_told(tmp_path: Path, packages: object, code: int, told: str) -> None:
    said = f"print({json.dumps({'dependencies': packages})!r})"
    silent = "import sys; sys.exit('Traceback\\nConnectionError: no such host')"
    (tmp_path / "pip_audit.py").write_text(silent if packages is None else said)
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run([sys.executable, ".ci/audit.py"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (code, told)
