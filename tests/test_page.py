"""The page as a reader has it, in a real browser."""

import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, expect, sync_playwright

import app
from corpus.article import Article, Chunk
from corpus.errors import InputError
from index.hit import Hit
from qa.answer import Answer, Citation, Turn

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")

BORDER = Article(
    "border",
    "A border closed",
    "Traders had expected it.\n\nTrade was slow. The border was closed in January 2020. Food became scarce.",
    source="The Daily",
    published="2021-06-17",
    url="https://daily.example/border",
)
PRICES = "Rice and the border: rice cost from $5 to $10 a bag, *or* more."
FOOD = Article("food", "Prices in the market", PRICES)
SUMMIT = Article(
    "summit", "The summit", "Two leaders met at the summit. They parted early.", published="2019-02-28"
)
LONG = Article("long", "Rivers", "\n\n".join(f"River number {n} is long. It goes on." for n in range(40)))
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "' onfocus=alert(1) autofocus='",
    "</textarea></template></title><iframe src=javascript:alert(1)></iframe>",
    "${alert(1)}{{alert(1)}}`${alert(1)}`",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>",
]


@dataclass
class Quoter:
    """Quotes every sentence that holds the question's last word; waits at `gate` before the second."""

    articles: Sequence[Article]
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.library = self.store = self  # the page asks bot.library.store for the articles
        self._articles, self.articles = self.articles, self._listed  # type: ignore[assignment]
        self.gate.set()

    def _listed(self) -> list[Article]:
        return [replace(article, text="") for article in self._articles]

    def article(self, doc_id: str) -> Article | None:
        return next((article for article in self._articles if article.doc_id == doc_id), None)

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        if not re.search(r"\w", question):
            raise InputError(f"the question {question!r} has no words: ask in words")
        if question == "breakdown":
            raise RuntimeError("a fault that nobody foresaw")
        word = re.findall(r"\w+", question)[-1]
        quotes = [
            (article, found)
            for article in self._articles
            for found in re.finditer(r"[^.\n](?:[^.\n]|\.(?! |$))*(?:\.|$)", article.text, re.MULTILINE)
            if word in found[0]
        ]
        hits = tuple(_hit(rank, article) for rank, article in enumerate(self._articles, 1))
        if not quotes:
            yield Answer(question, "The articles don't answer this.", (), hits, abstained=True)
        text, citations = "", []
        for n, (article, found) in enumerate(quotes, 1):
            text += f" {found[0].strip()} [{n}]"
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            citations.append(_citation(n, article, start, found.end()))
            yield Answer(question, text.strip(), tuple(citations), hits)
            self.gate.wait(timeout=60)


def _hit(rank: int, article: Article) -> Hit:
    text = article.text[:400]
    return Hit(
        rank, 1.0, Chunk(article.doc_id, article.doc_id, 0, len(text), text), replace(article, text="")
    )


def _citation(n: int, article: Article, start: int, end: int) -> Citation:
    about = (article.doc_id, article.title, article.source, article.published, article.url)
    return Citation(n, *about, article.text[start:end], start, end)


@contextmanager
def served(bot: Any) -> Iterator[str]:
    """The address of the page over `bot`."""
    page = app.build(bot)
    try:
        yield app.launch(page, "127.0.0.1", 0)
    finally:
        page.close(verbose=False)


@pytest.fixture(scope="module")
def bot() -> Quoter:
    return Quoter([BORDER, FOOD, SUMMIT, LONG])


@pytest.fixture(scope="module")
def address(bot: Quoter) -> Iterator[str]:
    with served(bot) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield running
        running.close()


@contextmanager
def opened(browser: Browser, address: str, **context: Any) -> Iterator[Page]:
    """A fresh page, which must talk to no other host, raise no dialog and no error."""
    troubles: list[str] = []
    page = browser.new_context(**context).new_page()

    def on_dialog(dialog: Dialog) -> None:
        troubles.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{address}/", "data:", "blob:")):
            troubles.append(f"request {request.url}")

    page.on("dialog", on_dialog)
    page.on("pageerror", lambda error: troubles.append(f"error {error}"))
    page.on("request", on_request)
    page.goto(address)
    expect(page.locator(".fn-header")).to_be_visible()
    yield page
    page.context.close()
    assert troubles == []


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    size = {"width": 1280, "height": 800}
    with opened(browser, address, viewport=size, reduced_motion="reduce") as page:
        yield page


def ask(page: Page, question: str) -> None:
    """Types the question, sends it and waits until its answer is complete."""
    box = page.locator("#fn-box textarea")
    turns = page.locator('.fn-turn[aria-busy="false"]')
    before = turns.count()
    box.fill(question)
    box.press("Enter")
    expect(turns).to_have_count(before + 1)


