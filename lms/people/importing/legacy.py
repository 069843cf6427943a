"""A roster typed in an old font: put into Unicode column by column, when somebody asked for it."""

from collections.abc import Sequence

from lms.legacy_text import LegacyFont, font_of, is_plausible, to_unicode
from lms.spreadsheets import Cell, Sheet
from lms.text import has_unicode_letters, looks_legacy


def convert_legacy(sheet: Sheet) -> Sheet:
    """The sheet with TCVN3 and VNI text in Unicode; what is Unicode already stays as it is.

    A column has one font. Words without a sure sign (Dòng for Dũng) are converted where their column has
    more old text than Unicode and the outcome is a possible syllable.
    """
    rows = [list(row) for row in sheet.rows]
    for column in range(len(rows[0]) if rows else 0):
        _convert_column(rows, column)
    return Sheet(sheet.name, rows, sheet.merged)


def _convert_column(rows: Sequence[list[Cell]], column: int) -> None:
    texts = {row[column] for row in rows if _has_marks(row[column])}
    legacy = {text for text in texts if isinstance(text, str) and looks_legacy(text)}
    font = font_of(legacy)
    if font is None:
        return
    unicode = sum(isinstance(text, str) and has_unicode_letters(text) for text in texts)
    is_all = len(legacy) > unicode
    meant = {
        text: _meant(text, font, sure=text in legacy or not is_all)
        for text in (texts if is_all else legacy)
        if isinstance(text, str)
    }
    for row in rows:
        cell = row[column]
        if isinstance(cell, str) and cell in meant:
            row[column] = meant[cell]


def _meant(text: str, font: LegacyFont, *, sure: bool) -> str:
    converted = to_unicode(text, font)
    return converted if sure or is_plausible(converted) else text


def _has_marks(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.isascii()
