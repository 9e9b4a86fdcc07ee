"""What goes in and what it is cut into: articles, and the chunks that search finds."""

from dataclasses import dataclass

from corpus.visible import visible_line

# Of a title or source so many characters are read with every chunk: two or three times what any real one has,
# and little enough that a chunk is read whole behind them.
LONGEST_TITLE, LONGEST_SOURCE = 600, 200


@dataclass(frozen=True, slots=True)
class Article:
    """One text with what is known about it.

    `doc_id` is the same from one run to the next. `published` is an ISO date (`2021-06-17`) or
    empty. `path` is the file the article was read from, or empty.
    """

    doc_id: str
    title: str
    text: str
    source: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    path: str = ""

    @property
    def heading(self) -> str:
        """The line that is indexed together with every chunk: title, source and date.

        A title or source that is longer than any headline or publisher's name is cut here, and only here.

        >>> Article("a", "Talks end", "…", source="Daily", published="2019-02-28").heading
        'Talks end | Daily | 2019-02-28'
        """
        title, source = self.title[:LONGEST_TITLE].rstrip(), self.source[:LONGEST_SOURCE].rstrip()
        return " | ".join(part for part in (title, source, self.published) if part)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of an article.

    Law 1: `article.text[chunk.start:chunk.end] == chunk.text`, offsets in characters.
    """

    chunk_id: str
    doc_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or one line of it, that could not be read, and why; `line` is 0 for the whole file."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        path = visible_line(self.path)
        where = f"{path}:{self.line}" if self.line else path
        return f"{where}: {self.reason}"


def chunk_id(doc_id: str, number: int) -> str:
    """What names a chunk: its article and its place among that article's chunks, from 0.

    >>> chunk_id("news/summit.md", 2)
    'news/summit.md#2'
    """
    return f"{doc_id}#{number}"


def indexed_text(article: Article, chunk_text: str) -> str:
    r"""What is embedded and put into BM25 for a chunk: the article's heading, then the chunk.

    >>> indexed_text(Article("a", "Talks end", "", source="Daily"), "No deal was signed.")
    'Talks end | Daily\nNo deal was signed.'
    """
    return f"{article.heading}\n{chunk_text}" if article.heading else chunk_text