def test_the_page_says_what_it_is_and_how_much_it_has_read(page: Page) -> None:
    expect(page).to_have_title("Footnote")
    expect(page.locator(".fn-stock")).to_have_text("4 articles, 28 February 2019 – 17 June 2021")
    expect(page.locator("#fn-box textarea")).to_be_focused()


def test_enter_sends_and_shift_enter_begins_a_line(page: Page) -> None:
    page.keyboard.type("What of the")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("summit")
    expect(page.locator("#fn-box textarea")).to_have_value("What of the\nsummit")
    page.keyboard.press("Enter")
    expect(page.locator(".fn-answer")).to_contain_text("Two leaders met at the summit.")
    expect(page.locator("#fn-box textarea")).to_have_value("")
    expect(page.locator("#fn-box textarea")).to_be_focused()


def test_an_answer_shows_its_sources_with_the_quote_marked(page: Page) -> None:
    ask(page, "border")
    cards = page.locator(".fn-card:visible")
    expect(cards).to_have_count(2)
    expect(cards.first.locator("h3")).to_have_text("A border closed")
    expect(cards.first.locator(".fn-meta")).to_have_text("The Daily · 17 June 2021 · daily.example")
    expect(cards.first.locator("mark")).to_have_text("The border was closed in January 2020.")
    expect(cards.first.locator("blockquote")).to_have_text(
        "Trade was slow. The border was closed in January 2020. Food became scarce."
    )


def test_a_mark_leads_to_its_source_by_mouse_and_by_keyboard(page: Page) -> None:
    ask(page, "River")
    last = page.locator(".fn-mark").last
    last.click()
    card = page.locator(".fn-lit.fn-card")
    expect(card).to_have_attribute("aria-label", "Source 40")
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()
    first = page.locator(".fn-mark").first
    first.focus()
    page.keyboard.press("Enter")
    expect(card).to_have_attribute("aria-label", "Source 1")
    expect(card).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(first).to_be_focused()


def test_a_mark_of_an_earlier_answer_shows_the_sources_of_that_answer(page: Page) -> None:
    ask(page, "border")
    ask(page, "summit")
    visible = page.locator(".fn-sources:visible")
    expect(visible.locator("h3")).to_have_text(["The summit"])
    page.locator("#fn-turn-1 .fn-mark").nth(1).click()
    expect(visible.locator("h3")).to_have_text(["A border closed", "Prices in the market"])
    ask(page, "early")
    expect(visible.locator(".fn-about")).to_have_text("early")


def test_an_abstention_looks_like_one(page: Page) -> None:
    ask(page, "Who won the World Cup?")
    expect(page.locator(".fn-abstained")).to_contain_text("The articles don't answer this.")
    expect(page.locator(".fn-sources h2")).to_have_text("Closest passages")
    expect(page.locator(".fn-card")).to_have_count(3)
    expect(page.locator(".fn-mark, .fn-back, mark")).to_have_count(0)
    ask(page, "summit")
    page.get_by_role("link", name="closest passages").click()
    expect(page.locator(".fn-sources:visible h2")).to_have_text("Closest passages")


def test_a_bad_question_is_explained_and_nothing_is_lost(page: Page) -> None:
    ask(page, "summit")
    box = page.locator("#fn-box textarea")
    box.fill("?!")
    box.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="has no words")).to_be_visible()
    expect(box).to_have_value("?!")
    expect(page.locator(".fn-turn")).to_have_count(1)
    expect(page.locator(".fn-card:visible h3")).to_have_text("The summit")
    ask(page, "border")
    expect(page.locator(".fn-problem")).to_have_count(0)


def test_a_fault_inside_is_owned_up_to_and_nothing_is_lost(page: Page) -> None:
    ask(page, "summit")
    page.locator("#fn-box textarea").fill("breakdown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Something broke")).to_be_visible()
    expect(page.locator("#fn-box textarea")).to_have_value("breakdown")
    expect(page.locator(".fn-turn")).to_have_count(1)
    expect(page.get_by_text("nobody foresaw")).to_have_count(0)


def test_the_answer_is_seen_while_it_grows(page: Page, bot: Quoter) -> None:
    bot.gate.clear()
    try:
        page.locator("#fn-box textarea").fill("border")
        page.keyboard.press("Enter")
        growing = page.locator('.fn-turn[aria-busy="true"] .fn-answer')
        expect(growing).to_contain_text("The border was closed in January 2020.")
        expect(growing).not_to_contain_text("Rice")
    finally:
        bot.gate.set()
    expect(page.locator('.fn-turn[aria-busy="false"] .fn-answer')).to_contain_text("Rice")


