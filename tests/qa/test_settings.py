"""Settings: from the environment, within their ranges."""

from dataclasses import fields

import pytest

from corpus.errors import SettingError
from qa.settings import Settings


def test_there_are_at_most_fifteen_and_every_default_is_sound() -> None:
    assert len(fields(Settings)) <= 15
    assert Settings.from_env({}) == Settings()


def test_the_environment_sets_each_by_its_name_and_type() -> None:
    settings = Settings.from_env(
        {"FOOTNOTE_K": "7", "FOOTNOTE_THRESHOLD": "0.25", "FOOTNOTE_LIBRARY": "/x", "K": "3"}
    )
    assert (settings.k, settings.threshold, settings.library) == (7, 0.25, "/x")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("K", "0"),
        ("K", "many"),
        ("THRESHOLD", "1.5"),
        ("THRESHOLD", "nan"),
        ("MODE", "psychic"),
        ("CHUNK_TOKENS", "5"),
        ("MAX_FILE_MB", "-1"),
        ("LLM_URL", "file:///etc/passwd"),
        ("TODAY", "yesterday"),
        ("TODAY", "2021-02-30"),
        ("TODAY", "20210617"),
    ],
)
def test_a_value_out_of_range_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=value.split(":", maxsplit=1)[0]):
        Settings.from_env({f"FOOTNOTE_{name}": value, "FOOTNOTE_LLM_MODEL": "m"})


def test_a_server_without_a_model_is_refused() -> None:
    with pytest.raises(SettingError, match="llm_model"):
        Settings(llm_url="http://127.0.0.1:1/v1")
