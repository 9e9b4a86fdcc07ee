"""Where files are given to the library: buttons, a place to drop them, and how they come to the server."""

from pathlib import Path

from corpus.errors import InputError
from corpus.folder import SUFFIXES
from qa.uploads import Received, check

MOST = 10_000
"""So many files are taken at once."""

ON_SEND = """element.addEventListener("fn-send", async ({ detail: { files, tell } }) => {
  const { most } = element.querySelector(".fn-give").dataset;
  const kinds = element.querySelector("input[accept]").accept.split(",");
  const sent = [];
  for (const [n, file] of files.entries()) {
    tell(n, file.name);
    const known = kinds.some((kind) => file.name.toLowerCase().endsWith(kind));
    const about = { name: file.name, size: file.size, path: "" };
    try {
      if (known && file.size && file.size <= Number(most)) about.path = (await upload(file)).path;
    } catch (error) {
      console.warn(`${file.name} was not uploaded: ${error}`);
    }
    sent.push(about);
  }
  tell(files.length, "");
  trigger("upload", { files: sent });
});
element.addEventListener("click", (event) => {
  if (event.target.closest(".fn-sync")) trigger("submit");
  if (event.target.closest(".fn-stop-sync")) trigger("stop");
});"""
"""Run once on the element of the buttons; `library.js` sends it the files that were chosen or dropped.

A file that can't be taken is named without being sent: the server says why.
"""


def uploading_html(max_bytes: int) -> str:
    """Buttons for files and for a folder, both also dropped here; a button to sync, one to stop a sync."""
    kinds = ",".join(SUFFIXES)
    return (
        f'<div class="fn-give" data-most="{max_bytes}"><p class="fn-acts">'
        '<button type="button" class="fn-act" data-picks="files">Add files…</button>'
        '<button type="button" class="fn-act" data-picks="folder">Add a folder…</button>'
        '<button type="button" class="fn-act fn-sync">Sync folders</button>'
        '<button type="button" class="fn-act fn-stop-sync">Stop the sync</button></p>'
        f'<input type="file" multiple hidden accept="{kinds}" aria-label="Files to add">'
        '<input type="file" multiple hidden webkitdirectory aria-label="Folder to add">'
        f'<p class="fn-hint">Or drop them here: {" ".join(SUFFIXES)}, up to {max_bytes / 1e6:,.0f} MB each. '
        "They are kept with the library.</p>"
        '<div class="fn-sending" role="status"></div></div>'
    )


def received_from(files: object, inbox: set[str], max_bytes: int) -> tuple[list[Received], list[str]]:
    """The files that a browser says it has sent, and a line for each that didn't come.

    Only what Gradio has written into `inbox` itself is one: the names of other files on this machine are not
    taken from a browser.
    """
    if not isinstance(files, list) or len(files) > MOST:
        return [], [f"at most {MOST:,} files at once: upload them in parts"]
    received, problems = [], []
    for file in files:
        name, path = str(file["name"]), str(file["path"])
        if path in inbox:
            inbox.discard(path)
            received.append(Received(Path(path), name))
        else:
            problems.append(_missing(name, int(file["size"]), max_bytes))
    return received, problems


def _missing(name: str, size: int, max_bytes: int) -> str:
    """Why a file was not sent."""
    try:
        check(name, size, max_bytes)
    except InputError as error:
        return str(error)
    return f"{name} got lost on its way: upload it again"
