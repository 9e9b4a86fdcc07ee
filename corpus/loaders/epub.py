"""Electronic books: the chapters in reading order, as one article.

The format is a zip file in which META-INF/container.xml names a package file, whose spine lists the chapters.
"""

import posixpath
import re
from html.entities import html5
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from corpus.loaders.archive import open_archive
from corpus.loaders.blocks import paragraphs
from corpus.loaders.draft import Draft
from corpus.loaders.text import clean, decode
from corpus.loaders.unreadable import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENCRYPTED = "META-INF/encryption.xml"
_ENCRYPTED_CHAPTER = re.compile(rb"CipherReference[^>]+\.x?html?\"", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&([A-Za-z]\w{1,31};)")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


def read_epub(data: bytes, name: str) -> Draft:
    """The book: its chapters' text in reading order, and the title, authors, publisher and date it names."""
    with open_archive(data) as book:
        if _ENCRYPTED in book.namelist() and _ENCRYPTED_CHAPTER.search(_member(book, _ENCRYPTED)):
            raise Unreadable("encrypted: its chapters are under digital rights management")
        root_file = _tree(_member(book, "META-INF/container.xml")).find(".//{*}rootfile")
        if root_file is None:
            raise Unreadable("damaged: its container names no package file")
        package_name = root_file.get("full-path", "")
        package = _tree(_member(book, package_name))
        order = _reading_order(package, posixpath.dirname(package_name))
        chapters = [_chapter(book, file) for file in order]
    return Draft(
        text="\n\n".join(chapter for chapter in chapters if chapter),
        title=", ".join(_named(package, "title")[:1]),
        source=", ".join(_named(package, "publisher")),
        author=", ".join(_named(package, "creator")),
        published=", ".join(_named(package, "date")[:1]),
    )


def _reading_order(package: "_Element", folder: str) -> list[str]:
    files = {
        item.get("id"): unquote(item.get("href", "")) for item in package.iterfind(".//{*}manifest/{*}item")
    }
    spine = [files.get(item.get("idref"), "") for item in package.iterfind(".//{*}spine/{*}itemref")]
    return [posixpath.normpath(posixpath.join(folder, file)) for file in spine if file]


def _chapter(book: ZipFile, file: str) -> str:
    """A chapter's text; empty where the book lacks the file, or the file is a picture."""
    if file not in book.namelist() or file.lower().endswith((".svg", ".jpg", ".jpeg", ".png", ".gif")):
        return ""
    data = _member(book, file)
    body = _tree(data).find(".//{*}body") if data.strip() else None
    return "" if body is None else paragraphs(body)


def _member(book: ZipFile, file: str) -> bytes:
    try:
        return book.read(file)
    except KeyError as error:
        raise Unreadable(f"damaged: {file or 'its package file'} is missing") from error
    except (BadZipFile, ZlibError, EOFError, NotImplementedError) as error:
        raise Unreadable(f"damaged: {file} can't be unpacked") from error


def _tree(data: bytes) -> "_Element":
    """The XML in `data`, mended where broken; entities are HTML's own or nothing, and nothing is fetched."""
    from lxml import etree

    text = _ENTITY.sub(_character, _DECLARATION.sub("", clean(decode(data))))
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True)
    root = etree.fromstring(text, parser)
    if root is None:
        raise Unreadable("damaged: a file in it isn't XML")
    return root


def _character(entity: re.Match[str]) -> str:
    return entity[0] if entity[1] in _XML_ENTITIES else html5.get(entity[1], entity[0])


def _named(package: "_Element", name: str) -> list[str]:
    elements = package.iterfind(f".//{{http://purl.org/dc/elements/1.1/}}{name}")
    return [element.text.strip() for element in elements if element.text and element.text.strip()]
