"""A roster typed in an old font: put into Unicode when somebody asked for it."""

from lms.people.importing.columns import understand
from lms.people.importing.header import SEARCHED_ROWS
from lms.people.importing.reading import AS_RECOGNISED, Reading
from lms.spreadsheets import Sheet
from lms.spreadsheets.old_fonts import Converted, Known, convert_sheet


def convert_legacy(sheet: Sheet, reading: Reading = AS_RECOGNISED) -> Converted:
    """The sheet as `convert_sheet` reads it; `reading` is what was said of its texts that may be either."""
    return convert_sheet(sheet, Known(understand, SEARCHED_ROWS, reading.font_of))
