"""Parts of a clause: what of it a question may keep, and where a number, a place or a reason stands in it."""

import re

from qa.suggestions.clauses import MONTH, TIME
from qa.suggestions.verbs import is_verb

_CLAUSES = "but or while when as after before because since until which who whose where although though if so"
_REMARKS = (
    "despite amid following including according ahead during rather instead without saying making leaving"
)
_CUT = re.compile(
    r",(?=\s)|[;:()–—]|\s-+\s"
    rf"|\s(?:and(?= [a-z\d])|by \w+ing|citing|{'|'.join(f'{_CLAUSES} {_REMARKS}'.split())})(?=\s)"
)
_DANGLING = """
    of to from with for between at in on by the a an and or as into over up about than more its his her
    their be been very both under near against through that whether how not is are back way well much off
"""
_ENDS_BADLY = re.compile(rf"(?:^|\s)(?:{'|'.join(_DANGLING.split())})$|\.$")
_BACKWARD = """
    he she it they we i you him them us our my your this that these those here there who which what when
    where why how not never no nor one ones another other others such same former latter himself herself
    itself themselves yesterday today tomorrow tonight ago last next later earlier then now again so too
    also even just only still already respectively than if whether each all both per versus recently
    previously yet am pm
"""
_BARRED = re.compile(
    rf"\b(?:{'|'.join(_BACKWARD.split())}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|n[’']t\b|\.\s|[\"“”?!:;()\[\]…*/$]",
    re.I,
)

_NUMERALS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty"
_NEARLY = "about|more than|at least|nearly|almost|over|around|some|up to|fewer than|less than|exactly|just"
_ABOUT = rf"(?:(?:{_NEARLY}) )?"
_FIGURE = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}(?:\.\d+)?|{'|'.join(_NUMERALS.split())})"
_COUNT = rf"{_ABOUT}(?!(?:1[5-9]|20)\d\d ){_FIGURE}(?: (?:million|billion|thousand|hundred))?"
_THING = (
    r"(?:(?!(?:of|with|to|in|at|on|for|from|and|or) )[a-z][\w-]* ){0,2}?"
    r"(?:[a-z]{2,}[^s\W]s|people|men|women|children)"
)
COUNTED = re.compile(rf"({_COUNT}) ({_THING})(?=$|[ ,])", re.I)
"""A number and, as the second group, the things that it counts."""

MONEY = re.compile(rf"{_ABOUT}(?:US)?[$£€]\d[\d,.]*(?: (?:million|billion|trillion))?(?= |$)", re.I)
SHARE = re.compile(rf"(?:by )?({_ABOUT}\d+(?:\.\d+)?(?: ?%| percent| per cent))(?= |$)", re.I)

_NAME = r"[A-Z][\w’'.-]*"
PLACE = re.compile(
    rf"\b(?:in|at|near) ((?:the )?{_NAME}(?: (?:of |de |del |the )?{_NAME})*(?:, [A-Z]\w+)?)"
    rf"(?=$|[,;]|,? (?:and|to|for|with|by|after|before|as|where|when)\b| {TIME.pattern})"
)
"""A place, as the first group, behind which nothing more is said of it."""

NO_PLACE = re.compile(rf"{MONTH}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|English|French|Spanish|[A-Z]+s?$")

_PARTLY = "partly|mainly|largely|in part|simply|mostly|primarily|chiefly"
BECAUSE = re.compile(rf"(?:,? (?:{_PARTLY}))? (?:because of|because|due to|in order to) ")

_WORKS = """
    company firm startup app platform service game film movie series network bank website nonprofit club
    device tool camera speaker headset console smartphone laptop tablet system drug vaccine treaty
    agreement program programme project mission satellite telescope city town village river island lake
    mountain disease virus plant species agency organization organisation festival museum university
    magazine newspaper brand band provider retailer browser software language province region country
"""
WORK = re.compile(
    r"(?:a|an|the) (?:(?!(?:of|for|to|in|that|with|on|from|by) )[\w’'-]+ ){0,5}?"
    rf"(?:{'|'.join(_WORKS.split())})\b"
)
"""What something is that one may ask "What is …?" of."""


def kept(rest: str) -> str:
    """What a question may keep of the words behind a verb: up to where another clause or remark begins.

    Empty where that would end in mid-air or holds another verb.

    >>> kept("the treaty in Beijing, while others looked on"), kept("the man that was there")
    ('the treaty in Beijing', '')
    """
    cut = _CUT.search(f" {rest}")
    left = (rest[: max(cut.start() - 1, 0)] if cut else rest).strip(" ,")
    words = left.split()
    one_more = re.search(r"\band [A-Z].*\w\w(?:ed|s)\b", left) or ("between" in words and "and" not in words)
    return "" if one_more or _ENDS_BADLY.search(left) or any(map(is_verb, words[1:])) else left


def reads_well(question: str) -> bool:
    """Whether a question is short, whole, and speaks of nothing that was said before.

    >>> reads_well("When did Kim meet Putin in Vladivostok?"), reads_well("When did Kim meet him there?")
    (True, False)
    """
    if not 3 <= len(question.split()) <= 16 or len(question) > 110:
        return False
    asked = re.sub(r"^(?:By how|How|\w+) (?:much |many )?", "", question).removesuffix("?")
    return not _BARRED.search(asked) and not _ENDS_BADLY.search(asked)
