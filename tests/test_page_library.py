"""The library tab in a real browser: uploads, syncs, deletions, and a page from which nothing is changed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from gradio.utils import get_upload_folder
from playwright.sync_api import Browser, Locator, Page, expect

import app
from index.encoder import Encoder, HashEncoder
from index.library import Library
from index.local.store import LocalStore
from index.sync import Chunking
from qa.assemble import chatbot
from qa.collection import Collection
from qa.settings import Settings
from tests.browsing import ask, needs_chromium, opened, served
from tests.conftest import Write, library_in
from tests.slow_encoder import SlowEncoder

pytestmark = needs_chromium

LIGHTHOUSE = """The lighthouse at Cape Ord

The lighthouse at Cape Ord was lit for the first time on 4 March 1871. Its keeper was Ada Penrose, who kept it
for thirty years and never left the cape.
"""
TEA = "# Tea in Ord\n\nTea came to Ord in 1720.\n"
LIMIT = 2_000
SMALL = Chunking(max_bytes=LIMIT)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_in(tmp_path, HashEncoder(), SMALL) as made:
        yield made


@contextmanager
def shelves(
    browser: Browser, library: Library, *, changeable: bool = True, width: int = 1280
) -> Iterator[Page]:
    """The library tab of a page over `library`."""
    collection = Collection(library) if changeable else None
    size = {"width": width, "height": 900}
    with (
        served(chatbot(library, Settings()), collection) as address,
        opened(browser, address, viewport=size, reduced_motion="reduce") as page,
    ):
        page.get_by_role("tab", name="Library").click()
        expect(page.locator("#fn-library .fn-count")).to_be_visible()
        yield page


def upload(page: Page, *files: Path) -> None:
    """Chooses the files and waits until the sync that follows has ended."""
    page.locator(".fn-give input").first.set_input_files(files)
    expect(page.locator(".fn-received")).to_be_visible()
    settled(page)


def settled(page: Page) -> None:
    expect(page.locator(".fn-under-way")).to_have_count(0)


def titles(page: Page) -> Locator:
    return page.locator(".fn-rows h3")


def file(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / "mine").mkdir(exist_ok=True)
    path = tmp_path / "mine" / name
    path.write_text(text)
    return path


def test_an_uploaded_file_is_asked_about_and_leaves_nothing_elsewhere(
    browser: Browser, encoder: Encoder, tmp_path: Path, write: Write
) -> None:
    with library_in(tmp_path, encoder, SMALL) as library:
        library.sync(write({"tea.md": TEA}))
        before = set(Path(get_upload_folder()).glob("*/*"))
        with shelves(browser, library) as page:
            upload(page, file(tmp_path, "lighthouse.txt", LIGHTHOUSE))
            expect(page.locator(".fn-synced")).to_contain_text("1 added")
            expect(titles(page)).to_have_text(["Tea in Ord", "The lighthouse at Cape Ord"])
            expect(page.locator("#fn-top .fn-stock")).to_have_text("2 articles")
            expect(page.locator(".fn-holdings")).to_contain_text("all-MiniLM-L6-v2")
            page.get_by_role("tab", name="Ask").click()
            ask(page, "When was the lighthouse at Cape Ord lit for the first time?")
            expect(page.locator(".fn-answer")).to_contain_text("4 March 1871")
            page.locator(".fn-sources .fn-read").first.click()
            expect(page.get_by_role("dialog")).to_contain_text("never left the cape")
        assert set(Path(get_upload_folder()).glob("*/*")) == before
        kept = tmp_path / "library" / "uploads" / "lighthouse.txt"
        assert kept.read_text() == LIGHTHOUSE


def test_what_can_not_be_kept_or_read_is_named_with_its_reason(
    browser: Browser, library: Library, tmp_path: Path
) -> None:
    with shelves(browser, library) as page:
        upload(
            page,
            file(tmp_path, "logo.png", "x"),
            file(tmp_path, "big.txt", "x" * (LIMIT + 1)),
            file(tmp_path, "empty.txt", ""),
            file(tmp_path, "broken.json", "{"),
            file(tmp_path, "tea.md", TEA),
        )
        lines = page.locator(".fn-received")
        for reason in ("'logo.png' is not a kind", "big.txt has 0.0 MB, the most is", "empty.txt is empty"):
            expect(lines).to_contain_text(reason)
        expect(lines).to_contain_text("2 files uploaded.")
        unread = page.locator(".fn-failed li")
        expect(unread).to_contain_text(["uploads/broken.json, line 1: not valid JSON"])
        expect(titles(page)).to_have_text(["Tea in Ord"])
        unread.get_by_role("button", name="Delete broken.json").click()
        page.get_by_role("button", name="Delete the file").click()
        expect(unread).to_have_count(0)
        file(tmp_path, "tea.md", TEA + "And coffee later.\n")
        upload(page, tmp_path / "mine" / "tea.md")
        expect(lines).to_contain_text(
            "tea.md is there already with other words: this one is kept as tea-2.md"
        )
        expect(titles(page)).to_have_count(2)


def test_a_folder_is_uploaded_with_what_lies_deeper_and_without_what_is_hidden(
    browser: Browser, library: Library, tmp_path: Path
) -> None:
    folder = file(tmp_path, "tea.md", TEA).parent
    (folder / "deeper").mkdir()
    (folder / "deeper" / "lighthouse.txt").write_text(LIGHTHOUSE)
    (folder / ".hidden.txt").write_text("Nothing to see.")
    with shelves(browser, library) as page:
        page.locator(".fn-give input[webkitdirectory]").set_input_files(folder)
        expect(page.locator(".fn-received")).to_have_text("2 files uploaded.")
        expect(titles(page)).to_have_text(["The lighthouse at Cape Ord", "Tea in Ord"])


def test_files_can_be_dropped(browser: Browser, library: Library) -> None:
    with shelves(browser, library) as page:
        page.locator(".fn-give").evaluate(
            """(place, text) => {
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(new File([text], "tea.md"));
                place.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
            }""",
            TEA,
        )
        expect(titles(page)).to_have_text(["Tea in Ord"])


def test_an_uploaded_article_is_deleted_once_that_is_confirmed(
    browser: Browser, library: Library, tmp_path: Path
) -> None:
    with shelves(browser, library) as page:
        upload(page, file(tmp_path, "tea.md", TEA), file(tmp_path, "lighthouse.txt", LIGHTHOUSE))
        button = page.get_by_role("button", name="Delete Tea in Ord")
        question = page.get_by_role("dialog")
        button.focus()
        page.keyboard.press("Enter")
        expect(question).to_contain_text("Delete tea.md?")
        expect(question.get_by_role("button", name="Keep it")).to_be_focused()
        page.keyboard.press("Escape")
        expect(question).to_have_count(0)
        expect(titles(page)).to_have_count(2)
        button.click()
        question.get_by_role("button", name="Keep it").click()
        expect(button).to_be_focused()
        button.click()
        question.get_by_role("button", name="Delete the file").click()
        expect(titles(page)).to_have_text(["The lighthouse at Cape Ord"])
        expect(page.locator("#fn-top .fn-stock")).to_have_text("1 article")
        expect(page.locator("#fn-filter input")).to_be_focused()
        assert not (tmp_path / "library" / "uploads" / "tea.md").exists()


def test_of_an_article_of_ones_own_folder_it_is_said_which_file_to_remove(
    browser: Browser, library: Library, write: Write
) -> None:
    library.sync(folder := write({"tea.md": TEA, "ale.md": TEA.replace("Tea", "Ale")}))
    with shelves(browser, library) as page:
        page.get_by_role("button", name="Delete Tea in Ord").click()
        question = page.get_by_role("dialog")
        expect(question).to_contain_text("articles/tea.md")
        expect(question.get_by_role("button", name="Delete the file")).to_have_count(0)
        question.get_by_role("button", name="Close").click()
        assert (folder / "tea.md").exists()
        (folder / "tea.md").unlink()
        page.get_by_role("button", name="Sync folders").click()
        expect(titles(page)).to_have_text(["Ale in Ord"])


def test_the_list_is_searched_sorted_and_turned_page_by_page(
    browser: Browser, library: Library, write: Write
) -> None:
    records = [
        {"title": f"Report {n:03}", "text": f"Report {n} is short.", "published": f"20{n % 20:02}-01-01"}
        for n in range(120)
    ]
    library.sync(write({"all.jsonl": "\n".join(map(json.dumps, records))}))
    with shelves(browser, library, changeable=False) as page:
        expect(titles(page)).to_have_count(50)
        page.get_by_role("button", name="Page 3").click()
        expect(page.locator("#fn-library .fn-count")).to_have_text("120 articles, 101–120")
        expect(page.locator("#fn-library .fn-count")).to_be_focused()
        page.get_by_label("Order").click()
        page.get_by_role("option", name="By title").click()
        expect(titles(page).first).to_have_text("Report 000")
        page.get_by_label("Find an article").fill("report 2005")
        expect(titles(page)).to_have_text([f"Report {n:03}" for n in range(5, 120, 20)])
        page.get_by_role("button", name="Report 045").click()
        expect(page.get_by_role("dialog")).to_contain_text("Report 45 is short.")
        page.keyboard.press("Escape")
        page.get_by_label("Find an article").fill("nothing of the kind")
        expect(page.locator("#fn-library .fn-count")).to_have_text("0 articles")


def test_a_sync_is_seen_after_a_reload_and_questions_go_on_meanwhile(
    browser: Browser, tmp_path: Path, write: Write
) -> None:
    slow = SlowEncoder()
    with library_in(tmp_path, slow, SMALL) as library:
        library.sync(write({"tea.md": TEA}))
        with shelves(browser, library) as page:
            slow.gate.clear()
            try:
                page.locator(".fn-give input").first.set_input_files(file(tmp_path, "o.txt", LIGHTHOUSE))
                expect(page.locator(".fn-under-way")).to_contain_text("Embedding: 0 of 1 chunk")
                page.reload()
                expect(page.locator('#fn-box button[aria-label="Ask"]')).to_have_count(1)
                ask(page, "When did tea come to Ord?")
                page.get_by_role("tab", name="Library").click()
                expect(page.locator(".fn-under-way")).to_contain_text("Embedding: 0 of 1 chunk")
                expect(page.get_by_role("button", name="Sync folders")).to_be_hidden()
                expect(page.get_by_role("button", name="Stop the sync")).to_be_visible()
                expect(page.locator("#fn-top .fn-stock")).to_have_text("1 article")
            finally:
                slow.gate.set()
            expect(titles(page)).to_have_count(2)
            expect(page.locator("#fn-top .fn-stock")).to_have_text("2 articles")


def test_an_empty_library_says_how_to_begin(browser: Browser, library: Library) -> None:
    with shelves(browser, library) as page:
        expect(page.locator(".fn-empty")).to_contain_text("footnote index FOLDER")
        page.get_by_role("button", name="Sync folders").click()
        expect(page.locator("#fn-remark .fn-problem")).to_contain_text("No folder of this library is known")
        expect(page.locator("#fn-top .fn-stock")).to_have_text("0 articles")


def test_without_uploads_nothing_can_be_changed_nor_sent(
    browser: Browser, library: Library, write: Write
) -> None:
    library.sync(write({"tea.md": TEA}))
    with shelves(browser, library, changeable=False) as page:
        expect(titles(page)).to_have_text(["Tea in Ord"])
        expect(page.locator(".fn-give, .fn-delete, #fn-changes, input[type=file]")).to_have_count(0)
        refused = httpx.post(f"{page.url}gradio_api/upload", files={"files": ("a.txt", b"x")})
        assert refused.status_code == 403
    kept, changed = (events(library, changeable=changeable) for changeable in (False, True))
    assert changed - kept == {
        *(("fn-changes", name) for name in ("upload", "submit", "stop")),
        *((place, "delete") for place in ("fn-shelf", "fn-unread")),
        ("fn-question", "clear"),
    }


def test_what_is_sent_past_the_page_is_held_to_the_same_rules(library: Library) -> None:
    collection = Collection(library)
    with served(chatbot(library, Settings()), collection) as address:

        def send(size: int, **headers: str) -> httpx.Response:
            files = {"files": ("a.txt", b"x" * size)}
            return httpx.post(f"{address}/gradio_api/upload", files=files, headers=headers)

        assert send(LIMIT + 1).status_code == 413
        assert send(LIMIT, origin="https://evil.example").status_code == 403
        (unclaimed,) = send(LIMIT).json()
        assert Path(unclaimed).exists()
    for _ in range(600):
        if not Path(unclaimed).exists():
            break
        time.sleep(0.1)
    assert not Path(unclaimed).exists()
    assert collection.folders() == []


@pytest.mark.parametrize(("option", "status"), [((), 200), (("--no-uploads",), 403)])
def test_the_command_line_says_whether_the_page_takes_uploads(
    tmp_path: Path, option: tuple[str, ...], status: int
) -> None:
    library = str(tmp_path / "library")
    if option:
        LocalStore(Path(library), HashEncoder.name, HashEncoder.dimension).close()
    command = [sys.executable, "-m", "qa.cli", "serve", "--library", library, "--port", "0", *option]
    env = {**os.environ, "FOOTNOTE_ENCODER": HashEncoder.name}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().removeprefix("Footnote is at ").split()[0]
        answer = httpx.post(f"{address}/gradio_api/upload", files={"files": ("a.txt", b"words")})
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
    assert answer.status_code == status
    assert server.returncode == 0


def test_a_page_that_takes_no_uploads_is_not_served_over_no_library(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "qa.cli", "serve", "--no-uploads", "--library", str(tmp_path / "none")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "footnote index FOLDER" in ran.stderr
    assert not (tmp_path / "none").exists()


def events(library: Library, *, changeable: bool) -> set[tuple[str, str]]:
    """Every event that the page listens to, by the id of its element."""
    page = app.build(chatbot(library, Settings()), Collection(library) if changeable else None)
    targets = [target for function in page.fns.values() for target in function.targets]
    return {(str(getattr(page.blocks.get(block), "elem_id", "")), name) for block, name in targets if block}


def test_hostile_names_and_titles_are_shown_and_not_run(
    browser: Browser, library: Library, tmp_path: Path
) -> None:
    attack = '"><img src=x onerror=alert(1)>'
    with shelves(browser, library) as page:
        upload(
            page,
            file(tmp_path, f"{attack}.md", f"# {attack}\n\nSome words.\n"),
            file(tmp_path, f"{attack}.json", attack),
            file(tmp_path, f"{attack}.png", attack),
        )
        expect(titles(page)).to_have_text([attack])
        expect(page.locator(".fn-failed li")).to_have_count(1)
        page.locator(".fn-rows .fn-delete").click()
        expect(page.get_by_role("dialog")).to_contain_text(attack)
        assert page.locator("#fn-library :is(img, script)").count() == 0


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_narrow_screen_nothing_sticks_out(
    browser: Browser, library: Library, tmp_path: Path, write: Write, width: int
) -> None:
    library.sync(write({"tea.md": TEA.replace("Tea", "T" + "e" * 80 + "a")}))
    with shelves(browser, library, width=width) as page:
        upload(page, file(tmp_path, f"{'long-' * 20}.json", "{"))
        expect(page.locator(".fn-failed li")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator(".fn-rows .fn-delete").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
