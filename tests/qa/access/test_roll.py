"""The file of those who may come in: hashes only, its owner's only, whole or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import InputError
from qa.access.checking import verified
from qa.access.roll import Roll, change_roll, read_roll

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "correct horse battery"


def test_the_file_holds_hashes_and_is_its_owners() -> None:
    roll, token = Roll().with_user("ada", PASSWORD).with_token("nightly")
    assert roll.users["ada"].startswith("$argon2id$")
    assert token not in str(roll)
    assert PASSWORD not in str(roll)
    assert roll.holder(token) == "nightly"
    assert roll.holder(token[:-1]) == roll.holder("") == roll.holder("\ud800") == ""
    assert verified(roll, "ada", PASSWORD)
    assert not verified(roll, "ada", PASSWORD + "x")
    assert not verified(roll, "bob", PASSWORD)


def test_one_letter_in_two_forms_is_one_password() -> None:
    assert verified(Roll().with_user("ada", "Ünterwegs in Köln"), "ada", "U\u0308nterwegs in Ko\u0308ln")


def test_a_change_is_written_whole_with_mode_0600(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "users"
    change_roll(path, lambda roll: Roll({"ada": "x"}))
    assert path.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(InputError, match="No space left"):
        change_roll(path, lambda roll: Roll())
    assert read_roll(path) == Roll({"ada": "x"})
    assert sorted(each.name for each in tmp_path.iterdir()) == ["users", "users.lock"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2, "users": {}, "tokens": {}}', "\0", '{"format": 1}']
)
def test_what_is_no_roll_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(InputError, match="no file of users"):
        read_roll(path)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    change_roll(tmp_path / "users", lambda roll: roll)
    (tmp_path / "users").chmod(0o640)
    with pytest.raises(InputError, match="chmod 600"):
        read_roll(tmp_path / "users")


@pytest.mark.parametrize("name", ["", "a:b", "a b", "a\nb", "x" * 65, "../a"])
def test_a_name_that_can_not_be_sent_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="name"):
        Roll().with_user(name, PASSWORD)
    with pytest.raises(InputError, match="name"):
        Roll().with_token(name)


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 257])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(InputError, match=f"{len(password)} characters"):
        Roll().with_user("ada", password)


def test_the_command_line_adds_lists_and_removes(tmp_path: Path) -> None:
    path = tmp_path / "users"

    def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        command = [sys.executable, "-m", "qa.cli", *arguments, "--auth", str(path)]
        ran = subprocess.run(command, cwd=ROOT, input=typed, capture_output=True, text=True)
        return ran.returncode, ran.stdout, ran.stderr

    assert run("user", "add", "ada", typed=f"{PASSWORD}\n") == (0, "ada may come in\n", "")
    code, token, told = run("token", "add", "nightly")
    assert (code, told) == (0, "shown this once, to be sent as Authorization: Bearer …\n")
    roll = read_roll(path)
    assert verified(roll, "ada", PASSWORD)
    assert roll.holder(token.strip()) == "nightly"
    assert run("token", "remove", "nightly")[0] == 0
    assert run("user", "list") == (0, "ada\n", "")
    code, _, told = run("user", "remove", "bob")
    assert (code, told.count("\n")) == (2, 1)
    assert "'bob'" in told
    assert list(json.loads(path.read_text())["users"]) == ["ada"]
