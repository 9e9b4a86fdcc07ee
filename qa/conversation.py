"""A follow-up question made to stand alone, by rules: who "she" is, what "and in 2019?" asks again.

Precision comes first: a question that names what it is about is left as it is.
"""

import re
from collections.abc import Sequence

from qa.answer import Turn
from qa.followups.again import asked_again, told_more
from qa.followups.comparing import compared, later
from qa.followups.moving import moved, parallel
from qa.followups.pronouns import resolved
from qa.followups.shape import as_question, plain

_LEAD = re.compile(
    r"^(?:(?:and|but|so|ok|okay|then|also|yes|no|sorry|oops|actually|thanks|thank you|i see|got it|oh)\b"
    r"[,.!:;\s]*|(?:great|nice|cool|well|now|hmm|right|sure|interesting|wait)[,.!:;]+\s*)+",
    re.I,
)
_LONGEST = 600  # characters: a question that takes more says what it is about


def standalone(question: str, history: Sequence[Turn]) -> str:
    """`question` so that it can be understood without `history`; unchanged where it can already."""
    if not history or len(question) > _LONGEST:
        return question
    bare = plain(_LEAD.sub("", question.strip()))
    led = bool(_LEAD.match(question.strip()))
    found = (
        told_more(bare, history)
        or asked_again(bare, history)
        or compared(bare, history)
        or later(bare, history)
        or (led and parallel(bare, history))
        or moved(bare, history, led=led)
    )
    if found:
        return found
    meant = resolved(bare, history)
    return question if meant == bare else as_question(meant)
