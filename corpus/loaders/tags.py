"""The tags of a page, looked over before it is parsed: attributes without end are what nobody reads."""

import re
from itertools import islice

from corpus.loaders.unreadable import Unreadable

# A parser goes through all attributes of a tag for each of them, and takes some 300 bytes for a tag.
# Of 181 news pages none has more than 4,000 tags, opening and closing.
MOST_TAGS = 1_000_000  # of a page
MOST_ATTRIBUTES = 500  # of a tag
MOST_IN_ALL = 200_000  # attributes of a page
LONGEST_ATTRIBUTE = 50_000  # characters; longer ones are pictures

_COMMENT = r"<!--(?:-?>|.*?(?:--!?>|\Z))"
_VALUE = r"\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+"
_ATTRIBUTE = re.compile(rf"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:{_VALUE})?+)?+")
# What looks like a tag in a script or style is none: these are passed over to where they end.
_TAG = re.compile(
    rf"{_COMMENT}|(?P<name><(?:(script|style)(?=[\s/>])|[a-z][^\s/>]*+))(?P<attributes>(?:{_ATTRIBUTE.pattern})*+)"
    r"(?P<code>(?(2).*?(?:</\2|\Z)))",
    re.IGNORECASE | re.DOTALL,
)


def check_tags(page: str) -> None:
    """`Unreadable` where the tree of `page` would have more elements than fit into memory."""
    if page.count("<") > MOST_TAGS:
        raise Unreadable(f"more than {MOST_TAGS:,} tags in one page")


def without_excess(page: str) -> str:
    """`page` without the attributes of its tags that are too long or too many.

    >>> without_excess('<p id="a">One.</p>')
    '<p id="a">One.</p>'
    """
    left = MOST_IN_ALL

    def shortened(tag: re.Match[str]) -> str:
        nonlocal left
        if not tag["name"]:
            return tag[0]
        found = islice(_ATTRIBUTE.finditer(tag["attributes"]), min(MOST_ATTRIBUTES, left))
        attributes = [one[0] for one in found if len(one[0]) <= LONGEST_ATTRIBUTE]
        left -= len(attributes)
        return "".join((tag["name"], *attributes, tag["code"]))

    return _TAG.sub(shortened, page)
