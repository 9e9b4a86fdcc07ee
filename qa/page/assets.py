"""The page's style and script, as text."""

from pathlib import Path

_FOLDER = Path(__file__).parent

CSS = (_FOLDER / "page.css").read_text(encoding="utf-8")

JS = (_FOLDER / "page.js").read_text(encoding="utf-8")

ON_EXAMPLE = """element.addEventListener("click", (event) => {
  const example = event.target.closest("[data-question]");
  if (example) trigger("click", { question: example.dataset.question });
});"""
"""Run once on the conversation's element: a click on an example asks its question."""
