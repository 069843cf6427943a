"""Rows of a table over as many pages as they need, ten thousand of them in about a second.

Each distinct cell is measured, broken into lines and encoded once; a row then only says how high
it stands. (A single platypus Table grows with the square of its rows: 5.4 s for 10,000.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.papers.columns import LEADING, PAD, THIN, TableHeading, edges_of
from lms.papers.figures import written
from lms.papers.fonts import Font
from lms.papers.page import Align, Pages
from lms.papers.typeset import squeeze, width
from lms.papers.values import Cell, Column, Kind
from lms.text import nfc_clean

SMALLEST = 6.5
"""points: codes and figures shrink to this before they are cut"""
SMALLEST_TEXT = 0.85
"""of the table's size: a long word of running text shrinks to this"""
MOST_LINES = 24
"""a cell longer than this ends in an ellipsis: a row never outgrows its page"""
TOGETHER = 2
"""rows that stay with what follows the table, so that no signature stands alone"""

_ALIGN = {
    Kind.TEXT: Align.LEFT,
    Kind.CODE: Align.CENTRE,
    Kind.MARK: Align.CENTRE,
    Kind.COUNT: Align.RIGHT,
    Kind.PERCENT: Align.RIGHT,
}


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell made ready for one column: its height, and its lines as operators around a y."""

    height: float
    lines: tuple[tuple[float, str, str], ...]
    """how far below the top of the row, what stands before the y, what stands after"""


class Table:
    """A table in a file under way, between its side margins."""

    def __init__(
        self, pages: Pages, columns: tuple[Column, ...], size: float, numbers: bool
    ) -> None:
        """Fix where the columns stand."""
        self._pages = pages
        self._columns = columns
        self._size = size
        self._edges = edges_of(columns, pages.left, pages.right)
        self._heading = TableHeading(columns, self._edges, size, numbers)
        self._heading_height = self._heading.height
        self._heading_drawn: tuple[float, list[str]] | None = None
        self._cells: dict[tuple[int, Cell, Font], _Cell] = {}
        self._levels: list[float] = []

    def draw(
        self, rows: Sequence[tuple[Cell, ...]], total: tuple[Cell, ...] | None, tail: float
    ) -> None:
        """Draw all rows and the total; the last rows share a page with `tail` points below them."""
        pages = self._pages
        closing = [*rows[-TOGETHER:], *([total] if total else [])]
        kept = tail + sum(self._height(row, Font.REGULAR) for row in closing)
        first = kept if len(rows) <= TOGETHER else self._height(rows[0], Font.REGULAR)
        if pages.room < self._heading_height + first:
            pages.turn()
        self._begin()
        if kept > pages.top - pages.bottom - self._heading_height:
            kept = 0.0
        for at, row in enumerate(rows):
            self._row(row, Font.REGULAR, kept if at == len(rows) - TOGETHER else 0.0)
        if total:
            self._row(total, Font.BOLD)
        self._finish()

    def _row(self, row: tuple[Cell, ...], font: Font, need: float = 0.0) -> None:
        """One row, on the next page when it (or what must stay with it) has no room here."""
        cells = [self._cell(at, cell, font) for at, cell in enumerate(row)]
        height = max(cell.height for cell in cells)
        if self._pages.room < max(height, need) and len(self._levels) > 1:
            self._finish()
            self._pages.turn()
            self._begin()
        top = self._pages.y
        self._pages.put(
            "\n".join(
                f"{before}{top - below:.2f}{after}"
                for cell in cells
                for below, before, after in cell.lines
            )
        )
        self._pages.y -= height
        self._levels.append(self._pages.y)

    def _begin(self) -> None:
        """The heading at the cursor: drawn once, then repeated as it was."""
        pages = self._pages
        if self._heading_drawn is None:
            top = pages.y
            with pages.recorded() as operators:
                self._heading.draw(pages)
            self._heading_drawn = (top, operators)
        else:
            top, operators = self._heading_drawn
            pages.put(f"q 1 0 0 1 0 {pages.y - top:.2f} cm")
            pages.put("\n".join(operators))
            pages.put("Q")
            pages.y -= self._heading_height
        self._levels = [pages.y]

    def _finish(self) -> None:
        """Stroke the grid around the rows put so far."""
        left, right = self._edges[0], self._edges[-1]
        first, last = self._levels[0], self._levels[-1]
        flat = [(left, y, right, y) for y in self._levels]
        self._pages.lines([*flat, *((x, first, x, last) for x in self._edges)], THIN)

    def _height(self, row: tuple[Cell, ...], font: Font) -> float:
        return max(self._cell(at, cell, font).height for at, cell in enumerate(row))

    def _cell(self, at: int, cell: Cell, font: Font) -> _Cell:
        key = (at, cell, font)
        known = self._cells.get(key)
        if known is None:
            known = self._cells[key] = self._lay(at, cell, font)
        return known

    def _lay(self, at: int, cell: Cell, font: Font) -> _Cell:
        kind = self._columns[at].kind
        left, right = self._edges[at] + PAD, self._edges[at + 1] - PAD
        smallest = self._size * SMALLEST_TEXT if kind is Kind.TEXT else SMALLEST
        lines, size = squeeze(nfc_clean(written(cell)), font, self._size, right - left, smallest)
        if len(lines) > MOST_LINES:
            lines = (*lines[:MOST_LINES], "…")
        step = self._size * LEADING
        set_lines = []
        for number, words in enumerate(lines):
            slack = right - left - width(words, font, size)
            share = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[_ALIGN[kind]]
            before = f"BT 1 0 0 1 {left + slack * share:.2f} "
            after = f" Tm {self._pages.shown(words, font, size)} ET"
            if words:
                set_lines.append((PAD + self._size * 0.9 + number * step, before, after))
        return _Cell(len(lines) * step + 2 * PAD, tuple(set_lines))
