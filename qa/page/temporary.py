"""The folder where uploads lie until they are read: of this run, for this user only, and gone at its end."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path


@cache
def own_folder() -> Path:
    """The folder, made at the first call within `GRADIO_TEMP_DIR` or the system's place, removed at exit."""
    place = os.environ.get("GRADIO_TEMP_DIR") or None
    if place:
        Path(place).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="footnote-", dir=place))  # its mode is 0700
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
