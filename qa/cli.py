"""The command line: what Python can do, in a terminal."""

import logging
import os
import runpy
import sys
from argparse import ArgumentParser, BooleanOptionalAction, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

from corpus.errors import FootnoteError
from corpus.folder import check_name, walk
from corpus.visible import visible
from index.engines.milvus.place import shown
from index.hit import Filter
from index.library import MODES
from index.sync import SyncReport
from qa import upkeep
from qa.access import commands as access
from qa.access.roll import read_roll
from qa.access.tls import check_tls
from qa.answer import Turn
from qa.assemble import chatbot, library_status, open_filled_library, open_library, spread
from qa.evaluation import command as evaluation
from qa.jsonable import answer_json, report_json, search_json, status_json
from qa.printing import (
    plain_streams,
    print_answer,
    print_hits,
    print_report,
    print_status,
    say,
    say_json,
)
from qa.progress import ProgressBar
from qa.serving import OPEN, Serving
from qa.settings import Settings

_UPKEEP = (
    ("check", upkeep.run_check, upkeep.CHECK, "footnote check --repair", upkeep.add_check),
    ("backup", upkeep.run_backup, upkeep.BACKUP, "footnote backup news.zip", upkeep.add_file),
    ("restore", upkeep.run_restore, upkeep.RESTORE, "footnote restore news.zip", upkeep.add_restore),
)


