"""Who gives the right password or token comes in; who guesses waits and learns nothing from it."""

import asyncio
import base64
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

import qa.access.checking
from corpus.errors import InputError
from qa.access.checking import BY_ADDRESS, BY_NAME, Checker, Verdict, verified
from qa.access.roll import Roll, change_roll
from tests.qa.access.test_lockout import Clock

PASSWORD = "correct horse battery"


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


RIGHT, WRONG = basic("ada", PASSWORD), basic("ada", "wrong")


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose passwords were hashed; here comparing takes the hash's place, as it is slow."""
    names: list[str] = []

    def quickly(roll: Roll, name: str, password: str) -> bool:
        names.append(name)
        return roll.users.get(name) == password

    monkeypatch.setattr(qa.access.checking, "verified", quickly)
    return names


@pytest.fixture
def path(tmp_path: Path) -> Path:
    change_roll(tmp_path / "users", lambda _: Roll({"ada": PASSWORD, "eve": "of her own"}))
    return tmp_path / "users"


def asked(*calls: Coroutine[Any, Any, Verdict]) -> list[Verdict]:
    async def together() -> list[Verdict]:
        return list(await asyncio.gather(*calls))

    return asyncio.run(together())


def test_one_hash_lets_a_whole_page_in(path: Path, tried: list[str]) -> None:
    checker = Checker(path)
    many = asked(*(checker.check(RIGHT, "192.0.2.1") for _ in range(50)))
    assert {verdict.name for verdict in many} == {"ada"}
    assert asked(checker.check(RIGHT, "192.0.2.1")) == [Verdict("ada")]
    assert tried == ["ada"]


def test_guessing_waits_and_the_right_password_is_then_no_better(path: Path, tried: list[str]) -> None:
    clock = Clock()
    checker = Checker(path, clock)
    assert asked(checker.check(RIGHT, "192.0.2.1")) == [Verdict("ada")]
    for n in range(BY_ADDRESS):
        assert asked(checker.check(basic("ada", str(n)), "192.0.2.1")) == [Verdict()]
    assert asked(checker.check(RIGHT, "192.0.2.1")) == [Verdict(wait=30)]
    assert asked(checker.check(WRONG, "192.0.2.1")) == [Verdict(wait=30)]
    assert asked(checker.check(RIGHT, "192.0.2.2")) == [Verdict("ada")]
    clock.now += 31
    assert asked(checker.check(RIGHT, "192.0.2.1")) == [Verdict("ada")]


def test_guesses_sent_at_once_are_counted_before_they_are_known(path: Path, tried: list[str]) -> None:
    checker = Checker(path)
    asked(*(checker.check(basic("ada", str(n)), "192.0.2.1") for n in range(100)))
    assert len(tried) <= BY_ADDRESS


def test_guesses_from_everywhere_wait_and_who_is_in_already_does_not(path: Path, tried: list[str]) -> None:
    checker = Checker(path)
    asked(checker.check(RIGHT, "198.51.100.1"))
    for n in range(BY_NAME + 20):
        asked(checker.check(basic("ada", str(n)), f"192.0.2.{n}"))
    assert len(tried) == 1 + BY_NAME
    assert asked(checker.check(RIGHT, "198.51.100.1")) == [Verdict("ada")]
    assert asked(checker.check(RIGHT, "203.0.113.9"))[0].wait > 0


def test_an_account_of_ones_own_gives_no_more_guesses(path: Path, tried: list[str]) -> None:
    checker = Checker(path)
    for n in range(BY_ADDRESS * 2):
        asked(
            checker.check(basic("eve", "of her own"), "192.0.2.1"),
            checker.check(basic("ada", str(n)), "192.0.2.1"),
        )
    assert tried.count("ada") == BY_ADDRESS


def test_the_addresses_of_one_network_are_one(path: Path, tried: list[str]) -> None:
    checker = Checker(path)
    for n in range(20):
        asked(checker.check(basic("ada", str(n)), f"2001:db8::{n:x}"))
    assert len(tried) == BY_ADDRESS


def test_who_is_removed_is_out_at_once_and_so_is_everybody_without_the_file(
    path: Path, tried: list[str]
) -> None:
    checker = Checker(path)
    assert asked(checker.check(RIGHT, "192.0.2.1")) == [Verdict("ada")]
    change_roll(path, lambda roll: roll.without("user", "ada"))
    assert asked(checker.check(RIGHT, "192.0.2.1")) == [Verdict()]
    change_roll(path, lambda _: Roll({"ada": PASSWORD}))
    assert asked(checker.check(RIGHT, "192.0.2.1")) == [Verdict("ada")]
    path.unlink()
    assert asked(checker.check(RIGHT, "192.0.2.1")) == [Verdict()]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Basic",
        "Basic ",
        "Basic !!",
        "Basic /w==",
        "Bearer",
        "Bearer ",
        "Digest x",
        "Bearer \xff",
        basic("", ""),
    ],
)
def test_what_is_no_credential_lets_nobody_in(path: Path, tried: list[str], given: str) -> None:
    assert asked(Checker(path).check(given, "192.0.2.1")) == [Verdict()]


def test_a_name_that_is_not_there_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []

    class Hasher:
        def hash(self, _: str) -> str:
            return "nobody's"

        def verify(self, kept: str, _: str) -> bool:
            hashed.append(kept)
            return True

    monkeypatch.setattr(qa.access.checking, "hasher", Hasher)
    qa.access.checking._nobodys.cache_clear()
    assert not verified(Roll({"ada": "ada's"}), "bob", "x")
    assert verified(Roll({"ada": "ada's"}), "ada", "x")
    qa.access.checking._nobodys.cache_clear()
    assert hashed == ["nobody's", "ada's"]


def test_a_roll_of_nobody_is_refused(tmp_path: Path) -> None:
    change_roll(tmp_path / "users", lambda roll: roll)
    with pytest.raises(InputError, match="nobody in it"):
        Checker(tmp_path / "users")
