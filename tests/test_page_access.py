"""The page under axe-core, in every tab and state, large and small, light and dark: no serious fault."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from index.encoder import HashEncoder
from index.library import Library
from index.local.store import LocalStore
from qa.assemble import chatbot
from qa.collection import Collection
from qa.settings import Settings
from tests.browsing import ask, needs_chromium, opened, served
from tests.conftest import SAMPLES
from tests.picturing import folder_for_pictures, looks

pytestmark = needs_chromium

FAULTS = """async (rules) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...rules });
    return violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}"""
COLOURS = {"runOnly": ["color-contrast"]}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over the sample articles and an uploaded one, beside a file that can't be read."""
    place, encoder = tmp_path_factory.mktemp("access") / "library", HashEncoder()
    library = Library(encoder, LocalStore(place, encoder.name, encoder.dimension))
    uploads = place / "uploads"
    uploads.mkdir()
    (uploads / "tea.md").write_text("# Tea in Ord\n\nTea came to Ord in 1720.\n")
    (uploads / "broken.json").write_text("{")
    for folder in (SAMPLES, uploads):
        library.sync(folder)
    with served(chatbot(library, Settings()), Collection(library)) as address:
        yield address
    library.close()


def first_view(page: Page) -> None:
    expect(page.locator(".fn-welcome")).to_be_visible()
    expect(page.locator("#fn-first .fn-example").first).to_be_visible()


def answer_with_sources(page: Page) -> None:
    ask(page, "Where did Zhou Enlai and Kim Il Sung sign the treaty?")
    page.locator(".fn-others summary").click()
    expect(page.locator(".fn-others .fn-card").first).to_be_visible()
    expect(page.locator("#fn-next .fn-example").first).to_be_visible()
    page.locator(".fn-mark").first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()


def refusal(page: Page) -> None:
    ask(page, "Who won the chess tournament in Reykjavik?")
    expect(page.locator(".fn-abstained")).to_be_visible()


def bad_question(page: Page) -> None:
    page.locator("#fn-box textarea").fill("?!")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="has no words")).to_be_visible()


def article_open(page: Page) -> None:
    ask(page, "Where did Zhou Enlai and Kim Il Sung sign the treaty?")
    page.locator(".fn-sources .fn-read").first.click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_in_viewport()


def conversations_open(page: Page) -> None:
    refusal(page)
    page.get_by_role("button", name="Conversations").click()
    expect(page.get_by_role("dialog", name="Conversations").locator("li")).to_have_count(1)


def reason_asked(page: Page) -> None:
    refusal(page)
    page.locator('[data-verdict="unhelpful"]').click()
    expect(page.get_by_role("dialog")).to_be_visible()


def search_results(page: Page) -> None:
    page.get_by_role("tab", name="Search").click()
    page.get_by_label("Search", exact=True).fill("border closed")
    page.keyboard.press("Enter")
    expect(page.locator(".fn-results li").first).to_be_visible()
    expect(page.locator(".fn-timeline")).to_be_visible()


def search_menu(page: Page) -> None:
    page.get_by_role("tab", name="Search").click()
    page.get_by_label("Publications").click()
    expect(page.get_by_role("option").first).to_be_visible()


def library_list(page: Page) -> None:
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(".fn-rows li")).to_have_count(15)
    expect(page.locator(".fn-failed li")).to_have_count(1)


def delete_question(page: Page) -> None:
    library_list(page)
    page.get_by_role("button", name="Delete Tea in Ord").click()
    expect(page.get_by_role("dialog")).to_be_visible()


STATES: tuple[Callable[[Page], None], ...] = (
    *(first_view, answer_with_sources, refusal, bad_question, article_open),
    *(conversations_open, reason_asked),
    *(search_results, search_menu, library_list, delete_question),
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_no_serious_fault(
    browser: Browser, address: str, state: Callable[[Page], None], tmp_path: Path
) -> None:
    folder = folder_for_pictures(tmp_path)
    with opened(browser, address, viewport={"width": 1280, "height": 800}) as page:
        state(page)
        page.evaluate(Axe().axe_script)
        for look in looks(page):
            page.screenshot(path=folder / f"{state.__name__}-{look}.png")
            # Only colours differ between light and dark.
            assert page.evaluate(FAULTS, COLOURS if look.endswith("dark") else {}) == [], look


def test_axe_sees_the_faults_of_a_page(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.evaluate(Axe().axe_script)
        page.locator(".fn-header").evaluate(
            "head => { head.innerHTML = '<button></button><p style=\"color: #ccc\">pale</p>'; }"
        )
        found = page.evaluate(FAULTS, {})
        assert {line.split(":")[0] for line in found} == {"button-name", "color-contrast"}
