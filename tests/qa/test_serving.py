"""How the page is served: from the environment, and who may change the library."""

import pytest

from corpus.errors import SettingError
from qa.serving import Serving


@pytest.mark.parametrize(
    ("host", "uploads", "allowed"),
    [
        ("127.0.0.1", "", True),
        ("127.9.9.9", "", True),
        ("::1", "", True),
        ("localhost", "", True),
        ("127.0.0.1", "off", False),
        ("0.0.0.0", "", False),
        ("::", "", False),
        ("192.168.1.5", "", False),
        ("localhost.evil.example", "", False),
        ("0.0.0.0", "on", True),
    ],
)
def test_uploads_are_on_where_only_this_machine_reaches_the_page_unless_asked_for(
    host: str, uploads: str, allowed: bool
) -> None:
    assert Serving(host=host, uploads=uploads, auth="none").allows_uploads is allowed


def test_the_environment_sets_each_by_its_name() -> None:
    env = {"FOOTNOTE_HOST": "::1", "FOOTNOTE_PORT": "8000", "FOOTNOTE_UPLOADS": "off", "PORT": "1"}
    assert Serving.from_env(env) == Serving("::1", 8000, "off")
    assert Serving.from_env({}) == Serving()


@pytest.mark.parametrize(("name", "value"), [("PORT", "70000"), ("PORT", "many"), ("UPLOADS", "perhaps")])
def test_a_value_out_of_range_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=value):
        Serving.from_env({f"FOOTNOTE_{name}": value})


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_where_others_can_come_it_is_said_who_may(host: str) -> None:
    with pytest.raises(SettingError, match=f"host is {host}.*--auth FILE.*--no-auth"):
        Serving(host=host)
    assert "anyone" in Serving(host=host, auth="none").warning
    assert "unencrypted" in Serving(host=host, auth="users").warning
    assert Serving(host=host, auth="users", tls_cert="c", tls_key="k").warning == ""
    assert Serving().warning == Serving(auth="users").warning == ""


def test_names_are_told_apart_by_commas() -> None:
    assert Serving(allow_hosts=" News.Example, a.example.,").names == {"news.example", "a.example"}
