import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Chunk
from corpus.errors import InputError
from index.hit import Hit
from qa.answer import Answer, Citation, Turn
from qa.page.answers import turn_html, waiting_html
from qa.page.exchange import SHOWN_TURNS, View, views
from qa.page.front import header_html
from qa.page.markup import link
from qa.page.sources import panel_html, sources_html
from qa.telling import CLOSEST

ELEMENTS = {
    "button",
    "details",
    "summary",
    "strong",
    "section",
    "h2",
    "h3",
    "p",
    "div",
    "a",
    "bdi",
    "article",
    "blockquote",
    "mark",
    "span",
    "ul",
    "li",
}
ATTRIBUTES = {
    "class",
    "title",
    "role",
    "type",
    "id",
    "href",
    "target",
    "rel",
    "dir",
    "tabindex",
    "hidden",
    "datetime",
}
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover=alert(1) '",
    "</mark></blockquote><svg onload=alert(1)>",
    "javascript:alert(1)",
    "${alert(1)} {{constructor}} `x`",
    "$5 to $10, *not* _italic_, # no heading, [text](http://x.example)",
    "&lt;b&gt; &#60; \x00\x1b[31m",
]
HOSTILE = st.sampled_from(PAYLOADS) | st.text(max_size=60)


@dataclass
class Seen(HTMLParser):
    """What a parser finds in a piece of HTML."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser


def as_shown(text: str) -> str:
    return "".join(c for c in text if c in "\t\n\v\f\r" or (c >= " " and c != "\x7f"))


def cited(number: int, article: Article, quote: str) -> Citation:
    start = article.text.index(quote)
    source = (article.title, article.source, article.published, article.url)
    return Citation(number, article.doc_id, *source, quote, start, start + len(quote))


def hit(article: Article, rank: int = 1) -> Hit:
    chunk = Chunk(f"{article.doc_id}-{rank}", article.doc_id, 0, len(article.text), article.text)
    return Hit(rank, 1.0, chunk, article)


BORDER = Article(
    "border",
    "A closed border",
    "The border was closed in 2020. Trade fell by 84 percent. Food became scarce.",
    source="The Daily",
    published="2021-06-17",
    url="https://daily.example/border",
)
ANSWER = Answer(
    "How far did trade fall?",
    "Trade fell by 84 percent. [1] Food became scarce. [2]",
    (cited(1, BORDER, "Trade fell by 84 percent."), cited(2, BORDER, "Food became scarce.")),
    (hit(BORDER),),
    confidence=0.9,
)
ABSTAINED = Answer(
    "Who won?",
    "The articles don't answer this.",
    (),
    tuple(hit(BORDER, n) for n in range(1, 9)),
    abstained=True,
)


@settings(max_examples=200)
@given(st.tuples(*[HOSTILE] * 7), st.booleans())
def test_nothing_hostile_becomes_markup(parts: tuple[str, ...], abstained: bool) -> None:
    question, title, source, quote, url, note, before = parts
    article = Article(title, title, f"{before}\n\n{quote}x. {note}", source, "", source, url)
    citation = cited(1, article, f"{quote}x.")
    answer = Answer(
        question,
        f"{quote} [1]",
        () if abstained else (citation,),
        (hit(article),),
        abstained,
        notes=(note,),
        short=quote,
    )
    page = seen(
        turn_html(1, answer)
        + sources_html(1, answer, lambda _: article)
        + waiting_html(2, question)
        + link(url, title)
    )
    for element, attributes in page.elements:
        assert element in ELEMENTS
        assert all(name in ATTRIBUTES or name.startswith(("data-", "aria-")) for name in attributes)
        href = attributes.get("href")
        assert href is None or re.match(r"#fn-(src|ref|sources)-\d+(-\d+)?$|https?://", href)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_title_the_quote_and_the_question_are_readable_as_they_are(payload: str) -> None:
    article = Article("a", payload, f"Before. {payload} After.", payload, "", payload, "")
    answer = Answer(payload, f"{payload} [1]", (cited(1, article, payload),))
    text = seen(turn_html(1, answer) + sources_html(1, answer, lambda _: article)).text
    assert text.count(as_shown(payload)) >= 5


def test_every_mark_leads_to_the_card_of_its_number_and_back() -> None:
    answer, sources = seen(turn_html(3, ANSWER)), seen(sources_html(3, ANSWER, lambda _: BORDER))
    marks = [a for e, a in answer.elements if e == "a"]
    cards = [a for e, a in sources.elements if e == "article"]
    backs = [a for e, a in sources.elements if a.get("class") == "fn-back"]
    assert [m["href"] for m in marks] == [f"#{c['id']}" for c in cards] == ["#fn-src-3-1", "#fn-src-3-2"]
    assert [b["href"] for b in backs] == [f"#{m['id']}" for m in marks]
    assert [m["aria-label"] for m in marks] == ["Source 1: A closed border", "Source 2: A closed border"]


def test_a_number_in_brackets_without_a_citation_stays_text() -> None:
    html = turn_html(1, Answer("q", "See [7]. Trade fell. [1]", ANSWER.citations[:1]))
    assert "See [7]" in seen(html).text
    assert html.count('class="fn-mark"') == 1


def test_the_short_answer_is_bold_where_it_stands_in_the_first_sentence_and_nowhere_else() -> None:
    html = turn_html(1, replace(ANSWER, short="84 percent"))
    assert 'Trade fell by <strong class="fn-short">84 percent</strong>.' in html
    assert seen(html).text == seen(turn_html(1, ANSWER)).text
    assert "<strong" not in turn_html(1, replace(ANSWER, short="scarce"))


@given(HOSTILE)
def test_a_short_answer_is_shown_letter_for_letter(quote: str) -> None:
    citation = cited(1, Article("a", "t", f"{quote}x."), f"{quote}x.")
    bold, plain = (turn_html(1, Answer("q", f"{quote}x. [1]", (citation,), short=s)) for s in (quote, ""))
    assert seen(bold).text == seen(plain).text


def test_only_the_first_mark_of_a_number_bears_its_id() -> None:
    html = turn_html(1, Answer("q", "One. [1] Two. [1]", ANSWER.citations[:1]))
    assert html.count('class="fn-mark"') == 2
    assert html.count('id="fn-ref-1-1"') == 1


def test_the_quote_is_marked_within_its_paragraph() -> None:
    html = sources_html(1, ANSWER, lambda _: BORDER)
    assert "The border was closed in 2020. <mark>Trade fell by 84 percent.</mark> Food became scarce." in html


@pytest.mark.parametrize("found", [None, Article("border", "t", "Another text by now, and a longer one.")])
def test_the_quote_stands_alone_where_its_article_is_gone_or_changed(found: Article | None) -> None:
    html = sources_html(1, ANSWER, lambda _: found)
    assert '<p dir="auto"><mark>Trade fell by 84 percent.</mark></p>' in html


def test_a_paragraph_that_goes_on_is_seen_to_go_on() -> None:
    text = "\n\n".join(["Start.", " ".join(f"This is sentence {i}." for i in range(90))])
    article = Article("a", "t", text)
    answer = Answer("q", "x [1]", (cited(1, article, "This is sentence 45."),))
    quote = re.search("<blockquote>(.*)</blockquote>", sources_html(1, answer, lambda _: article), re.DOTALL)
    assert quote
    assert re.match(r'<p dir="auto">… This is sentence', quote[1])
    assert quote[1].endswith(". …</p>")


def test_a_card_names_source_date_and_where_its_link_leads() -> None:
    card = seen(sources_html(1, ANSWER, lambda _: BORDER))
    assert "The Daily · 17 June 2021 · daily.example" in card.text
    links = [a for e, a in card.elements if a.get("target")]
    assert all(a["href"] == BORDER.url and "noopener" in str(a["rel"]) for a in links)


def test_an_abstention_shows_the_closest_passages_without_numbers() -> None:
    assert "The articles don't answer this." in seen(turn_html(1, ABSTAINED)).text
    html = sources_html(1, ABSTAINED, lambda _: BORDER)
    assert html.count("<article") == CLOSEST
    assert "Closest passages" in html
    assert "fn-back" not in html
    assert "<mark>" not in html


def test_the_sources_of_earlier_answers_are_kept_out_of_sight() -> None:
    sections = [sources_html(n, ANSWER, lambda _: BORDER) for n in (1, 2, 3)]
    hidden = [("hidden" in a, a["id"]) for e, a in seen(panel_html(sections)).elements if e == "section"]
    assert hidden == [(True, "fn-sources-1"), (True, "fn-sources-2"), (False, "fn-sources-3")]


def test_notes_and_the_question_as_understood_stand_below_the_answer() -> None:
    answer = Answer("And then?", "x", checked_question="What then?", notes=("One <b> was struck.",))
    html = turn_html(1, answer)
    assert "Understood as: What then?" in html
    assert "One &lt;b&gt; was struck." in html


def test_the_header_counts_the_articles_and_gives_their_time() -> None:
    text = seen(
        header_html([BORDER, Article("b", "t", "", published="2018-02-10"), Article("c", "t", "")])
    ).text
    assert "3 articles, 10 February 2018 – 17 June 2021" in text
    assert "0 articles" in header_html([])


class Scripted:
    """A chatbot that has its answers in advance; a question without words can't be asked."""

    def article(self, doc_id: str) -> Article | None:
        return BORDER if doc_id == "border" else None

    def stream(self, question: str, history: tuple[Turn, ...]) -> list[Answer]:
        if not question.strip():
            raise InputError("the question '' has no words: ask in words")
        return [Answer(question, "Trade fell by 84 percent. [1]", ANSWER.citations[:1]), ANSWER]


