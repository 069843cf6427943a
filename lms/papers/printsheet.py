"""The sheet “Bản in”: the paper as it will be printed, on A4, fitted to the width."""

from typing import TYPE_CHECKING
from unicodedata import normalize

from lms.papers.columns import groups_of
from lms.papers.sheets import CHARACTERS_PER_MM, Styles, write_cell
from lms.papers.values import Cell, Column, Letterhead, Signature, TablePaper
from lms.papers.wording import letterhead_lines

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

A4 = 9
MM_PER_INCH = 25.4
LINE = 18.0
"""points of a row of one line at 12-13 points"""
INK_ROWS = 4
ISSUER_PART = 0.41
MERGED_TYPE = 13


def write_print_sheet(sheet: "Worksheet", styles: Styles, paper: TablePaper) -> None:
    """Letterhead, title, table, notes and signatures, one under the other."""
    shown = tuple(at for at, column in enumerate(paper.columns) if column.printed)
    columns = tuple(paper.columns[at] for at in shown)
    writer = _PrintSheet(sheet, styles, columns)
    writer.set_up(paper)
    writer.letterhead(paper.letterhead)
    writer.title(paper)
    writer.heading(paper.column_numbers)
    for row in paper.rows:
        writer.body_row(tuple(row[at] for at in shown))
    if paper.total:
        writer.body_row(tuple(paper.total[at] for at in shown), bold=True)
    for note in paper.notes:
        writer.line(note, align="left")
    for note in paper.footnotes:
        writer.line(note, align="left", italic=True, font_size=11)
    writer.signatures(paper.signatures)


class _PrintSheet:
    """A sheet being written from the top; `at` is the next free row."""

    def __init__(self, sheet: "Worksheet", styles: Styles, columns: tuple[Column, ...]) -> None:
        self.sheet = sheet
        self.styles = styles
        self.columns = columns
        self.at = 0
        self.last = len(columns) - 1
        self.split = self._column_at(ISSUER_PART)

    def set_up(self, paper: TablePaper) -> None:
        sheet = self.sheet
        sheet.set_paper(A4)
        if paper.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(30 / MM_PER_INCH, 15 / MM_PER_INCH, 20 / MM_PER_INCH, 20 / MM_PER_INCH)
        sheet.set_header("&C&P", {"margin": 10 / MM_PER_INCH})
        for at, column in enumerate(self.columns):
            sheet.set_column(at, at, max(column.width * CHARACTERS_PER_MM, 4.5))

    def letterhead(self, head: Letterhead) -> None:
        for (issuer, issuer_look), (nation, nation_look) in zip(
            *letterhead_lines(head), strict=True
        ):
            self._merge(0, self.split, issuer, **issuer_look)
            self._merge(self.split + 1, self.last, nation, **nation_look)
            self.sheet.set_row(self.at, LINE * self._lines(issuer, 0, self.split))
            self.at += 1
        self.at += 1

    def title(self, paper: TablePaper) -> None:
        self.line(paper.kind, bold=True, font_size=14)
        self.line(paper.subject, bold=True, font_size=14)
        for words in paper.lead:
            self.line(words, italic=True)
        for words in paper.body:
            self.line(words, align="justify")
        self.at += 1

    def heading(self, numbers: bool) -> None:
        first = self.at
        look = {"bold": True, "border": 1, "text_wrap": True, "font_size": 12}
        grouped = any(column.group for column in self.columns)
        below = first + 1 if grouped else first
        for group in groups_of(self.columns):
            if group.title:
                self._range(first, group.first, first, group.last, group.title, **look)
            for at in range(group.first, group.last + 1):
                top = below if group.title else first
                self._range(top, at, below, at, self.columns[at].title, **look)
        self.at = below + 1
        if numbers:
            for at in range(len(self.columns)):
                self._range(self.at, at, self.at, at, f"({at + 1})", italic=True, border=1)
            self.at += 1
        self.sheet.repeat_rows(first, self.at - 1)
        self.sheet.freeze_panes(self.at, 0)

    def body_row(self, row: tuple[Cell, ...], *, bold: bool = False) -> None:
        for at, cell in enumerate(row):
            write_cell(self.sheet, self.styles, self.at, at, self.columns[at], cell, bold=bold)
        self.at += 1

    def line(self, words: str, **look: object) -> None:
        """One line across the whole sheet, as high as its words need."""
        self._merge(0, self.last, words, **look)
        self.sheet.set_row(self.at, LINE * self._lines(words, 0, self.last))
        self.at += 1

    def signatures(self, signatures: tuple[Signature, ...]) -> None:
        if not signatures:
            return
        self.at += 1
        bounds = [self._column_at(part / len(signatures)) for part in range(1, len(signatures))]
        starts = [0, *(bound + 1 for bound in bounds)]
        ends = [*bounds, self.last]
        top = self.at
        for signature, start, end in zip(signatures, starts, ends, strict=True):
            self.at = top
            for words in signature.lines:
                self._merge(start, end, words.upper(), bold=True)
                self.at += 1
            self._merge(start, end, signature.hint, italic=True)
            self.at += 1 + INK_ROWS
            self._merge(start, end, signature.name, bold=True)

    def _merge(self, start: int, end: int, words: str, **look: object) -> None:
        self._range(self.at, start, self.at, end, words, text_wrap=True, **look)

    def _range(
        self, top: int, left: int, bottom: int, right: int, words: str, **look: object
    ) -> None:
        style = self.styles.get(**{"align": "center", "font_size": MERGED_TYPE, **look})
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", style)
        self.sheet.write_string(top, left, normalize("NFC", words), style)

    def _lines(self, words: str, start: int, end: int) -> int:
        """Lines the words take over these columns, a little generously."""
        room = sum(column.width for column in self.columns[start : end + 1]) * CHARACTERS_PER_MM
        return max(1, -(-int(len(words) * 1.15) // max(int(room), 1)))

    def _column_at(self, part: float) -> int:
        """The last column that ends within this part of the sheet's width (never the last one)."""
        total = sum(column.width for column in self.columns)
        reached = 0.0
        for at, column in enumerate(self.columns[:-1]):
            reached += column.width
            if reached >= total * part:
                return at
        return max(self.last - 1, 0)
