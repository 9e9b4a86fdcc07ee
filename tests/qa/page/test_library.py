"""What the library tab shows, as HTML: the list, the figures, how a sync goes, what is asked and refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article, Failure
from index.store import Status
from index.sync import Progress, SyncReport
from qa.collection import Outcome, State
from qa.page.deleting import confirm_html, elsewhere_html
from qa.page.shelves import ORDERS, PAGE, chosen, holdings_html, list_html
from qa.page.syncing import failed_html, received_html, state_html
from qa.page.uploading import received_from
from qa.uploads import Kept, Received

HOSTILE = '"><img src=x onerror=alert(1)>'
MANY = [
    Article(f"n/{n}", f"Title {n}", "", "Daily" if n % 2 else "", "", f"2020-01-{n % 28 + 1:02}")
    for n in range(120)
]
MANY.append(Article("n/undated", "An undated one", ""))
STATUS = Status(".footnote", 3, 9, 2, "some-encoder", 384, "2019-01-01", "2020-02-02", (), (), 1_500_000)


def test_every_article_stands_on_just_one_page() -> None:
    pages = [list_html(MANY, page, changeable=True) for page in (1, 2, 3)]
    assert [html.count("<li>") for html in pages] == [PAGE, PAGE, len(MANY) - 2 * PAGE]
    assert "121 articles, 51–100" in pages[1]
    for article in MANY:
        assert sum(f'class="fn-read fn-title" data-doc="{article.doc_id}"' in html for html in pages) == 1
    assert list_html(MANY, 99, changeable=True) == pages[2]
    assert list_html(MANY, -5, changeable=True) == pages[0]


@pytest.mark.parametrize("pages", [1, 2, 3, 4, 5, 9])
def test_the_pager_reaches_the_neighbours_and_both_ends(pages: int) -> None:
    articles = [MANY[0]] * (PAGE * pages)
    for page in range(1, pages + 1):
        html = list_html(articles, page, changeable=False)
        offered = [number for number in range(1, pages + 1) if f'data-page="{number}"' in html]
        near = {1, pages, page - 1, page, page + 1} & set(range(1, pages + 1))
        assert offered == (sorted(near) if pages > 1 else [])


def test_the_list_is_searched_by_every_word_and_sorted() -> None:
    assert [a.doc_id for a in chosen(MANY, "DAILY title 7", ORDERS[0])] == [
        a.doc_id
        for a in sorted(MANY, key=lambda a: (a.published, a.doc_id), reverse=True)
        if a.source and "7" in f"{a.title}{a.published}{a.doc_id}"
    ]
    for order, first in zip(ORDERS, ("2020-01-28", "2020-01-01", ""), strict=True):
        found = chosen(MANY, "", order)
        assert len(found) == len(MANY)
        assert found[0].published == first
    assert chosen(MANY, "", ORDERS[0])[-1].doc_id == chosen(MANY, "", ORDERS[1])[-1].doc_id == "n/undated"


def test_what_can_not_be_changed_has_no_button_for_it() -> None:
    assert "fn-delete" in list_html(MANY, 1, changeable=True)
    assert "fn-delete" not in list_html(MANY, 1, changeable=False)


def test_an_empty_library_says_how_to_begin() -> None:
    empty = Status(".footnote", 0, 0, 0, "some-encoder", 384, "", "", (), (), 0)
    assert "footnote index FOLDER" in holdings_html(empty, changeable=True)
    assert "add files" in holdings_html(empty, changeable=True)
    assert "add files" not in holdings_html(empty, changeable=False)
    assert "1.5 MB" in holdings_html(STATUS, changeable=False)


def test_a_library_on_a_server_shows_no_size() -> None:
    served = holdings_html(replace(STATUS, bytes_on_disk=0), changeable=False)
    assert "MB" not in served
    assert "9" in served


def test_progress_tells_how_far_and_an_end_what_changed() -> None:
    running = State(running=True, progress=Progress("embedding", 30, 120, 10.0))
    assert "30 of 120 chunks, about 30 s left" in state_html(running)
    assert 'max="120" value="30"' in state_html(running)
    failed = (Failure("/a/b.pdf", 0, "damaged"),)
    ended = state_html(State(outcome=Outcome("14:03", SyncReport(2, 1, 0, 5, failed))))
    assert "Synced at 14:03: 2 added, 1 updated, 0 removed, 5 unchanged, 1 not read." in ended
    assert state_html(State()) == ""
    gone = state_html(State(outcome=Outcome("14:03", problems=("x is not there",))))
    assert "X is not there" in gone
    assert "Synced" not in gone


def test_nothing_that_comes_from_a_file_becomes_markup() -> None:
    article = Article(HOSTILE, HOSTILE, "", HOSTILE, HOSTILE, HOSTILE, HOSTILE, f"/a/{HOSTILE}.txt")
    status = Status(HOSTILE, 1, 1, 1, HOSTILE, 384, HOSTILE, HOSTILE, ((HOSTILE, 1),), (), 0)
    pages = [
        list_html([article], 1, changeable=True),
        holdings_html(status, changeable=True),
        failed_html([Failure(HOSTILE, 3, HOSTILE)], str, str),
        received_html([Kept(HOSTILE, HOSTILE)], [HOSTILE]),
        confirm_html(1, HOSTILE, [article]),
        elsewhere_html(1, HOSTILE, HOSTILE),
        state_html(State(outcome=Outcome("", problems=(HOSTILE,)))),
    ]
    for html in pages:
        assert "<img" not in html
        assert "&lt;img" in html


def test_only_what_was_really_received_is_taken_and_the_rest_is_named() -> None:
    inbox = {"/tmp/in/a.txt"}
    sent = [
        {"name": "a.txt", "size": 5, "path": "/tmp/in/a.txt"},
        {"name": "a.txt", "size": 5, "path": "/tmp/in/a.txt"},
        {"name": "hosts.txt", "size": 5, "path": "/etc/hosts"},
        {"name": "logo.png", "size": 5, "path": ""},
        {"name": "big.txt", "size": 2_000_000, "path": ""},
    ]
    received, problems = received_from(sent, inbox, 1_000_000)
    assert received == [Received(Path("/tmp/in/a.txt"), "a.txt")]
    assert [line.split()[0].strip("'") for line in problems] == ["a.txt", "hosts.txt", "logo.png", "big.txt"]
    assert inbox == set()
    assert received_from("/etc/hosts", inbox, 1)[0] == []
