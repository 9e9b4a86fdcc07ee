"""Small well-formed files of every format that is read: what the fuzzers begin with."""

import csv
import gzip
import io
import json
from pathlib import Path

from tests.corpus.made_files import WORD, docx_with_body, encrypted_pdf, epub, jsonl, pdf

SHARED = Path(__file__).resolve().parents[3] / "shared" / "eval"
LARGEST = 60_000  # bytes of a file at hand that is taken as a seed
SECRET = "thecanarysangatmidnight"

_TEXT = (
    "Talks end\n\nThe envoys met in Hanoi on 27 February 2019. Nobody won, “as usual”.\n\nTrade fell 84 %."
)
_MARKDOWN = (
    "---\ntitle: Talks end\nauthor: [A. Writer, B. Writer]\ndate: 2019-02-28\nsource: Daily\n---\n"
    "# Talks end\n\n- One **bold** [link](http://a.example/b).\n- Two.\n\n> Quoted.\n"
)
_PAGE = (
    "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Talks end - Daily</title>"
    '<meta property="article:published_time" content="2019-02-28T10:00:00Z">'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Talks end",'
    '"datePublished":"2019-02-28","author":{"name":"A. Writer"}}</script></head>'
    "<body><nav><a href=/>Home</a></nav><article><h1>Talks end</h1>"
    + "<p>The envoys met in Hanoi, <b>officials</b> said &amp; left on Monday the 27th of February.</p>" * 4
    + "<table><tr><td>1</td><td>2</td></tr></table><ul><li>One</li></ul></article></body></html>"
)
_RECORD = {
    "id": "a1", "title": "Talks end", "text": "The envoys met. Nobody won.", "source": {"name": "Daily"},
    "authors": ["A", "B"], "published_at": 1551312000, "url": "https://daily.example/a",
}  # fmt: skip


def seeds(suffix: str, place: Path) -> list[bytes]:
    """Well-formed files of that kind, made in `place`, and small ones of the evaluation data."""
    return [*_made(suffix, place), *_at_hand(suffix)]


def entities(place: Path, port: int) -> str:
    """A document type that asks for a secret file and a server on this machine: neither may be read."""
    secret = place / "secret.txt"
    secret.write_text(SECRET)
    return (
        f'<!DOCTYPE r SYSTEM "http://127.0.0.1:{port}/dtd" [<!ENTITY e SYSTEM "{secret.as_uri()}">'
        f'<!ENTITY f SYSTEM "http://127.0.0.1:{port}/e">'
        f'<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p"> %p;]>'
    )


def _made(suffix: str, place: Path) -> list[bytes]:
    match suffix:
        case ".txt":
            return [_TEXT.encode(), _TEXT.encode("utf-16"), _TEXT.encode("cp1252")]
        case ".md" | ".markdown":
            return [_MARKDOWN.encode(), _TEXT.encode()]
        case ".html" | ".htm":
            return [_PAGE.encode(), f"{entities(place, 9)}<html><body><p>One &e; &f;</p>{_PAGE}".encode()]
        case ".pdf":
            plain = pdf(
                place / "seed.pdf", [["One line.", "Two."], ["3"]], "/Title(Talks)/CreationDate(D:2019)"
            )
            return [plain.read_bytes(), encrypted_pdf(place / "locked.pdf", "").read_bytes()]
        case ".docx":
            return [docx_with_body(place / "seed.docx", body).read_bytes() for body in _bodies(place)]
        case ".epub":
            chapter = (
                f"{entities(place, 9)}<html><body><h1>One</h1><p>Text &e; &nbsp; more.</p></body></html>"
            )
            return [
                epub(place / "seed.epub", (chapter, "<html><body><p>Two.</p></body></html>")).read_bytes()
            ]
        case ".json":
            return [json.dumps(value).encode() for value in (_RECORD, [_RECORD] * 2, {"articles": [_RECORD]})]
        case ".csv":
            return [_table(delimiter) for delimiter in ",;\t"]
        case _:
            return [jsonl(place / f"seed{suffix}", [_RECORD, {**_RECORD, "id": 2}, {"x": 1}]).read_bytes()]


def _bodies(place: Path) -> list[str]:
    """Main parts of a Word document: paragraphs and a table, and one that asks for a file."""
    run = "<w:p><w:r><w:t>The envoys met.</w:t><w:br/><w:tab/></w:r></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{run}</w:tc><w:tc>{run}</w:tc></w:tr></w:tbl>"
    document = f"<w:document xmlns:w='{WORD}'><w:body>{run}{table}<w:sdt><w:sdtContent>{run}</w:sdtContent>"
    whole = f"{document}</w:sdt></w:body></w:document>"
    return [whole, entities(place, 9).replace(" r ", " w:document ") + whole.replace("envoys", "&e;")]


def _table(delimiter: str) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=delimiter)
    rows.writerows(
        [["title", "text", "date"], ["Talks", 'He said "no",\nand left.', "2019-02-28"], ["T", "U", ""]]
    )
    return text.getvalue().encode()


def _at_hand(suffix: str) -> list[bytes]:
    if not SHARED.is_dir():
        return []
    if suffix == ".html":
        packed = sorted((SHARED / "html" / "pages").iterdir())[::12]
        return [page for file in packed if len(page := gzip.decompress(file.read_bytes())) <= LARGEST]
    files = [file for name in ("files", "hostile") for file in sorted((SHARED / name).rglob(f"*{suffix}"))]
    return [file.read_bytes() for file in files if file.stat().st_size <= LARGEST]
