"""PDF files: the text of the pages, with the wrapping of lines undone."""

import io
import re

from corpus.loaders.draft import Draft
from corpus.loaders.text import clean
from corpus.loaders.unreadable import Unreadable
from corpus.loaders.wrapping import unwrap

_NO_TITLE = re.compile(r"untitled|microsoft word - .*|.*\.(docx?|indd|qxd|pdf|tex|dvi)", re.IGNORECASE)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_DATE = re.compile(r"(?:D:)?(\d{8})")


def read_pdf(data: bytes, name: str) -> Draft:
    """The article in a PDF: its text, and the title, author and date that its properties name."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("encrypted with a password")
    text = unwrap([clean(page.extract_text()).translate(_LIGATURES) for page in reader.pages])
    if not text:
        raise Unreadable("no text in it (scanned pages?)")
    known = reader.metadata
    about = {key: str(known[key]) for key in known if isinstance(known[key], str)} if known else {}
    title = clean(about.get("/Title", "")).strip()
    date = _DATE.match(about.get("/CreationDate", ""))
    return Draft(
        text=text,
        title="" if _NO_TITLE.fullmatch(title) else title,
        author=about.get("/Author", ""),
        published=date[1] if date else "",
    )
