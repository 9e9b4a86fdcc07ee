"""The looks that a page has, large and small, light and dark, and pictures of them."""

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

WIDTHS = (1280, 320)
SCHEMES: tuple[Any, ...] = ("light", "dark")
_STILL = """*, *::before, *::after {
  transition: none !important; animation: none !important; caret-color: transparent !important;
}"""


def folder_for_pictures(otherwise: Path) -> Path:
    """Where pictures are written: the folder that FOOTNOTE_SCREENSHOTS names, else `otherwise`."""
    folder = Path(os.environ.get("FOOTNOTE_SCREENSHOTS") or otherwise)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def looks(page: Page) -> Iterator[str]:
    """The name of each look, while the page has it; it is left large and light."""
    for width, scheme in product(WIDTHS, SCHEMES):
        has_look(page, width, scheme)
        yield f"{width}-{scheme}"
    has_look(page, WIDTHS[0], SCHEMES[0])


def has_look(page: Page, width: int, scheme: Any) -> None:
    """Waits until the page is so wide and so coloured, and nothing on it moves."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_function("dark => document.body.classList.contains('dark') === dark", arg=scheme == "dark")
    if not page.locator("style[data-still]").count():
        page.evaluate(
            """css => {
                const style = document.createElement("style");
                style.dataset.still = "";
                style.textContent = css;
                document.head.append(style);
            }""",
            _STILL,
        )
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def photograph(page: Page, folder: Path, name: str) -> None:
    """Pictures of all looks of the page, as `name`-width-scheme.png in `folder`."""
    for look in looks(page):
        page.screenshot(path=folder / f"{name}-{look}.png")
