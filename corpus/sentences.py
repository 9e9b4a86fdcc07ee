"""Where the sentences of a text are, as spans into it.

nupunkt decides which full stop ends a sentence; `benchmarks/sentences` holds it against its rivals.
Around it stand the rules that it lacks: a blank line ends a sentence and a lone line break does not, the
full stops of other scripts count, and the text is shown to it in pieces of bounded length, so that no
input takes more than linear time.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

Span = tuple[int, int]

# A sentence longer than this is cut. nupunkt takes quadratic time on some input, such as ".).).)".
LONGEST_SENTENCE = 8_000
# Where more than a quarter is full stops, as in no prose, it is shown less at once.
_LONGEST_OF_STOPS = 1_000

# The abbreviations that nupunkt learnt from court records include "bank", "cold" and "month", after
# which it hardly ever ends a sentence. These, common in news, stand in for its one-word ones; "ill",
# "mass", "sun" and the like are left out, since they end more sentences than they abbreviate.
ABBREVIATIONS = """
    adm brig capt cmdr cmr col cpl det dr drs fr gen gov hon insp lt maj messrs mme mr mrs ms mx pres prof
    rep reps rev sen sens sgt sr supt
    ave blvd bldg bros co corp dept ft hwy inc jr ltd mt mts rd sq st ste univ
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues thu thur thurs fri
    ala ariz calif colo conn del fla ga ind kan ky md mich minn mo mont neb nev okla pa penn tenn tex va
    vt wis wyo
    al approx ca cf cit eds eg est etc fig figs ie op pp v viz vol vols vs
"""

# Two line breaks with nothing between them, a paragraph separator, or a line break before a list mark.
# The groups are atomic because "\r\n" is one line break, never two.
_PARAGRAPH_BREAK = re.compile(
    r"""
    (?>\r\n?|\n) [^\S\r\n]* (?>\r\n?|\n) \s*
    | \u2029\s*
    | (?>\r\n?|\n) [^\S\r\n]* (?=[•‣▪◦●*-][ \t])
    | (?<=[.:;!?]) (?>\r\n?|\n) [^\S\r\n]* (?=\d{1,2}[.)][ \t])
    """,
    re.VERBOSE,
)
# A run of stops is looked at once, from its start: what is given back to it would make long runs quadratic.
_OTHER_STOP = re.compile(
    r"""[。．！？｡]+[”’」』）》】〉"')]*
    | (?<![؟۔।॥։።။។])[؟۔।॥։።။។]++["'”’»)]*+(?=\s)""",
    re.VERBOSE,
)
# A sentence doesn't begin so: with a mark that closes something, or with the number of a "No.".
_CONTINUES = re.compile(
    r"""\s*[,;:)\]}»]|['"](?=[\s:,;.])|[”’]|(?<=\b[Nn]o\.)\s*(?=\d)|(?<=\b[Nn]os\.)\s*(?=\d)"""
)
# Character for character, what nupunkt reads better: a line as one, and “Mr. Li” as "Mr. Li".
_PLAIN = str.maketrans("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028“”", " " * 10 + '""')


def sentence_spans(text: str) -> list[Span]:
    """The (start, end) of each sentence of `text`, in order, without the white space around it.

    Spans don't overlap, and every character that isn't white space lies in one.

    >>> sentence_spans("Mr. Li left. Talks went on.")
    [(0, 12), (13, 27)]
    """
    spans = []
    for first, last in _paragraphs(text):
        start = first
        for end in (*_sentence_ends(text[first:last]), last - first):
            piece = text[start : first + end]
            if words := piece.strip():
                begin = start + len(piece) - len(piece.lstrip())
                spans.append((begin, begin + len(words)))
            start = first + end
    return spans


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPH_BREAK.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _sentence_ends(paragraph: str) -> list[int]:
    """Where the sentences of a paragraph end, its own end left out."""
    plain = paragraph.translate(_PLAIN)
    ends = {*_latin_ends(plain), *(stop.end() for stop in _OTHER_STOP.finditer(plain))}
    return sorted(end for end in ends if end < len(plain) and not _CONTINUES.match(plain, end))


def _latin_ends(plain: str) -> Iterator[int]:
    """The ends that nupunkt finds, shown one window after another, each from the start of a sentence."""
    start = 0
    while start < len(plain):
        window = plain[start : start + LONGEST_SENTENCE]
        if 4 * sum(map(window.count, ".!?")) > len(window):
            window = window[:_LONGEST_OF_STOPS]
        ends = [end for _, end in _tokenizer().span_tokenize(window)]
        more = start + len(window) < len(plain)
        if more and len(ends) > 1:
            ends.pop()  # the last sentence may go on after the window: it starts the next one
        elif more:
            ends = [window.rfind(" ") + 1 or len(window)]
        yield from (start + end for end in ends)
        start += ends[-1] if ends else len(window)


@cache
def _tokenizer() -> "PunktSentenceTokenizer":
    import nupunkt

    tokenizer = nupunkt.load_default_model()
    known = tokenizer.parameters.abbrev_types
    known.difference_update([word for word in known if len(word) > 1 and "." not in word])
    tokenizer.add_abbreviations(ABBREVIATIONS.split())
    return tokenizer
