"""Only the page's own names and pages are listened to."""

import pytest

from qa.page.origins import Origins


def status(origins: Origins, method: str = "POST", path: str = "/config", **headers: str) -> int:
    """The status with which a request is refused, 0 if it comes through."""
    given = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    refusal = origins.refusal(method, path, given)
    return refusal.status if refusal else 0


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860", "localhost."])
def test_on_loopback_the_page_has_three_names(host: str) -> None:
    assert status(Origins(), host=host) == 0
    assert status(Origins("0.0.0.0"), host=host) == 0


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example@localhost", ""),
        *("localhost:x", "localhost/evil", "2130706433", "0x7f.1", "127.1", "[::1", "localhost evil"),
    ],
)
def test_any_other_name_is_refused(host: str) -> None:
    assert status(Origins(), host=host) == 400
    assert status(Origins("0.0.0.0"), host=host) == 400
    assert status(Origins(), host="localhost", x_forwarded_host=host or "x") == 400


def test_names_may_be_added_and_addresses_are_known_where_others_may_come() -> None:
    named = Origins("0.0.0.0", frozenset(("news.example",)))
    assert status(named, host="News.Example:443") == 0
    assert status(Origins("0.0.0.0"), host="192.168.1.5:7860") == 0
    assert status(Origins(), host="192.168.1.5:7860") == 400


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://localhost:3000",
        "http://127.0.0.1:7861",
        "file://localhost:7860",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_another_page_does_nothing(origin: str, method: str) -> None:
    assert status(Origins(), method, host="localhost:7860", origin="http://localhost:7860") == 0
    assert status(Origins(), method, host="localhost:7860", origin=origin) == 403


def test_behind_a_proxy_its_name_is_the_pages() -> None:
    named = Origins("127.0.0.1", frozenset(("news.example",)))
    own = {"host": "127.0.0.1:7860", "origin": "https://news.example"}
    assert status(named, **own) == 0
    assert status(Origins(), **own) == 403
    assert status(named, **own, x_forwarded_host="news.example") == 0


def test_a_link_from_elsewhere_opens_the_page_and_nothing_more() -> None:
    link = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    for site in ("cross-site", "same-site", "made-up"):
        from_there = {"host": "localhost", "sec_fetch_site": site}
        assert status(Origins(), "GET", "/", **from_there, **link) == 0
        assert status(Origins(), "POST", "/", **from_there, **link) == 403
        assert status(Origins(), "GET", "/config", **from_there, **link) == 403
        assert status(Origins(), "GET", "/", **from_there, **{**link, "sec_fetch_dest": "iframe"}) == 403
        assert status(Origins(), "GET", "/", **from_there, sec_fetch_mode="no-cors") == 403
