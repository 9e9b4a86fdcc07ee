"""How long a text is, in tokens: tiktoken with a vocabulary that ships beside this file.

tiktoken downloads its own encodings at first use. "footnote" needs no network: it is a byte-level BPE
trained by `benchmarks/vocabulary`, and its pattern is made for passages that a BERT model will read.
A punctuation mark is a token of its own and a number is read three digits at a time, as a WordPiece
model does at its finest, so that a budget in these tokens is a budget in wordpieces too.
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from corpus.errors import SettingError

if TYPE_CHECKING:
    import tiktoken

DEFAULT_ENCODING = "footnote"

# No run is longer than 24 characters: tiktoken merges each piece in quadratic time, and a file may hold a
# megabyte of one letter. No look-around: without it the pattern runs on an automaton, in linear time.
PATTERN = r" ?[\p{L}\p{M}]{1,24}| ?\p{N}{1,3}| ?[^\s\p{L}\p{M}\p{N}]|\s{1,24}"


@cache
def encoding(name: str = DEFAULT_ENCODING) -> "tiktoken.Encoding":
    """The encoding of this name, made once; `SettingError` for a name that is unknown or can't be fetched.

    >>> encoding().decode(encoding().encode_ordinary("Talks end…"))
    'Talks end…'
    """
    import tiktoken

    if name == DEFAULT_ENCODING:
        return tiktoken.Encoding(name, pat_str=PATTERN, mergeable_ranks=_read_ranks(), special_tokens={})
    try:
        return tiktoken.get_encoding(name)
    except OSError as error:
        raise SettingError(
            f"encoding {name!r} can't be downloaded from here: use {DEFAULT_ENCODING!r}, which ships with "
            "the package, or set TIKTOKEN_CACHE_DIR to a folder that has it"
        ) from error
    except ValueError as error:
        known = ", ".join([DEFAULT_ENCODING, *tiktoken.list_encoding_names()])
        raise SettingError(f"encoding {name!r} is unknown: use one of {known}") from error


def count(text: str, name: str = DEFAULT_ENCODING) -> int:
    """How many tokens `text` has; what looks like a special token is counted as the plain text that it is.

    >>> count("The talks ended early.")
    5
    """
    return len(encoding(name).encode_ordinary(text))


def counter(name: str = DEFAULT_ENCODING) -> Callable[[str], int]:
    """`count` with the encoding looked up once, for many texts; `SettingError` as for `encoding`.

    >>> [counter()(text) for text in ("", "the talks", "the talks ended.")]
    [0, 2, 4]
    """
    encode = encoding(name).encode_ordinary
    return lambda text: len(encode(text))


def _read_ranks() -> dict[bytes, int]:
    from base64 import b64decode

    lines = (files("corpus") / "footnote.tiktoken").read_bytes().splitlines()
    return {b64decode(token): int(rank) for token, rank in map(bytes.split, lines)}
