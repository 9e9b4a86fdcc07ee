"""Digests: what tells whether an article, a file or a text to be embedded is still what it was."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from corpus.article import Article

_OF_ARTICLE = re.compile(r"([0-9a-f]{32})-[0-9a-f]{8}")
# Short words in the place of digests.
_NONE = re.compile(r"\w{1,8}")


def values(item: Any) -> tuple[object, ...]:
    """The fields of a dataclass; `dataclasses.astuple` copies each of them deeply, which takes its time.

    >>> values(Article("a", "Tea", "Tea came."))[:3]
    ('a', 'Tea', 'Tea came.')
    """
    return tuple(getattr(item, each.name) for each in fields(item))


def digest(*parts: object) -> str:
    """32 hexadecimal digits for `parts`, which must be plain values.

    >>> digest("a", 1)
    '2657442bb4a48d62f780ea60395ef2d2'
    """
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def article_digest(article: Article, cutting: Sequence[object]) -> str:
    """What is kept beside an article: the digest of all its fields, and that of how it was cut."""
    return f"{digest(*values(article))}-{digest(*cutting)[:8]}"


def is_intact(article: Article, kept: str) -> bool:
    """Whether `article` is to the letter what `kept` was made of; what is no digest tells nothing.

    >>> is_intact(Article("a", "Tea", "Tea came."), article_digest(Article("a", "Tea", "Tee came."), [256]))
    False
    """
    made = _OF_ARTICLE.fullmatch(kept)
    return made[1] == digest(*values(article)) if made else _NONE.fullmatch(kept) is not None


def text_key(indexed: str, passage: str) -> str:
    """What a vector is kept under: the digest of the `indexed` text, in few characters.

    `passage`, at its end, is the part of it whose tokens are kept.
    """
    return b64encode(bytes.fromhex(digest(indexed, len(passage))))[:22].decode()
