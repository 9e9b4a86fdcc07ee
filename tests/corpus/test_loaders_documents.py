"""Web pages, PDF, Word documents and books: the article in them, its paragraphs whole."""

import gzip
import io
import json
import re
import zlib
from collections import Counter
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.loaders import load
from corpus.loaders.wrapping import unwrap
from tests.corpus.made_files import (
    WORD,
    archive,
    article,
    docx_with_body,
    encrypted_pdf,
    epub,
    failure,
    pdf,
    written,
)

FIRST = (
    "The two envoys met in the capital on Monday and spoke for several hours about sanctions, officials said."
)
SECOND = (
    "Neither of them would say when the next round of the talks is to be held, or whether there will be one."
)

PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Envoys meet again - Daily News</title>
<meta property="og:site_name" content="Daily News"><meta name="author" content="Ann Writer">
<meta property="article:published_time" content="2019-02-28T23:30:00-05:00">
<link rel="canonical" href="https://www.example.org/news/envoys"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Envoys meet again</h1><p>{FIRST}</p><p>{SECOND}</p>
<h2>What is next</h2><p>{FIRST[::-1]}</p></article>
<div class="comments"><p>First comment, and a rude one at that, from a reader who has not read it.</p></div>
<footer><p>Copyright Daily News. All rights reserved.</p></footer><script>alert(1)</script></body></html>"""


def test_a_page_gives_its_article_and_nothing_around_it(tmp_path: Path) -> None:
    found = article(written(tmp_path / "a.html", PAGE))
    assert (found.title, found.source, found.author) == ("Envoys meet again", "Daily News", "Ann Writer")
    assert (found.published, found.url) == ("2019-02-28", "https://www.example.org/news/envoys")
    assert f"{FIRST}\n\n{SECOND}\n\nWhat is next" in found.text
    assert not re.search("Home|rude|Copyright|alert", found.text)


def test_a_title_that_the_text_begins_with_is_said_once(tmp_path: Path) -> None:
    body = f"<p>Envoys meet</p><p>{FIRST}</p><p>{SECOND}</p>"
    head = '<head><meta property="og:title" content="Envoys meet"></head>'
    page = f"{head}<body><article>{body}</article></body>"
    found = article(written(tmp_path / "a.html", page))
    assert (found.title, found.text) == ("Envoys meet", f"{FIRST}\n\n{SECOND}")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_a_page_is_read_in_the_encoding_its_head_names(tmp_path: Path, encoding: str) -> None:
    text = "Президент встретился с министром иностранных дел Китая. " * 5
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{text}</p></body></html>'
    assert article(written(tmp_path / "a.htm", page.encode(encoding))).text == text.strip()


@pytest.mark.parametrize("page", ["<script>alert(1)</script>", "<html><body></body></html>", "<", "<!-- -->"])
def test_a_page_without_an_article_is_a_failure(tmp_path: Path, page: str) -> None:
    assert failure(written(tmp_path / "a.html", page)).reason == "no article text in it"


def test_saved_news_pages_give_up_their_articles(shared: Path) -> None:
    from corpus.loaders.html import read_html

    truth = json.loads((shared / "eval/html/ground-truth.json").read_text())
    scores = []
    for name in sorted(truth)[::8]:
        page = gzip.decompress((shared / f"eval/html/pages/{name}.html.gz").read_bytes())
        wanted = Counter(re.findall(r"\w+", truth[name]["articleBody"]))
        found = Counter(re.findall(r"\w+", read_html(page, name).text))
        scores.append(2 * (wanted & found).total() / (wanted.total() + found.total()))
    assert sum(scores) / len(scores) > 0.94


def test_printed_lines_become_paragraphs_again(tmp_path: Path) -> None:
    pages = [
        ["Envoys meet",
         "The two envoys met in the capital on Mon-", "day and spoke for several hours about the",
         "sanctions.",
         "A well-known figure said neither of them, as", "ever, would say when the next of these well-",
         "known rounds will be, or whether there", "1"],
        ["will be one at all, the official added. The", "U.S.-", "backed plan is off the table now.", "2"],
    ]  # fmt: skip
    info = "/Title(Envoys)/Author(Ann Writer)/CreationDate(D:20190228120000Z)"
    found = article(pdf(tmp_path / "a.pdf", pages, info))
    assert (found.title, found.author, found.published) == ("Envoys", "Ann Writer", "2019-02-28")
    assert found.text.split("\n\n") == [
        "Envoys meet",
        "The two envoys met in the capital on Monday and spoke for several hours about the sanctions.",
        "A well-known figure said neither of them, as ever, would say when the next of these well-known"
        " rounds will be, or whether there will be one at all, the official added. The U.S.-backed plan"
        " is off the table now.",
    ]


@given(st.lists(st.lists(st.text("abC. -\u4e2d", max_size=30), max_size=8), max_size=5))
def test_undoing_the_wrapping_loses_no_letter(pages: list[list[str]]) -> None:
    text = unwrap(["\n".join(page) for page in pages])
    assert "\n\n\n" not in text
    words = [line for page in pages for line in page]
    assert len(re.findall("[abC\u4e2d]", text)) <= len(re.findall("[abC\u4e2d]", "".join(words)))
    if len(pages) < 3:
        assert re.findall("[abC\u4e2d]", text) == re.findall("[abC\u4e2d]", "".join(words))


def test_lines_that_run_through_all_pages_are_left_out() -> None:
    pages = [f"The Daily, page {n}\nThis is what stands on page {'abcde'[n]}.\n{n} / 5" for n in range(5)]
    assert "Daily" not in unwrap(pages)
    assert all(f"page {letter}." in unwrap(pages) for letter in "abcde")


def test_an_encrypted_pdf_is_read_when_its_password_is_empty(tmp_path: Path) -> None:
    assert article(encrypted_pdf(tmp_path / "open.pdf", "")).text == "The border stayed closed."
    assert failure(encrypted_pdf(tmp_path / "shut.pdf", "secret")).reason == "encrypted with a password"


def test_a_pdf_without_text_is_a_failure(tmp_path: Path) -> None:
    assert failure(pdf(tmp_path / "a.pdf", [[]])).reason == "no text in it (scanned pages?)"


def test_a_pdf_cut_anywhere_is_read_or_fails_and_never_raises(tmp_path: Path) -> None:
    whole = pdf(tmp_path / "a.pdf", [["One."], ["Two."]]).read_bytes()
    for end in range(1, len(whole), 97):
        assert len(list(load(written(tmp_path / "a.pdf", whole[:end]), tmp_path))) == 1


def test_a_pdf_stream_that_swells_is_a_failure(tmp_path: Path) -> None:
    data = pdf(tmp_path / "a.pdf", [["One."]]).read_bytes()
    bomb = zlib.compress(b" " * 200_000_000)
    data = re.sub(
        rb"/Length \d+/Filter/FlateDecode>>stream\n.*?\nendstream",
        lambda _: b"/Length %d/Filter/FlateDecode>>stream\n" % len(bomb) + bomb + b"\nendstream",
        data,
        flags=re.DOTALL,
    )
    assert failure(written(tmp_path / "a.pdf", data)).reason.startswith("damaged: ")


def test_a_word_document_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = "Envoys meet", "Ann Writer"
    made.add_paragraph(FIRST)
    table = made.add_table(2, 2)
    for cell, text in zip(table._cells, ["Year", "Trade", "2019", "$2.8 bn"], strict=True):
        cell.text = text
    made.add_paragraph("").add_run("Line one").add_break()
    made.add_paragraph(SECOND)
    made.save(str(tmp_path / "a.docx"))
    found = article(tmp_path / "a.docx")
    assert (found.title, found.author, found.published) == ("Envoys meet", "Ann Writer", "")
    assert found.text == f"{FIRST}\n\nYear | Trade\n2019 | $2.8 bn\n\nLine one\n\n{SECOND}"


def test_insertions_and_links_are_text_and_deletions_are_not(tmp_path: Path) -> None:
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('They ')}<w:ins>{run.format('really ')}</w:ins>"
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        f"<w:hyperlink>{run.format('met')}</w:hyperlink>{run.format('.')}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run.format('Boxed.')}</w:p></w:sdtContent></w:sdt>"
    )
    document = f"<w:document xmlns:w='{WORD}'><w:body>{body}</w:body></w:document>"
    assert article(docx_with_body(tmp_path / "a.docx", document)).text == "They really met.\n\nBoxed."


def test_entities_of_a_document_are_never_expanded(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret", "the secret")
    laughs = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    for entities, name in (
        (f'<!ENTITY a "ha">{laughs}', "i"),
        (f'<!ENTITY f SYSTEM "{secret.as_uri()}">', "f"),
    ):
        paragraph = f"<w:p><w:r><w:t>One.</w:t></w:r></w:p><w:p><w:r><w:t>&{name};</w:t></w:r></w:p>"
        document = (
            f"<!DOCTYPE d [{entities}]><w:document xmlns:w='{WORD}'><w:body>{paragraph}</w:body></w:document>"
        )
        (found,) = load(docx_with_body(tmp_path / "a.docx", document), tmp_path)
        assert len(str(found)) < 1000
        assert "secret" not in str(found).replace("/secret", "")
        book = epub(
            tmp_path / "a.epub",
            (f"<!DOCTYPE d [{entities}]><html><body><p>One. &{name};</p></body></html>", "<html/>"),
        )
        assert article(book).text == "One."


@pytest.mark.parametrize("suffix", [".docx", ".epub"])
def test_archives_that_swell_are_failures(tmp_path: Path, suffix: str) -> None:
    assert (
        failure(archive(tmp_path / f"a{suffix}", {"word/document.xml": b"0" * 201_000_000})).reason
        == "it unpacks to a monstrous size"
    )
    assert (
        "grows more than 200 times"
        in failure(archive(tmp_path / f"a{suffix}", {"a": b"0" * 20_000_000})).reason
    )
    many: dict[str, str | bytes] = {str(n): "" for n in range(10_001)}
    assert failure(archive(tmp_path / f"a{suffix}", many)).reason == "it packs more than 10000 files"


@pytest.mark.parametrize("suffix", [".docx", ".epub"])
def test_archives_that_are_none_or_encrypted_are_failures(tmp_path: Path, suffix: str) -> None:
    assert failure(written(tmp_path / f"a{suffix}", "PK no zip")).reason.startswith("damaged")
    assert failure(written(tmp_path / f"a{suffix}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")).reason.startswith(
        "encrypted"
    )
    assert failure(archive(tmp_path / f"a{suffix}", {"a": "b"})).reason.startswith("damaged")


def test_a_book_is_read_in_the_order_of_its_spine(tmp_path: Path) -> None:
    head = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head>"
    one = f"{head}<body><h1>One</h1><p>{FIRST}</p></body></html>"
    table = "<table><tr><td>a</td><td/><td>b</td></tr></table>"
    two = f"<html><body><div>Caf&eacute;&nbsp;&amp; bar<br/>closed</div>{table}<p>{SECOND}</p></body></html>"
    found = article(epub(tmp_path / "a.epub", (one, two)))
    assert (found.title, found.author, found.source, found.published) == (
        "The Long Talks",
        "A. Writer",
        "Small Press",
        "2019-03-01",
    )
    assert found.text == f"One\n\n{FIRST}\n\nCafé & bar\nclosed\n\na | b\n\n{SECOND}"


def test_a_book_under_rights_management_is_a_failure(tmp_path: Path) -> None:
    encryption = '<encryption><CipherReference URI="OEBPS/text/one.xhtml"/></encryption>'
    found = failure(epub(tmp_path / "a.epub", ("", ""), META_INF__encryption_xml=encryption))
    assert found.reason == "encrypted: its chapters are under digital rights management"


def test_properties_that_word_makes_up_are_no_properties(tmp_path: Path) -> None:
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("They met.")
    document.save(made)
    found = article(written(tmp_path / "long_talks.docx", made.getvalue()))
    assert (found.title, found.author, found.published) == ("long talks", "", "")
