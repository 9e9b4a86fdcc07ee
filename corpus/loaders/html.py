"""Web pages: the article in them, without what surrounds it."""

import re
from typing import TYPE_CHECKING

from corpus.loaders.blocks import paragraphs
from corpus.loaders.draft import Draft
from corpus.loaders.tags import check_tags, without_excess
from corpus.loaders.text import clean, decode, encoding_of_mark
from corpus.loaders.unreadable import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

# Expressions that look for what a page says of itself take a time that grows with its square. Of 181 news
# pages none says more than this.
_LONGEST_META, _LONGEST_JSON = 30_000, 60_000  # characters, all of a page together
_LONGEST_TYPE = 2_000  # characters of a document type before its line is broken
# The search for the main text takes a time that grows with the square of the elements beside each other, and
# many times the text's size in memory. Of those pages none has half as many.
_MOST_ELEMENTS, _LONGEST_TEXT = 25_000, 5_000_000  # of a page that is searched; the text in characters
_MOST_IN_HEAD = 2_000  # elements
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)


def read_html(data: bytes, name: str) -> Draft:
    """The article of a web page: main text, title, author, site and date; no comments, no menus."""
    page = _tree(clean(decode_page(data)))
    if page is None:
        raise Unreadable("no article text in it")
    document, body = _whole(page) if _is_huge(page) else _main(page)
    source = document.sitename or document.hostname or ""
    title = without_site(document.title or "", source)
    text = paragraphs(body)
    first, _, rest = text.partition("\n\n")
    return Draft(
        text=rest if rest and first.casefold() == title.casefold() else text,
        title=title,
        source=source,
        author=document.author or "",
        published=document.date or "",
        url=document.url or "",
    )


def _main(page: "HtmlElement") -> "tuple[Document, _Element]":
    """What `page` says of itself, and the main text found in it."""
    # The precise setting found the most of 181 news pages' texts with the least beside them.
    document = _extracted(page, precise=True) or _extracted(page, precise=False)
    if not document or document.body is None:
        raise Unreadable("no article text in it")
    return document, document.body


def _whole(page: "HtmlElement") -> "tuple[Document, _Element]":
    """What the head of a huge `page` says of it, and its body as it is: to search it would take too long."""
    from lxml.html import Element
    from trafilatura import extract_metadata

    head, body = page.find("head"), page.find("body")
    alone = Element("html")
    if head is not None and sum(1 for _ in head.iter()) <= _MOST_IN_HEAD:
        alone.append(head)
    return extract_metadata(alone), page if body is None else body


def _is_huge(page: "HtmlElement") -> bool:
    text = 0
    for elements, element in enumerate(page.iter(), start=1):
        text += len(element.tail or "")
        text += len(element.text or "") if element.tag not in ("script", "style") else 0
        if elements > _MOST_ELEMENTS or text > _LONGEST_TEXT:
            return True
    return False


def _tree(page: str) -> "HtmlElement | None":
    """The page's tree, and of what it says of itself as much as can be looked through quickly."""
    from trafilatura.utils import load_html

    if "doctype" in page[:50].lower() and page.find(">", 0, _LONGEST_TYPE) < 0:
        page = f"{page[:_LONGEST_TYPE]}\n{page[_LONGEST_TYPE:]}"
    check_tags(page)
    tree = load_html(without_excess(page))
    if tree is None:
        return None
    said = 0
    for meta in list(tree.iter("meta")):
        said += len(meta.get("content") or "")
        if said > _LONGEST_META:
            meta.attrib.pop("content", None)
    said = 0
    for script in list(tree.iter("script")):
        said += len(script.text or "") if "json" in (script.get("type") or "") else 0
        if said > _LONGEST_JSON:
            script.text = None
    return tree


def _extracted(page: "HtmlElement", *, precise: bool) -> "Document | None":
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(page, include_comments=False, favor_precision=precise, with_metadata=True)
    return found if isinstance(found, Document) and found.body is not None else None


def decode_page(data: bytes) -> str:
    """The text of a page: as UTF-8 where it is that, else as its head says, else by a guess."""
    if encoding_of_mark(data):
        return decode(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        named = _CHARSET.search(data[:4096])
    try:
        return data.decode(named[1].decode("ascii"), errors="replace") if named else decode(data)
    except (LookupError, ValueError):
        return decode(data)


def without_site(title: str, site: str) -> str:
    """`title` without the name of its site at the end.

    >>> without_site("Talks end - Daily News", "Daily News")
    'Talks end'
    """
    if not title.casefold().endswith(site.casefold()) or not site:
        return title
    rest = title[: -len(site)].rstrip()
    return rest[:-1].rstrip() or title if rest.endswith(("|", "-", "–", "—", "·")) else title
