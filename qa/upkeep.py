"""The commands that look after a library: `footnote check`, `backup`, `restore` and `copy`."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import FootnoteError, LibraryError, ModelError, SettingError
from index.encoder import Encoder
from index.engines.milvus.place import is_address, shown
from index.local.backup import back_up
from index.local.checking import Finding, check
from index.local.place import FEEDBACK, UPLOADS
from index.local.repairing import repair
from index.local.restoring import restore
from index.local.status import check_exists, read_encoder
from index.models import cache_folder, identify, load_encoder
from qa import feedback
from qa.assemble import copy_library, library_folder
from qa.jsonable import report_json
from qa.printing import say, say_json
from qa.progress import ProgressBar
from qa.settings import Settings

_SHOWN = 20
CHECK = "Say whether the library is sound, and mend it."
BACKUP = "Copy the library, with feedback and uploads, into one file."
RESTORE = "Make a library from a backup."
COPY = "Carry a library into another, in a folder or in Milvus, without embedding it again."
COPY_EXAMPLE = "footnote copy .footnote milvus://host:19530/news"


def add_check(command: ArgumentParser) -> None:
    """Give `command` the arguments of a check."""
    command.add_argument("--repair", action="store_true", help="mend what can be; nothing is thrown away")


def add_file(command: ArgumentParser) -> None:
    """Give `command` the backup that it writes or reads."""
    command.add_argument("file", metavar="FILE", help="the backup, a zip")


def add_restore(command: ArgumentParser) -> None:
    """Give `command` the arguments of a restoration."""
    add_file(command)
    command.add_argument("--replace", action="store_true", help="take the place of a library that is there")


def add_copy(command: ArgumentParser) -> None:
    """Give `command` the two libraries."""
    command.add_argument("source", metavar="FROM", help="the library, a folder or milvus://host:19530/name")
    command.add_argument("target", metavar="TO", help="where it is carried to, likewise; begun if need be")
    command.add_argument("--replace", action="store_true", help="give up what TO holds and FROM doesn't")


def run_check(options: Namespace, settings: Settings) -> int:
    """Check, and repair where that is asked for; gives 0 for a sound library and 1 for another."""
    library = _folder(settings, "check")
    check_exists(library)
    encoder, findings = _encoder(library, settings)
    with ProgressBar() as bar:
        findings += [*check(library, encoder, bar.show), *_torn(library)]
        done: list[str] = []
        if options.repair and findings:
            done = repair(library, findings, _made_by(encoder, settings), bar.show)
    left = [*check(library, encoder), *_torn(library)] if done else findings
    if options.json:
        told = {"library": str(library), "sound": not left, "findings": [_json(f) for f in findings]}
        say_json({**told, "repaired": done, "left": [_json(f) for f in left]})
        return 1 if left else 0
    _print(findings)
    for line in done:
        say(f"repaired: {line}")
    if done and any(finding.kind in ("database", "article") for finding in findings):
        say("now run footnote index on your folders: what was taken out is read and embedded again")
    if not left:
        say(f"{library} is sound")
    elif done:
        say("what is left:")
        _print(left)
    return 1 if left else 0


def run_backup(options: Namespace, settings: Settings) -> None:
    """Write a backup and say how large it is."""
    with ProgressBar() as bar:
        size = back_up(_folder(settings, "backup"), Path(options.file), bar.show)
    if options.json:
        say_json({"library": settings.library, "file": options.file, "bytes": size})
    else:
        say(f"{options.file}: {settings.library} as it is now, {size / 1e6:,.1f} MB")


def run_restore(options: Namespace, settings: Settings) -> None:
    """Restore a backup and say where the former library is."""
    with ProgressBar() as bar:
        former = restore(
            Path(options.file), _folder(settings, "restore"), replace=options.replace, on_progress=bar.show
        )
    if options.json:
        told = {"library": settings.library, "file": options.file, "former": str(former or "")}
        say_json(told)
        return
    say(f"{settings.library}: restored from {options.file}")
    if former:
        say(f"the former library is kept as {former}: delete it when nothing is missed")


def run_copy(options: Namespace, _settings: Settings) -> None:
    """Copy and say what that changed, and what stays where it was."""
    with ProgressBar() as bar:
        report = copy_library(options.source, options.target, replace=options.replace, on_progress=bar.show)
    source, target = shown(options.source), shown(options.target)
    if options.json:
        told = report_json(report)
        del told["failed"]
        say_json({"source": source, "target": target, **told})
        return
    say(
        f"{target}: {report.added:,} articles added, {report.updated:,} updated, {report.removed:,} removed, "
        f"{report.unchanged:,} unchanged; nothing was embedded"
    )
    left = [name for name in (UPLOADS, FEEDBACK) if (library_folder(options.source) / name).exists()]
    if left:
        say(f"in {library_folder(options.source)} stay: {' and '.join(left)}")


def _folder(settings: Settings, command: str) -> Path:
    """The library's folder; `SettingError` where it is in Milvus, which looks after its own files."""
    if is_address(settings.library):
        raise SettingError(
            f"footnote {command} is for libraries in a folder, {shown(settings.library)} is in Milvus: "
            "footnote copy brings it into a folder"
        )
    return Path(settings.library)


def _encoder(library: Path, settings: Settings) -> tuple[Encoder | None, list[Finding]]:
    """The encoder that made the library, and what is wrong with it."""
    try:
        made_by = read_encoder(library)
    except LibraryError:
        return None, []  # the check itself will say so
    try:
        name = identify(settings.encoder)
        if name == made_by:
            return load_encoder(settings.encoder, cache=cache_folder()), []
    except ModelError as error:
        return None, [Finding("encoder", str(error).partition(": ")[0], str(error).partition(": ")[2])]
    what = f"the library was embedded with {made_by}, the encoder in use is {name}"
    return None, [Finding("encoder", what, "set FOOTNOTE_ENCODER to the former, or index into a new library")]


def _made_by(encoder: Encoder | None, settings: Settings) -> tuple[str, int]:
    """Name and dimension of the encoder to write into a database that can't tell any more."""
    try:
        encoder = encoder or load_encoder(settings.encoder, cache=cache_folder())
    except FootnoteError:
        return "", 0
    return encoder.name, encoder.dimension


def _torn(library: Path) -> list[Finding]:
    path = library / FEEDBACK
    if not path.is_file():
        return []
    return [
        Finding(
            "feedback", f"{path}:{number} is half a line, which was never acknowledged", "delete that line"
        )
        for number in feedback.torn(path)
    ]


def _print(findings: Sequence[Finding]) -> None:
    shown: Counter[str] = Counter()
    for finding in findings:
        shown[finding.kind] += 1
        if shown[finding.kind] <= _SHOWN:
            say(f"{finding.kind}: {finding.what}: {finding.cure}")
    for kind, count in shown.items():
        if count > _SHOWN:
            say(f"{kind}: {count - _SHOWN:,} more (footnote check --json lists all)")


def _json(finding: Finding) -> dict[str, str]:
    return {"kind": finding.kind, "what": finding.what, "cure": finding.cure}
