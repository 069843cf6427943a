"""Is a ZIP-based office file safe to open? One gate for DOCX and XLSX, before any library sees it.

A few hundred kilobytes can unpack to gigabytes. The size a member declares is checked first, then every
member is really inflated in small pieces and counted, because readers written in other languages do
not stop at the declared size. Nothing is ever unpacked to disk.
"""

import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final

from lms.config import MIB
from lms.errors import DomainError, Invalid, TooLarge
from lms.web.i18n import lazy_gettext as _l

MAX_MEMBERS: Final = 5_000
MAX_UNPACKED: Final = 256 * MIB
"""An honest workbook of 100,000 rows unpacks to about a fifth of this."""

MAX_RATIO: Final = 200
"""Unpacked bytes for each packed byte; office files reach 10 to 40."""

RATIO_COUNTS_FROM: Final = 16 * MIB
"""Small files may be as repetitive as they like."""

_PIECE: Final = 64 * 1024
_ENCRYPTED: Final = 0x1


def check_archive(source: Path | BinaryIO) -> frozenset[str]:
    """The names of the members of a ZIP file that is safe to hand to a reader.

    A stream is left at its beginning. Raises Invalid when the file is damaged, locked with a password or
    carries a document type (which office files never do), TooLarge when it would unpack to more than
    the product reads: more than MAX_MEMBERS parts, MAX_UNPACKED bytes or MAX_RATIO times its size.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            _check_declared(members)
            _check_measured(archive, members)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise _damaged() from error
    finally:
        if not isinstance(source, Path):
            source.seek(0)
    return frozenset(member.filename for member in members)


def _check_declared(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise _too_large()
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Invalid(_l("The file is locked with a password. Remove the password and try again."))
    packed = sum(member.compress_size for member in members)
    _check_size(sum(member.file_size for member in members), packed)


def _check_measured(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    packed = sum(member.compress_size for member in members)
    unpacked = 0
    for member in members:
        with archive.open(member) as stream:
            piece = stream.read(_PIECE)
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise _damaged()
            while piece:
                unpacked += len(piece)
                _check_size(unpacked, packed)
                piece = stream.read(_PIECE)


def _check_size(unpacked: int, packed: int) -> None:
    too_dense = unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * max(packed, 1)
    if unpacked > MAX_UNPACKED or too_dense:
        raise _too_large()


def _damaged() -> DomainError:
    return Invalid(_l("The file is damaged. Open it on your computer, save it again and retry."))


def _too_large() -> DomainError:
    return TooLarge(
        _l("The file unpacks to far more than it should and was not opened. Save a new copy.")
    )
