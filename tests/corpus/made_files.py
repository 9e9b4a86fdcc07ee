"""Files made for tests: small whole ones of each format, and hostile ones."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from corpus.article import Article, Failure
from corpus.loaders import load

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>The Long Talks</dc:title><dc:creator>A. Writer</dc:creator><dc:date>2019-03-01</dc:date>"
    "<dc:publisher>Small Press</dc:publisher></metadata>"
    '<manifest><item id="two" href="text/two%20b.xhtml"/><item id="one" href="text/one.xhtml"/></manifest>'
    '<spine><itemref idref="one"/><itemref idref="two"/></spine></package>'
)


def articles(path: Path, root: Path | None = None) -> list[Article]:
    """The articles in `path`; the test fails where any of it can't be read."""
    results = list(load(path, root or path.parent))
    assert not [result for result in results if isinstance(result, Failure)]
    return [result for result in results if isinstance(result, Article)]


def article(path: Path) -> Article:
    """The one article in `path`."""
    (found,) = articles(path)
    return found


def failure(path: Path, *, max_bytes: int = 50_000_000) -> Failure:
    """The one failure that `path` is."""
    (found,) = load(path, path.parent, max_bytes=max_bytes)
    assert isinstance(found, Failure), found
    return found


def written(path: Path, content: str | bytes) -> Path:
    """`path`, now holding `content`."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def jsonl(path: Path, records: Iterable[object]) -> Path:
    """A file of one JSON value a line, compressed where its name says so."""
    data = "".join(json.dumps(record) + "\n" for record in records).encode()
    return written(path, gzip.compress(data) if path.name.endswith(".gz") else data)


def pdf(path: Path, pages: list[list[str]], info: str = "") -> Path:
    """A PDF of printed lines; `info` is what its properties say, in PDF's own syntax."""
    streams = [
        zlib.compress(
            b"BT /F1 10 Tf 72 720 Td 12 TL "
            + b" ".join(b"(%s) Tj T*" % line.encode("latin-1") for line in lines)
            + b" ET"
        )
        for lines in pages
    ]
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<<{info}>>".encode("latin-1"),
    ]
    for number, stream in enumerate(streams):
        page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
        objects.append(f"{page}/Contents {6 + 2 * number} 0 R>>".encode())
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + b"\nendstream")
    data, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + item + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R/Info 4 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(data))
    return written(path, data + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end)


def encrypted_pdf(path: Path, password: str) -> Path:
    """A PDF that opens with `password`."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(pdf(path, [["The border stayed closed."]])))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    writer.write(path)
    return path


def archive(path: Path, members: dict[str, str | bytes]) -> Path:
    """A zip file of `members`."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return written(path, data.getvalue())


def docx_with_body(path: Path, document: str | bytes) -> Path:
    """A Word document whose main part is `document`, whatever that is."""
    import docx

    whole = io.BytesIO()
    docx.Document().save(whole)
    with zipfile.ZipFile(whole) as packed:
        members: dict[str, str | bytes] = {name: packed.read(name) for name in packed.namelist()}
    return archive(path, {**members, "word/document.xml": document})


def epub(path: Path, chapters: tuple[str, str], **more: str) -> Path:
    """A book of two chapters given as XHTML; `more` are members named by their file name, dots as `_`."""
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": PACKAGE,
        "OEBPS/text/one.xhtml": chapters[0],
        "OEBPS/text/two b.xhtml": chapters[1],
        **{
            name.replace("META_INF__", "META-INF/").replace("_xml", ".xml"): content
            for name, content in more.items()
        },
    }
    return archive(path, members)