class _Parser(ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {visible(message)} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code: 0, 2 for an error (one line on stderr), 130 for Ctrl-C.

    `footnote check` gives 1 where the library isn't sound.
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    plain_streams()
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_env()
        if options.library:
            settings = replace(settings, library=options.library)
        return options.run(options, settings) or 0
    except FootnoteError as error:
        say(f"footnote: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say("footnote: stopped; what was complete is kept", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog="footnote",
        description="Ask a folder of articles; get answers whose every sentence is a quote you can check.",
        epilog='Example: footnote index articles/ && footnote ask "Who met in Hanoi?"',
    )
    parser.add_argument("--version", action="version", version=f"footnote {version('footnote-qa')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(
        name: str, run: Any, summary: str, example: str, *, machine: bool = True, library: bool = True
    ) -> ArgumentParser:
        command = commands.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=f"Example: {example}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=run)
        command.set_defaults(library=None)
        if library:
            command.add_argument(
                "--library",
                metavar="DIR",
                help="the library, a folder or milvus://host:19530/name (FOOTNOTE_LIBRARY; .footnote)",
            )
        if machine:
            command.add_argument("--json", action="store_true", help="print JSON")
        return command

    index = add("index", _index, "Bring the library in step with a folder.", "footnote index articles/")
    index.add_argument("folder", metavar="DIR", help="a folder of articles, or one file of them")
    index.add_argument(
        "--ray",
        metavar="ADDRESS",
        default="",
        help="have a Ray cluster read the passages: HOST:PORT, or auto for one on this machine alone, "
        "as in: footnote index articles/ --ray head:6379",
    )
    search = add(
        "search", _search, "Find passages.", 'footnote search "border closure" -k 5 --since 2021-06-01'
    )
    search.add_argument("query", metavar="QUERY")
    search.add_argument("-k", type=int, help="how many (FOOTNOTE_K; 10)")
    search.add_argument("--mode", choices=MODES, help="by all that helps, by meaning and words, or by one")
    search.add_argument("--source", action="append", default=[], help="only this source; may be repeated")
    search.add_argument("--since", default="", metavar="DATE", help="published on or after, YYYY-MM-DD")
    search.add_argument("--until", default="", metavar="DATE", help="published on or before")
    ask = add("ask", _ask, "Answer a question.", 'footnote ask "Why did North Korea close its border?"')
    ask.add_argument("question", metavar="QUESTION")
    add("chat", _chat, "Ask one question after the other.", "footnote chat", machine=False)
    serve = add("serve", _serve, "Open the page.", "footnote serve articles/ --port 8000", machine=False)
    serve.add_argument("folder", metavar="DIR", nargs="?", help="sync this folder of articles first")
    serve.add_argument("--host", help="the address to listen on (FOOTNOTE_HOST; 127.0.0.1)")
    serve.add_argument("--mcp", action="store_true", help="serve search and ask to assistants by MCP too")
    serve.add_argument("--port", type=int, help="the port to listen on (FOOTNOTE_PORT; 7860)")
    serve.add_argument(
        "--uploads",
        action=BooleanOptionalAction,
        help="let the page add and delete articles (FOOTNOTE_UPLOADS; only where others can't reach it)",
    )
    admission = serve.add_mutually_exclusive_group()
    admission.add_argument(
        "--auth", metavar="FILE", help="who may come in (FOOTNOTE_AUTH); see footnote user"
    )
    admission.add_argument("--no-auth", dest="auth", action="store_const", const=OPEN, help="anyone may")
    serve.add_argument("--tls-cert", metavar="FILE", help="serve by https with it (FOOTNOTE_TLS_CERT)")
    serve.add_argument("--tls-key", metavar="FILE", help="the certificate's key (FOOTNOTE_TLS_KEY)")
    serve.add_argument(
        "--allow-host",
        metavar="NAME",
        action="append",
        help="a name that the page has, such as a proxy's; may be repeated (FOOTNOTE_ALLOW_HOSTS)",
    )
    for words, kind in ((access.USER, "user"), (access.TOKEN, "token")):
        access.add_arguments(add(kind, None, *words, machine=False, library=False), kind)
    evaluation.add_arguments(add("eval", evaluation.run, evaluation.SUMMARY, evaluation.EXAMPLE))
    for name, run, summary, example, arguments in _UPKEEP:
        arguments(add(name, run, summary, example))
    copying = add("copy", upkeep.run_copy, upkeep.COPY, upkeep.COPY_EXAMPLE, library=False)
    upkeep.add_copy(copying)
    add("status", _status, "Say what is in the library.", "footnote status --json")
    return parser


def _index(options: Namespace, settings: Settings) -> None:
    report = _sync(options.folder, settings, options.ray)
    if options.json:
        say_json(report_json(report))
    else:
        print_report(report, shown(settings.library))


def _search(options: Namespace, settings: Settings) -> None:
    where = Filter(tuple(options.source), options.since, options.until)
    library = open_filled_library(settings)
    k = settings.k if options.k is None else options.k
    hits = library.search(options.query, k, mode=options.mode or settings.mode, where=where)
    if options.json:
        say_json(search_json(options.query.strip(), hits))
    else:
        print_hits(hits)


def _ask(options: Namespace, settings: Settings) -> None:
    answer = chatbot(open_filled_library(settings), settings).ask(options.question)
    if options.json:
        say_json(answer_json(answer))
    else:
        print_answer(answer)


def _chat(_options: Namespace, settings: Settings) -> None:
    bot = chatbot(open_filled_library(settings), settings)
    say("Ask away; an empty line or Ctrl-D ends it.")
    history: list[Turn] = []
    while True:
        try:
            question = input("\n> ").strip()
        except EOFError:
            say()
            return
        if not question:
            return
        try:
            answer = bot.ask(question, history)
        except FootnoteError as error:
            say(error)
            continue
        history.append(Turn(question, answer))
        print_answer(answer)


def _serve(options: Namespace, settings: Settings) -> None:
    given = {
        "host": options.host,
        "port": options.port,
        "uploads": None if options.uploads is None else "on" if options.uploads else "off",
        "auth": options.auth,
        "tls_cert": options.tls_cert,
        "tls_key": options.tls_key,
        "allow_hosts": ",".join(options.allow_host) if options.allow_host else None,
    }
    chosen = {f"FOOTNOTE_{name.upper()}": str(value) for name, value in given.items() if value is not None}
    serving = Serving.from_env({**os.environ, **chosen})
    check_tls(serving.tls_cert, serving.tls_key)
    if serving.roll:
        read_roll(Path(serving.roll))
    if options.folder:
        report = _sync(options.folder, settings)
        print_report(report, shown(settings.library))
    # The page is a program of its own above this layer: it is started, not imported.
    values = {"library": settings.library, **asdict(serving)}
    os.environ.update({f"FOOTNOTE_{name.upper()}": str(value) for name, value in values.items()})
    sys.argv = ["app", *(["--mcp"] if options.mcp else [])]
    runpy.run_module("app", run_name="__main__")


def _status(options: Namespace, settings: Settings) -> None:
    status = library_status(settings.library)
    if options.json:
        say_json(status_json(status))
    else:
        print_status(status)


def _sync(folder: str, settings: Settings, ray: str = "") -> SyncReport:
    walk(Path(check_name(folder)))  # a folder that isn't there is refused before a library is begun
    library = open_library(settings)
    with spread(library, settings, ray) as syncing, ProgressBar() as bar:
        report = syncing.sync(folder, bar.show)
    library.close()
    return report


if __name__ == "__main__":
    sys.exit(main())
