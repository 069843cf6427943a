"""One pass over a worksheet's XML: how far its filled cells reach, and which of them compute.

It imports nothing of the product: the process that reads a workbook apart has no need of it.
"""

import re
from functools import cache, lru_cache
from typing import Final
from xml.parsers import expat

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 256
MAX_AREA: Final = 4_000_000
"""Rows times columns: what the reader lays out in memory, empty cells included."""

_FORMULA_SHOWN: Final = 500
_MAY_HOLD_FORMULAS: Final = re.compile(rb"<f|:f|<\x00f|:\x00f")
"""In UTF-8 and in UTF-16, with and without a namespace prefix."""


class ScanError(ValueError):
    """The worksheet's XML cannot be read."""


class SpreadError(ValueError):
    """The worksheet's filled cells reach further than the product reads."""


class CellScan:
    """What a worksheet's cells are, before any reader lays them out."""

    def __init__(self, xml: bytes) -> None:
        """Scan a worksheet. Raises ScanError when it is no XML, SpreadError when it spreads too far."""
        self.formulas: dict[tuple[int, int], str] = {}
        """Row and column, counted from 0, to the formula with its equals sign."""
        self.rows = self.columns = 0
        """How far cells with content reach."""
        self._row = self._column = 0
        self._address: str | None = None
        self._formula: list[str] | None = None
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _refuse_doctype
        if _MAY_HOLD_FORMULAS.search(xml):  # listening to all text costs half as much again
            parser.EndElementHandler = self._end
            parser.CharacterDataHandler = self._text
        try:
            parser.Parse(xml, True)
        except expat.ExpatError as error:
            raise ScanError(str(error)) from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self._address = attributes.get("r")
            self._column += 1
        elif tag == "v" or tag == "is":
            self._reach()
        elif tag == "f":
            self._reach()
            self._formula = ["="]
        elif tag == "row":
            number = attributes.get("r")
            self._row = _number(number) if number else self._row + 1
            self._column = 0

    def _end(self, tag: str) -> None:
        if self._formula is not None and tag.rpartition(":")[2] == "f":
            text = "".join(self._formula)[:_FORMULA_SHOWN]
            self.formulas[self._row - 1, self._column - 1] = text
            self._formula = None

    def _text(self, text: str) -> None:
        if self._formula is not None:
            self._formula.append(text)

    def _reach(self) -> None:
        if self._address is not None:
            letters = self._address.rstrip("0123456789")
            self._column = _column_number(letters)
            self._row = _number(self._address[len(letters) :])
        if self._row <= self.rows and self._column <= self.columns:
            return
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)
        too_many = self.rows > MAX_ROWS or self.columns > MAX_COLUMNS
        if too_many or self.rows * self.columns > MAX_AREA:
            raise SpreadError


@cache
def _column_number(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):
        raise ScanError(f"no column has the name {letters[:20]!r}")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=1024)
def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and text.strip("0")):
        raise ScanError(f"no row has the number {text[:20]!r}")
    return int(text)


def _refuse_doctype(*_declaration: object) -> None:
    raise ScanError("a worksheet has no document type")
