"""A benchmark's figures on disk: with the day and the machine they were taken on."""

import json
import os
import platform
from collections.abc import Mapping
from datetime import date
from pathlib import Path


def dated(figures: Mapping[str, object]) -> dict[str, object]:
    """`figures` under the day and the machine of this run."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return {"date": date.today().isoformat(), "machine": machine, **figures}


def write(report: Mapping[str, object], path: Path) -> None:
    """Write `report` to `path` as JSON."""
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
