"""Guessing gets slow, whoever guesses and however many at once; memory stays bounded."""

from qa.access.lockout import FIRST, LONGEST, Lockout


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def fail(lockout: Lockout, who: str, times: int = 1) -> None:
    for _ in range(times):
        lockout.begin(who)
        lockout.end(who, failed=True)


def test_after_the_limit_each_failure_doubles_the_wait_and_an_hour_forgets_it() -> None:
    clock = Clock()
    lockout = Lockout(3, clock)
    fail(lockout, "a", 2)
    assert lockout.wait("a") == 0
    expected = FIRST
    for _ in range(8):
        fail(lockout, "a")
        assert lockout.wait("a") == expected
        assert lockout.wait("b") == 0
        clock.now += expected
        assert lockout.wait("a") == 0
        expected = min(LONGEST, expected * 2)
    clock.now += 3_601
    assert lockout.wait("a") == 0
    fail(lockout, "a", 2)
    assert lockout.wait("a") == 0


def test_many_tries_at_once_are_no_way_round() -> None:
    lockout = Lockout(3, Clock())
    for _ in range(3):
        assert lockout.wait("a") == 0
        lockout.begin("a")
    assert lockout.wait("a") > 0
    lockout.end("a", failed=False)
    assert lockout.wait("a") == 0


def test_who_is_forgiven_begins_anew() -> None:
    lockout = Lockout(3, Clock())
    fail(lockout, "a", 5)
    lockout.forgive("a")
    assert lockout.wait("a") == 0


def test_a_flood_of_names_fills_no_memory() -> None:
    lockout = Lockout(3, Clock())
    for n in range(25_000):
        fail(lockout, str(n))
    assert len(lockout) == 10_000