def viewed(question: str, turns: tuple[Turn, ...] = ()) -> list[View]:
    return list(views(Scripted(), question, turns))  # type: ignore[arg-type]  # the two methods that are used


def test_the_question_is_echoed_at_once_and_the_answer_grows() -> None:
    first, *growing, last = viewed("How far?")
    assert "How far?" in seen(first.conversation).text
    assert first.question == ""
    assert all(view.turns == () and 'aria-busy="true"' in view.conversation for view in [first, *growing])
    assert [turn.answer for turn in last.turns] == [ANSWER]
    assert 'aria-busy="false"' in last.conversation
    assert last.question is None


def test_a_question_that_cannot_be_asked_stays_in_the_box_and_nothing_is_lost() -> None:
    turns = viewed("How far?")[-1].turns
    *_, last = viewed("  ", turns)
    assert last.turns == turns
    assert last.question == "  "
    assert "The question '' has no words: ask in words" in seen(last.conversation).text
    assert "How far did trade fall?" in seen(last.conversation).text
    assert "A closed border" in seen(last.sources).text


def test_a_long_conversation_shows_its_last_exchanges() -> None:
    *_, last = viewed("How far?", (Turn("q", ANSWER),) * (SHOWN_TURNS + 5))
    assert len(last.turns) == SHOWN_TURNS + 6
    assert last.conversation.count("<section") == SHOWN_TURNS + 1
    assert f'id="fn-turn-{SHOWN_TURNS + 6}"' in last.conversation
