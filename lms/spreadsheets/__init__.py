"""Reading spreadsheets that people upload: XLSX, XLS and CSV become plain sheets, anything else a refusal."""

from lms.spreadsheets.opening import open_spreadsheet
from lms.spreadsheets.sheet import Cell, Formula, Sheet

__all__ = ["Cell", "Formula", "Sheet", "open_spreadsheet"]
