"""The page's style and script, as text."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


CSS = "\n\n".join(map(_text, sorted(_FOLDER.glob("*.css"))))

JS = "() => {\n" + "".join(f"({_text(path)})();\n" for path in sorted(_FOLDER.glob("*.js"))) + "}"
"""Run once when the page has come up; each file is one function without arguments."""

ON_EXAMPLE = """element.addEventListener("click", (event) => {
  const example = event.target.closest("[data-question]");
  if (example) trigger("click", { question: example.dataset.question });
});"""
"""Run once on an element with questions to click: a click on one is the element's, and says which."""
