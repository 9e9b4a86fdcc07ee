"""Plain text and Markdown."""

import re
from itertools import accumulate

from corpus.loaders.draft import Draft
from corpus.loaders.fields import draft_from
from corpus.loaders.text import clean, decode
from corpus.loaders.unreadable import Unreadable, one_line

_FRONT_MATTER_LIMIT = 16_000  # characters
_DEEPEST = 20  # brackets within brackets; YAML takes seconds over some thousands
_TITLE_LINE = re.compile(r"\s*(?P<title>\S[^\n]{0,118}?[^\s.,;:!…])[ \t]*\n[ \t]*\n(?=\s*\S)")
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])")  # three letters or more, no digits beside them
_FIRST_HEADING = re.compile(r"^#[ \t]+(?P<title>\S.*)$", re.MULTILINE)


def read_text(data: bytes, name: str) -> Draft:
    """The article in a text file, named by a short first line above a blank one, else by the file's name."""
    text = clean(decode(data))
    if match := _TITLE_LINE.match(text):
        return Draft(text=text[match.end() :], title=match["title"])
    return Draft(text=text, title=readable(name))


def readable(name: str) -> str:
    """A file's name as a title; empty where it holds no words (`000_59f00d54.txt`).

    >>> readable("border-closure_2021.txt")
    'border closure 2021'
    """
    stem = re.sub(r"[\s_-]+", " ", name.rsplit(".", 1)[0]).strip()
    return stem if _WORD.search(stem) else ""


def read_markdown(data: bytes, name: str) -> Draft:
    """The article in a Markdown file, named by its front matter or first `# heading`; it stays Markdown."""
    text = clean(decode(data))
    fields, body = split_front_matter(text)
    body = body.strip()
    heading = _FIRST_HEADING.search(body)
    draft = draft_from({**fields, "text": body})
    title = draft.title or (heading["title"].rstrip("# \t") if heading else "")
    if heading and heading.start() == 0 and heading["title"].rstrip("# \t").casefold() == title.casefold():
        body = body[heading.end() :]
    return Draft(body, title, draft.source, draft.author, draft.published, draft.url)


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    r"""The fields at the head of `text`, all values as written, and what follows them.

    >>> split_front_matter("---\ntitle: Talks\n---\nThey met.")
    ({'title': 'Talks'}, '\nThey met.')
    """
    if not re.match(r"\s*---+[ \t]*\n(?:[ \t]*(?:#.*)?\n)*[\w\"'][^\n]*:", text):
        return {}, text
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    try:
        block, body = handler.split(text.lstrip())
    except ValueError:  # it opens and never closes: a rule above a paragraph
        return {}, text
    if len(block) > _FRONT_MATTER_LIMIT:
        raise Unreadable(f"front matter longer than {_FRONT_MATTER_LIMIT} characters")
    if max(accumulate((c in "[{") - (c in "]}") for c in block), default=0) > _DEEPEST:
        raise Unreadable("front matter nested too deeply")
    fields = _yaml(block)
    return (fields, body) if isinstance(fields, dict) else ({}, text)


def _yaml(block: str) -> object:
    """What `block` says, as texts, lists and mappings only: no types, no tags, no aliases to blow up."""
    import yaml

    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block)):
            raise Unreadable("front matter with YAML aliases, which are not read")
        loaded: object = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Unreadable(f"front matter is not valid YAML: {one_line(error.problem)}", line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable("front matter is not valid YAML") from error
    return loaded
