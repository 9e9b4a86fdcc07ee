"""The folder of a compiled network: what was written there is used as it was written, or not at all.

Beside the graph lies what OpenVINO made of it for this processor, under names of its own. Most starts read
that and not the graph's weights, so that its sums are checked then; those of the weights are when OpenVINO
makes something new of them.
"""

import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.sums import Sums, check_sums, read_sums, take_sums

GRAPH, WEIGHTS = "model.xml", "model.bin"
_ABOUT, _MADE, _SUMS = "about.json", "blob", "sums.json"

_log = logging.getLogger(__name__)


def write_about(folder: Path, about: Mapping[str, object]) -> None:
    """Put `about`, and the sums of all files in `folder`, beside them."""
    sums = {name: value for name, value in take_sums(folder).items() if "/" not in name and name != _ABOUT}
    told = {**about, "files": sums}
    (folder / _ABOUT).write_text(json.dumps({**told, "sum": _sum(told)}))


def read_about(folder: Path) -> dict[str, Any]:
    """What was written with `write_about`; `OSError`, `ValueError` or `KeyError` where a file is another.

    Of the weights only the size is looked at.
    """
    about = json.loads((folder / _ABOUT).read_text())
    if not isinstance(about, dict) or about.pop("sum", "") != _sum(about):
        raise ValueError(f"{folder / _ABOUT} is not as it was written, or by another version")
    sums = read_sums(about["files"])
    if (folder / WEIGHTS).stat().st_size != sums[WEIGHTS][0]:
        raise ValueError(f"{folder / WEIGHTS} is not as it was written")
    check_sums(folder, {name: sums[name] for name in sums if name != WEIGHTS})
    return about


@contextmanager
def compiling(folder: Path, use: str) -> Iterator[Path]:
    """Where OpenVINO finds, and may leave, what it makes of the graph in `folder` for `use`.

    What isn't as it left it is deleted first; what it leaves is remembered when the block ends. `ValueError`
    where it was made of weights that are not as they were written.
    """
    about = read_about(folder)
    place = folder / _MADE / use
    sound = _sound(place)
    try:
        yield place
        made = [path for path in place.glob("*") if path.name not in (*sound, _SUMS)]
        if made or not sound:
            check_sums(folder, read_sums(about["files"]))
    except BaseException:
        _delete(place, sound)
        raise
    if made:
        with suppress(OSError):  # then it is made anew the next time
            _remember(place)


def _sum(about: Mapping[str, object]) -> str:
    return sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def _sound(place: Path) -> Sums:
    """What is in `place` as it was left there; the rest is deleted."""
    try:
        kept = read_sums(json.loads((place / _SUMS).read_text()))
    except (OSError, ValueError, TypeError, AttributeError):
        kept = {}
    sound = {}
    for name, sums in kept.items():
        try:
            check_sums(place, {name: sums})
            sound[name] = sums
        except ValueError as error:
            _log.warning("%s: making it anew", error)
        except OSError:
            continue
    _delete(place, sound)
    return sound


def _delete(place: Path, but: Sums) -> None:
    for path in place.glob("*"):
        if path.name not in (*but, _SUMS):
            path.unlink(missing_ok=True)


def _remember(place: Path) -> None:
    sums = {name: value for name, value in take_sums(place).items() if name != _SUMS}
    aside = place / f".{_SUMS}.{os.getpid()}"
    aside.write_text(json.dumps(sums))
    aside.replace(place / _SUMS)
