"""Hits in, cited answers out.

import qa

bot = qa.open("articles/")
print(bot.ask("Why did North Korea close its border?").text)
"""

from corpus.errors import FootnoteError
from index.hit import Filter, Hit, Hits
from qa.answer import Answer, Citation, Turn
from qa.assemble import open
from qa.chatbot import Chatbot
from qa.settings import Settings

__all__ = [
    "Answer",
    "Chatbot",
    "Citation",
    "Filter",
    "FootnoteError",
    "Hit",
    "Hits",
    "Settings",
    "Turn",
    "open",
]
