"""Files changed at random, where it hurts: bytes, numbers, brackets, and what lies packed in an archive."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from random import Random

LARGEST = 300_000  # bytes that a changed file may have

TOKENS = (
    *(b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n"),
    *(b"\x1b[31m", b"\xed\xa0\x80"),
    *(b"<", b">", b"</", b"<![CDATA[", b"]]>", b"<!--", b"<!DOCTYPE", b"&#x110000;", b"&#0;", b"&e;", b"<p>"),
    *(b"<table><tr><td>", b"<svg><math>", b"<script>", b"{", b"}", b"[", b"]", b'"', b"\\ud800", b"\\u0000"),
    *(b"null", b"NaN", b"-Infinity", b"1e999", b"9" * 400, b"-1", b"0x7fffffff",),
    *(b"---\n", b"---\ntitle: ", b": &a *a"),
    *(b"!!python/object:os.system", b"obj", b"endobj", b"stream\n", b"endstream", b"<<", b">>",),
    *(b"/Length", b" 0 R"),
    *(b"/Kids[1 0 R]", b"/Parent 1 0 R", b"/Filter[/FlateDecode/FlateDecode]", b"startxref\n0", b"BT ET q Q"),
    *("\u202e\u2028\u2029".encode(), "é漢\U0001f600".encode(), b"2019-02-30", b"99999-99-99"),
    *(b",", b";", b"\t", b"'"),
)  # fmt: skip


def mutated(random: Random, seeds: Sequence[bytes]) -> bytes:
    """One of `seeds` with a few changes; of an archive most often what is packed in it is changed."""
    data = random.choice(seeds)
    if random.random() < 0.02:
        return random.randbytes(random.randrange(400))
    if random.random() < 0.7:
        if data.startswith(b"PK\x03\x04"):
            return _repacked(random, data, seeds)
        if data.startswith(b"\x1f\x8b"):
            with suppress(OSError, EOFError, zlib.error):
                return gzip.compress(changed(random, gzip.decompress(data), seeds), 1)
    return changed(random, data, seeds)


def changed(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """`data` with one to eight changes."""
    whole = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        start = random.randrange(len(whole) + 1)
        end = min(len(whole), start + random.choice((1, 2, 4, 16, 256, 4096)))
        match random.randrange(8):
            case 0 if start < len(whole):
                whole[start] ^= 1 << random.randrange(8)
            case 1:
                whole[start:end] = random.randbytes(end - start)
            case 2:
                del whole[start:end]
            case 3:
                whole[start:start] = whole[start:end] * random.choice((1, 2, 50))
            case 4:
                whole[start:start] = random.choice(TOKENS)
            case 5:
                whole[start:start] = random.choice(TOKENS) * random.choice((10, 1_000, 20_000))
            case 6:
                whole[start:end] = random.choice(TOKENS)
            case _:
                other = random.choice(others)
                place = random.randrange(len(other) + 1)
                whole[start:end] = other[place : place + random.choice((8, 64, 1024))]
    return bytes(whole[:LARGEST])


def _repacked(random: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """An archive with one of its members changed, or under another name."""
    packed = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            names = old.namelist()
            chosen = random.choice(names)
            for name in names:
                content = old.read(name)
                called = name if random.random() > 0.01 else f"../{name}"
                new.writestr(called, changed(random, content, seeds) if name == chosen else content)
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError):
        return changed(random, data, seeds)
    return packed.getvalue()
