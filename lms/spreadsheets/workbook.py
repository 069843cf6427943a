"""XLSX to sheets. The archive is looked through here; a process of its own reads it, within bounds."""

from io import BytesIO
from pathlib import Path
from typing import Final

from lms.errors import DomainError, Invalid
from lms.files.archives import check_archive
from lms.spreadsheets.apart import read_apart, sheet_as_read
from lms.spreadsheets.refusals import unpacks_too_far, with_links, with_macros
from lms.spreadsheets.sheet import Sheet
from lms.web.i18n import lazy_gettext as _l

MAX_PARTS: Final = 2_000
_READER: Final = Path(__file__).with_name("workbook_reader.py")


def read_workbook(data: bytes) -> list[Sheet]:
    """The visible worksheets of an XLSX file.

    Raises Invalid (another kind of file, damaged, locked, macros, links) or TooLarge (parts, sizes, dimensions,
    memory, time).
    """
    names = check_archive(BytesIO(data))
    if "xl/workbook.xml" not in names:
        raise _not_a_workbook(names)
    if len(names) > MAX_PARTS:
        raise unpacks_too_far()
    _refuse_what_acts(names)
    return [sheet_as_read(*each) for each in read_apart(_READER, data)]


def _refuse_what_acts(names: frozenset[str]) -> None:
    """Macros are never run and links never followed, so a list must not depend on them."""
    small = [name.lower() for name in names]
    if any(name.startswith("xl/vbaproject") or "/macrosheets/" in name for name in small):
        raise with_macros()
    if any(name.startswith("xl/externallinks/externallink") for name in small):
        raise with_links()


def _not_a_workbook(names: frozenset[str]) -> DomainError:
    if "xl/workbook.bin" in names or "content.xml" in names:
        return Invalid(
            _l("Only .xlsx, .xls and .csv can be read. Open the file and save it as .xlsx.")
        )
    return Invalid(_l("The file is not a spreadsheet. Choose a file saved as .xlsx, .xls or .csv."))
