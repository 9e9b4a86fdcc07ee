"""Every setting of the library and its answers in one frozen object, each FOOTNOTE_<NAME> in the environment.

Those of the page are in `qa.serving`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from corpus.chunking import MAX_TOKENS
from corpus.errors import SettingError
from index.library import DEFAULT_MODE, MODES, Mode
from index.models import DEFAULT_MODEL
from qa.selection import ABSTAIN_BELOW


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen; the defaults serve. `SettingError` for a value out of range.

    library: the folder of the library. encoder: a model's name or folder. encoding: the tiktoken
    encoding that counts tokens. chunk_tokens: the most a chunk has. max_file_mb: larger files are refused.
    k, mode: how many passages an answer is drawn from, found how. today: the day that "last week" is
    told from, as YYYY-MM-DD; the actual one when empty.
    threshold: the confidence below which Footnote doesn't answer. llm_url, llm_model, llm_key,
    llm_timeout (seconds): an OpenAI-compatible server that words the answers; none when llm_url is empty.
    """

    library: str = ".footnote"
    encoder: str = DEFAULT_MODEL
    encoding: str = "footnote"
    chunk_tokens: int = MAX_TOKENS
    max_file_mb: int = 50
    k: int = 10
    mode: Mode = DEFAULT_MODE
    threshold: float = ABSTAIN_BELOW
    today: str = ""
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = ""
    llm_timeout: float = 30.0

    def __post_init__(self) -> None:
        in_range("chunk_tokens", self.chunk_tokens, 16, 450)
        in_range("max_file_mb", self.max_file_mb, 1, 2_000)
        in_range("k", self.k, 1, 100)
        in_range("threshold", self.threshold, 0, 1)
        in_range("llm_timeout", self.llm_timeout, 0.1, 3_600)
        if self.mode not in MODES:
            raise SettingError(f"mode is {self.mode!r}: choose one of {', '.join(MODES)}")
        if self.today and not _is_day(self.today):
            raise SettingError(f"today is {self.today!r}: write it as YYYY-MM-DD, for example 2021-06-17")
        if self.llm_url and urlsplit(self.llm_url).scheme not in ("http", "https"):
            raise SettingError(f"llm_url is {self.llm_url!r}: write it as http://host:port/v1")
        if self.llm_url and not self.llm_model:
            raise SettingError(f"llm_url is {self.llm_url} and llm_model is empty: name the server's model")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """The settings that `env` holds as FOOTNOTE_<NAME>, defaults for the others.

        >>> Settings.from_env({"FOOTNOTE_K": "5"}).k
        5
        """
        return cls(**from_env(cls, env))


def from_env(settings: type[Any], env: Mapping[str, str]) -> dict[str, Any]:
    """The values that `env` holds as FOOTNOTE_<NAME> for the fields of the dataclass `settings`, by name."""
    given = {}
    for setting in fields(settings):
        value = env.get(f"FOOTNOTE_{setting.name.upper()}", "")
        if value:
            given[setting.name] = _parse(setting.name, setting.default, value)
    return given


def _parse(name: str, default: object, value: str) -> Any:
    """`value` as the type that `default` has."""
    try:
        return type(default)(value)  # type: ignore[call-arg]
    except ValueError:
        raise SettingError(
            f"FOOTNOTE_{name.upper()} is {value!r}: it must be a number, such as {default}"
        ) from None


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def in_range(name: str, value: float, low: float, high: float) -> None:
    """`SettingError` unless `value` is from `low` to `high`."""
    if not low <= value <= high:
        raise SettingError(f"{name} is {value}: it must be from {low} to {high}")


DEFAULTS = Settings()
