"""Hostile articles and questions in a real browser: they are shown, and nothing of them runs."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from corpus.article import Article
from tests.browsing import Quoter, ask, chromium, needs_chromium, opened, served

pytestmark = needs_chromium

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


def check_hostile(payloads: Sequence[str]) -> None:
    """Puts `payloads` into every field of the articles, and some into questions."""
    bot = Quoter(hostile_articles(payloads))
    with served(bot) as address, chromium() as browser, opened(browser, address) as page:
        ask(page, "payload")
        assert page.locator(".fn-card").count() >= len(payloads)
        assert_harmless(page, payloads)
        for payload in payloads[:: max(1, len(payloads) // 6)]:
            ask(page, f"{payload} nothingOfTheKind")
        assert_harmless(page, payloads)
        assert page.evaluate("document.title") == "Footnote"


def test_hostile_articles_and_questions_are_shown_and_not_run() -> None:
    check_hostile(PAYLOADS)


def test_a_sample_of_known_attacks_is_shown_and_not_run(shared: Path) -> None:
    check_hostile(sampled(shared))
