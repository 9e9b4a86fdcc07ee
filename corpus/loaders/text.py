"""Bytes to text: which encoding they are in, and which characters may stay."""

import codecs
import re

from corpus.loaders.unreadable import Unreadable

SAMPLE = 100_000  # bytes that are enough to tell an encoding by

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Guessing among every encoding there is makes short texts come out in rare ones; these cover what is met.
_GUESSES = [
    "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256",
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip

_LATIN = ("cp1250", "cp1252", "cp1254")  # the guess finds them equally likely more often than not
_CENTRAL_EUROPEAN = re.compile(
    rb"[a-z][\x9a\x9d-\x9f\xa3\xa5\xaf\xb3\xb9\xbc\xbe\xbf][a-z]"
)  # letters there only

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Replaced one kind after the other: a pattern would list the pieces between, which takes much memory.
_LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ANY_OF_THESE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # one look instead of three


def decode(data: bytes) -> str:
    """The text in `data`: by its mark, as UTF-8, or in the likeliest encoding; `Unreadable` for a binary.

    >>> decode("naïve".encode("utf-16"))
    'naïve'
    """
    marked = encoding_of_mark(data)
    if not marked and b"\0" in data:
        raise Unreadable("binary, not text")
    try:
        return data.decode(marked or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if marked in ("utf-16", "utf-32"):
            raise Unreadable(
                f"begins like {marked.upper()} but isn't: byte {error.start} is wrong"
            ) from error
    return data.decode(guess(data), errors="replace").removeprefix("\ufeff")


def encoding_of_mark(data: bytes) -> str:
    """The encoding that the byte order mark at the start of `data` names, or an empty string."""
    return next((name for mark, name in _BOMS if data.startswith(mark)), "")


def guess(data: bytes) -> str:
    """The likeliest encoding of `data`, which isn't clean UTF-8; `Unreadable` where none fits."""
    sample = data[:SAMPLE]
    mended = sample.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    if sum(c > "\x7f" for c in mended) > 5 * broken:  # UTF-8 with a few bytes damaged or cut off
        return "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_GUESSES).best()
    if best is None:
        raise Unreadable("binary, not text")
    if best.encoding not in _LATIN:
        return best.encoding
    if best.language == "Turkish":
        return "cp1254"
    return "cp1250" if _CENTRAL_EUROPEAN.search(sample) else "cp1252"


def clean(text: str) -> str:
    r"""`text` verbatim but for line ends (`\n`), control characters (gone) and lone surrogates (replaced).

    >>> clean("one\r\ntwo\x00")
    'one\ntwo'
    """
    if not _ANY_OF_THESE.search(text):
        return text
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return _SURROGATES.sub("\ufffd", _UNWANTED.sub("", text))
