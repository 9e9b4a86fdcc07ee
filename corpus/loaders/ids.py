"""The ids of a file's articles: no two have the same one, and millions of them don't fill the memory."""


class Ids:
    """Who has which id, among the articles of the file `doc_id`.

    An id made of the file's and an article's number, as most are where there are millions, takes a byte.

    >>> ids = Ids("news.jsonl")
    >>> ids.holder("news.jsonl#1", 1), ids.holder("a", 2), ids.holder("a", 3), ids.holder("news.jsonl#1", 4)
    (1, 2, 2, 1)
    """

    def __init__(self, doc_id: str) -> None:
        self._prefix = f"{doc_id}#"
        self._named: dict[str, int] = {}
        self._numbered = bytearray()  # 1 where the article of that number has the id made of it

    def holder(self, doc_id: str, number: int) -> int:
        """The number of the article that has `doc_id`: `number`, unless an earlier one was first."""
        if doc_id != f"{self._prefix}{number}":
            return self._earlier(doc_id) or self._named.setdefault(doc_id, number)
        if earlier := self._named.get(doc_id):
            return earlier
        self._numbered.extend(bytes(max(0, number + 1 - len(self._numbered))))
        self._numbered[number] = 1
        return number

    def _earlier(self, doc_id: str) -> int:
        """The number that `doc_id` is made of, where an article has that id."""
        digits = doc_id.removeprefix(self._prefix) if doc_id.startswith(self._prefix) else ""
        number = int(digits) if digits.isdecimal() and len(digits) < 19 else 0
        made = number < len(self._numbered) and self._numbered[number] and str(number) == digits
        return number if made else 0
