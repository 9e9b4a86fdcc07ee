"""Zip files, looked over before anything in them is unpacked."""

import io
import zipfile

from corpus.loaders.unreadable import Unreadable

MOST_UNPACKED = 200_000_000  # bytes of all members together, or four times the file where that is more
MOST_MEMBERS = 10_000
SUSPECT = 10_000_000  # bytes from which a member that grew two hundredfold is a bomb
GROWTH = 200

_OLE = b"\xd0\xcf\x11\xe0"  # what Word writes its old format in, and its encrypted files


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The zip file in `data`; `Unreadable` where it is none, encrypted, or unpacks to something monstrous.

    The sizes that it declares can be trusted: zipfile unpacks no member beyond its declared size.
    """
    if data.startswith(_OLE):
        raise Unreadable("encrypted with a password, or in an old format under a new name")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable("damaged: it isn't a whole zip file, as this format is") from error
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("encrypted with a password")
    if len(members) > MOST_MEMBERS:
        raise Unreadable(f"it packs more than {MOST_MEMBERS} files")
    if sum(member.file_size for member in members) > max(MOST_UNPACKED, 4 * len(data)):
        raise Unreadable("it unpacks to a monstrous size")
    if any(_grows(member) for member in members):
        raise Unreadable(f"a file in it grows more than {GROWTH} times when unpacked")
    return archive


def _grows(member: zipfile.ZipInfo) -> bool:
    return member.file_size > SUSPECT and member.file_size > GROWTH * max(1, member.compress_size)
