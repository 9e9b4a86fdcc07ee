"""Joining a Ray cluster in bounded time, in silence, with an error that says what to do."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import ClusterError, SettingError

AUTO = "auto"
# So long a port has to answer, and Ray behind it; starting what Ray needs takes some seconds of that.
_ANSWER_SECONDS = 5
_JOIN_SECONDS = 60
# The vectors of some batches and their tokens.
_STORE_BYTES = 512 * 1024 * 1024
_QUIET: Mapping[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
# Joining is tried in a process of its own: where it fails, Ray may end the process, after minutes.
_TRIAL = "import sys, ray; ray.init(address=sys.argv[1], log_to_driver=False, logging_level='ERROR')"


def prepare(address: str) -> None:
    """Say what Ray asks the environment as soon as it is imported: no reports of use, nothing said."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_DATA_LOG_LEVEL", "CRITICAL")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    if address == AUTO:  # the name tells less than it does: everything listens on 127.0.0.1
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"


def connect(ray: ModuleType, address: str) -> bool:
    """Join the cluster at `address`, or begin one on this machine; `ClusterError` where that fails.

    Gives whether that was needed: a program that has joined a cluster already stays in that one.
    """
    if ray.is_initialized():
        return False
    if address != AUTO:
        _check_answer(address)
        _try(address)
    place: Mapping[str, Any] = {"address": address}
    if address == AUTO:
        place = {"address": "local", "include_dashboard": False, "object_store_memory": _STORE_BYTES}
    try:
        with _hushed():
            ray.init(**place, **_QUIET)
    except Exception as error:  # Ray raises just that where starting takes too long
        ray.shutdown()
        raise ClusterError(f"can't join the Ray cluster {address} ({_last_line(str(error))})") from error
    # Of machines that are lost it tells on standard output, where JSON may be, whatever it was told above.
    ray._private.worker.print_to_stdstream = lambda *_, **__: None
    return True


def _check_answer(address: str) -> None:
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise SettingError(f"the Ray address {address!r} is none: give HOST:PORT, or {AUTO} for this machine")
    try:
        socket.create_connection((host, port), _ANSWER_SECONDS).close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ClusterError(
            f"no Ray cluster answers at {address} ({reason}): start one with ray start --head, "
            f"or use --ray {AUTO}"
        ) from error


def _try(address: str) -> None:
    try:
        tried = subprocess.run(  # noqa: S603 - our own words, and the address an argument
            [sys.executable, "-c", _TRIAL, address],
            capture_output=True,
            text=True,
            timeout=_JOIN_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ClusterError(
            f"what answers at {address} is no Ray cluster, or one that hangs: give the address that "
            "ray start --head named"
        ) from error
    if tried.returncode:
        said = tried.stderr
        if "Version mismatch" in said:
            told = " ".join(said[said.index("Version mismatch") :].split())
            raise ClusterError(
                f"the Ray cluster {address} has other versions ({told}): install the same on both"
            )
        raise ClusterError(
            f"can't join the Ray cluster {address} ({_last_line(said)}): run this on one of its machines"
        )


@contextmanager
def _hushed() -> Iterator[None]:
    """Drop what is said on standard error by others than Python: Ray says there that it says nothing."""
    with Path(os.devnull).open("wb") as nowhere:
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
