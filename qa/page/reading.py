"""The pane in which a whole article is read, with a quote marked in it."""

from typing import TYPE_CHECKING, Any

from corpus.article import Article
from qa.chatbot import Chatbot
from qa.page.markup import link, meta, shown

if TYPE_CHECKING:
    import gradio as gr

ON_READ = """element.addEventListener("click", (event) => {
  const button = event.target.closest(".fn-read");
  if (!button) return;
  const { doc, start, end } = button.dataset;
  trigger("select", { doc, start: Number(start), end: Number(end) });
});"""
"""Run once on an element with buttons that ask for an article; `reading.js` opens what comes."""


def read_button(doc_id: str, start: int, end: int) -> str:
    """The button that opens an article with `text[start:end]` marked."""
    return (
        f'<button type="button" class="fn-read" data-doc="{shown(doc_id)}" data-start="{start}" '
        f'data-end="{end}">Read the article</button>'
    )


def article_html(article: Article, start: int, end: int) -> str:
    """The whole article as a dialog, its `text[start:end]` marked; nothing where that is no part of it."""
    text = shown(article.text)
    if 0 <= start < end <= len(article.text):
        before, quote, after = article.text[:start], article.text[start:end], article.text[end:]
        text = f'{shown(before)}<mark class="fn-here">{shown(quote)}</mark>{shown(after)}'
    author = f'<p class="fn-meta">{shown(article.author)}</p>' if article.author else ""
    title = link(article.url, article.title or article.doc_id)
    return (
        f'<dialog class="fn-reader" aria-labelledby="fn-reader-title" data-place="{start}-{end}" '
        f'data-doc="{shown(article.doc_id)}"><header><h2 id="fn-reader-title">{title}</h2>'
        f"{meta(article.source, article.published, article.url)}{author}"
        '<button type="button" class="fn-shut" aria-label="Close the article">×</button></header>'
        f'<div class="fn-text" dir="auto" tabindex="0">{text}</div></dialog>'
    )


def gone_html(doc_id: str) -> str:
    """What stands in the pane when the article has left the library since it was quoted."""
    return (
        f'<dialog class="fn-reader" aria-label="Article" data-doc="{shown(doc_id)}"><header>'
        '<button type="button" class="fn-shut" aria-label="Close the article">×</button></header>'
        '<p class="fn-problem" role="alert">'
        f"{shown(doc_id)} is in the library no more.</p></dialog>"
    )


def reading_pane(bot: Chatbot, elements: "list[gr.HTML]", several: dict[str, Any]) -> None:
    """Puts the pane where it is called; it opens when one of `elements` asks for an article."""
    import gradio as gr

    pane = gr.HTML("", elem_id="fn-reading", apply_default_css=False, padding=False, js_on_load=None)

    def read(asked: gr.EventData) -> str:
        article = bot.article(str(asked.doc))
        if article is None:
            return gone_html(str(asked.doc))
        return article_html(article, int(asked.start), int(asked.end))

    for element in elements:
        element.select(read, None, pane, show_progress="hidden", api_visibility="private", **several)
