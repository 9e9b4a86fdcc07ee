"""Deleting from the page: only what was uploaded, and only after a question that says what will happen."""

from collections.abc import Sequence

from corpus.article import Article
from qa.page.markup import shown

_TITLES = 5


def delete_button(what: str, title: str) -> str:
    """The button that asks before `what` (an attribute that names a doc_id or a file) is deleted."""
    label = f"Delete {shown(title)}"
    return f'<button type="button" class="fn-delete" {what} aria-label="{label}">Delete…</button>'


def confirm_html(number: int, file: str, articles: Sequence[Article]) -> str:
    """The question before an uploaded `file` is deleted; `number` makes each question another one."""
    titles = [f"<li><bdi>{shown(a.title or a.doc_id)}</bdi></li>" for a in articles[:_TITLES]]
    more = f"<li>and {len(articles) - _TITLES:,} more</li>" if len(articles) > _TITLES else ""
    if articles:
        many = "this article leaves" if len(articles) == 1 else f"these {len(articles):,} articles leave"
        what = f"<p>The uploaded file is deleted, and {many} the library:</p><ul>{''.join(titles)}{more}</ul>"
    else:
        what = "<p>The uploaded file, of which no article was read, is deleted.</p>"
    return _dialog(
        number,
        f"Delete {shown(file)}?",
        f"{what}<p>That can’t be undone.</p>",
        f'<button type="button" class="fn-do-delete" data-file="{shown(file)}">Delete the file</button>'
        '<button type="button" class="fn-keep">Keep it</button>',
    )


def elsewhere_html(number: int, title: str, place: str) -> str:
    """Why an article that was not uploaded isn't deleted here, and what to do instead."""
    return _dialog(
        number,
        "Not deleted here",
        f"<p><bdi>{shown(title)}</bdi> is read from a file of your own, <code>{shown(place)}</code>, which "
        "Footnote leaves alone. Remove the file, then press “Sync folders”: the article leaves the library."
        "</p>",
        '<button type="button" class="fn-keep">Close</button>',
    )


def _dialog(number: int, heading: str, body: str, buttons: str) -> str:
    return (
        f'<dialog class="fn-confirm" data-number="{number}" aria-labelledby="fn-confirm-title">'
        f'<h2 id="fn-confirm-title">{heading}</h2>{body}<p class="fn-choices">{buttons}</p></dialog>'
    )
