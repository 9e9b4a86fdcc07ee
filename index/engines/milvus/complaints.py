"""What an error of pymilvus, or of gRPC beneath it, says: whether it may pass, and whose it is to cure."""

from dataclasses import dataclass
from typing import Any

_LONGEST = 200
# Codes of Milvus: it isn't ready, has no room or too many calls for now, a part of it is still loading.
_PASSING = {2, 3, 4, 8, 101, 103, 106, 503, 901}
_NOT_LOADED = 101
_LOST = {2, "UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"}
_SHUT = {"UNAUTHENTICATED", "PERMISSION_DENIED"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error as `told` in one line, with the `code` that Milvus gave it, or the name that gRPC did."""

    told: str
    code: int | str
    retriable: bool = False

    @property
    def may_pass(self) -> bool:
        """Whether it may go well the next time; for an answer that didn't come was waited already."""
        return self.retriable or self.code in _PASSING or self.code == "UNAVAILABLE"

    @property
    def is_lost(self) -> bool:
        """Whether nobody answered."""
        return self.code in _LOST

    @property
    def is_shut(self) -> bool:
        """Whether the server wants another user or password."""
        return self.code in _SHUT

    @property
    def is_not_loaded(self) -> bool:
        """Whether Milvus hasn't got the collection in memory."""
        return self.code == _NOT_LOADED

    def about(self, library: str) -> str:
        """One line for the user of `library`, with the cure."""
        if self.is_shut:
            return (
                f"{library} lets nobody in ({self.told}): write it as milvus://user:password@host:19530/name"
            )
        what, cure = ("doesn't answer", "start Milvus there") if self.is_lost else ("fails", "see its log")
        return f"{library} {what} ({self.told}): {cure}, or name another library with FOOTNOTE_LIBRARY"


def read_complaint(error: Exception) -> Complaint:
    """What `error` says; that of gRPC beneath it is the clearer one.

    >>> read_complaint(TimeoutError("not  now")).about("milvus://localhost/news")
    'milvus://localhost/news fails (not now): see its log, or name another library with FOOTNOTE_LIBRARY'
    """
    for each in (error, error.__context__):
        if hasattr(each, "details"):
            rpc: Any = each  # gRPC declares the two methods on no type that it raises
            return Complaint(_line(rpc.details()), str(rpc.code().name))
    code = getattr(error, "code", 0)
    said = getattr(error, "message", "") or error
    retriable = bool(getattr(error, "retriable", False))
    return Complaint(_line(said), code if isinstance(code, int) else 0, retriable)


def _line(said: object) -> str:
    return " ".join(str(said).split())[:_LONGEST]