def test_what_looks_like_markup_or_mathematics_is_shown_as_it_stands(page: Page) -> None:
    ask(page, "Rice")
    expect(page.locator(".fn-answer")).to_contain_text(PRICES)
    expect(page.locator(".fn-card mark")).to_have_text(PRICES)
    expect(page.locator(".fn-answer em, .fn-answer .katex, .fn-card em, .fn-card .katex")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_narrow_screen_the_sources_stand_below_and_nothing_sticks_out(
    browser: Browser, address: str, width: int
) -> None:
    with opened(browser, address, viewport={"width": width, "height": 700}, reduced_motion="reduce") as page:
        ask(page, "border")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator(".fn-answer")).to_be_in_viewport()
        answer, card = (
            page.locator(".fn-answer").bounding_box(),
            page.locator(".fn-card").first.bounding_box(),
        )
        assert answer and card and card["y"] > answer["y"] + answer["height"]
        page.locator(".fn-mark").nth(1).click()
        expect(page.locator(".fn-card").nth(1)).to_be_in_viewport()


@pytest.mark.parametrize(("scheme", "light"), [("light", True), ("dark", False)])
def test_paper_and_ink_follow_the_readers_scheme(
    browser: Browser, address: str, scheme: Any, light: bool
) -> None:
    with opened(browser, address, color_scheme=scheme) as page:
        ask(page, "summit")
        paper = page.locator(".gradio-container").evaluate("e => getComputedStyle(e).backgroundColor")
        ink = page.locator(".fn-answer").evaluate("e => getComputedStyle(e).color")
        assert (_brightness(paper) > _brightness(ink)) == light
        assert abs(_brightness(paper) - _brightness(ink)) > 150


def _brightness(color: str) -> float:
    red, green, blue = (int(part) for part in re.findall(r"\d+", color)[:3])
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_an_example_asks_itself(browser: Browser) -> None:
    sample = Path(__file__).parents[1] / "corpus" / "articles"
    bot = Quoter(
        [Article(path.stem, path.stem, path.read_text(), path=str(path)) for path in sample.glob("*.md")]
    )
    with served(bot) as address, opened(browser, address) as page:
        example = page.locator(".fn-example").first
        question = example.inner_text()
        example.click()
        expect(page.locator(".fn-question")).to_have_text(question)
        expect(page.locator('.fn-turn[aria-busy="false"]')).to_have_count(1)
        expect(page.locator(".fn-example")).to_have_count(0)


def hostile_articles(payloads: Sequence[str]) -> list[Article]:
    return [
        Article(f"a{n}", payload, f"Nothing here {payload} payload", payload, payload, payload, payload)
        for n, payload in enumerate(payloads)
    ]


def sampled(shared: Path) -> list[str]:
    lines = (shared / "eval" / "hostile" / "xss-payloads.txt").read_text(errors="replace").splitlines()
    return [line for line in lines if line.strip()][::60]


FORBIDDEN = "script, img, svg:not([class]), iframe, math, style, object, embed, form, input"
HANDLERS = "es => es.flatMap(e => [...e.attributes]).map(a => a.name).filter(n => n.startsWith('on'))"


def assert_harmless(page: Page, payloads: Sequence[str]) -> None:
    """Every payload is there to be read, and no element or attribute came of any."""
    ours = page.locator(":is(#fn-top, #fn-conversation, #fn-sources) .html-container *")
    assert ours.and_(page.locator(FORBIDDEN)).count() == 0
    assert ours.evaluate_all(HANDLERS) == []
    links = ours.and_(page.locator("a")).evaluate_all("es => es.map(e => e.protocol)")
    assert set(links) <= {"http:", "https:"}
    text = "".join("".join(page.locator(".fn-answer p").all_text_contents()).split())
    for payload in payloads:
        assert "".join(payload.split()) in text


def check_hostile(browser: Browser, payloads: Sequence[str]) -> None:
    with served(Quoter(hostile_articles(payloads))) as address, opened(browser, address) as page:
        ask(page, "payload")
        assert page.locator(".fn-card").count() >= len(payloads)
        assert_harmless(page, payloads)
        for payload in payloads[:: max(1, len(payloads) // 6)]:
            ask(page, f"{payload} nothingOfTheKind")
        assert_harmless(page, payloads)
        assert page.evaluate("document.title") == "Footnote"


def test_hostile_articles_and_questions_are_shown_and_not_run(browser: Browser) -> None:
    check_hostile(browser, PAYLOADS)


def test_a_sample_of_known_attacks_is_shown_and_not_run(browser: Browser, shared: Path) -> None:
    check_hostile(browser, sampled(shared))
