"""`footnote user` and `footnote token`: who may come in where others can reach the page."""

import os
import sys
from argparse import ArgumentParser, Namespace
from getpass import getpass
from pathlib import Path

from corpus.errors import InputError
from qa.access.roll import Roll, change_roll, read_roll
from qa.printing import say
from qa.serving import OPEN

DEFAULT_FILE = ".footnote-users"
USER = ("Say who may come in by password.", "footnote user add ada --auth .footnote-users")
TOKEN = ("Say which programs may come in by token.", "footnote token add nightly --auth .footnote-users")


def add_arguments(command: ArgumentParser, kind: str) -> None:
    """Give `footnote user` or `footnote token`, as `kind` says, its three verbs."""
    verbs = command.add_subparsers(title="what to do", metavar="add|list|remove", required=True)
    for verb, run, summary in (
        ("add", _add_user if kind == "user" else _add_token, f"add a {kind}, or give a user a new password"),
        ("list", _list, f"the names of all {kind}s"),
        ("remove", _remove, f"remove a {kind}; one that comes in now is shut out at once"),
    ):
        each = verbs.add_parser(verb, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        each.set_defaults(run=run, kind=kind)
        if verb != "list":
            each.add_argument("name", metavar="NAME")
        each.add_argument(
            "--auth", metavar="FILE", help=f"where they are kept (FOOTNOTE_AUTH; {DEFAULT_FILE})"
        )


def _add_user(options: Namespace, _settings: object) -> None:
    password = _asked(options.name)
    change_roll(_file(options), lambda roll: roll.with_user(options.name, password))
    say(f"{options.name} may come in")


def _add_token(options: Namespace, _settings: object) -> None:
    made: list[str] = []

    def change(roll: Roll) -> Roll:
        changed, token = roll.with_token(options.name)
        made.append(token)
        return changed

    change_roll(_file(options), change)
    say("shown this once, to be sent as Authorization: Bearer …", file=sys.stderr)
    say(made[0])


def _list(options: Namespace, _settings: object) -> None:
    roll = read_roll(_file(options))
    for name in sorted(roll.users if options.kind == "user" else roll.tokens):
        say(name)


def _remove(options: Namespace, _settings: object) -> None:
    read_roll(_file(options))
    change_roll(_file(options), lambda roll: roll.without(options.kind, options.name))
    say(f"{options.kind} {options.name} is removed")


def _file(options: Namespace) -> Path:
    named = options.auth or os.environ.get("FOOTNOTE_AUTH", "")
    return Path(DEFAULT_FILE if named in ("", OPEN) else named)


def _asked(name: str) -> str:
    """The password: a line of what is piped in, else asked for twice and not shown."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass(f"Password for {name}: ")
    if getpass("Once more: ") != password:
        raise InputError("the two passwords are not the same: nothing was changed")
    return password
