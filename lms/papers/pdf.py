"""Papers as PDF files, ready to print on A4, with their typeface inside."""

from collections.abc import Iterable

from lms.papers import wording
from lms.papers.fonts import Font
from lms.papers.heading import draw_letterhead, draw_title
from lms.papers.page import LANDSCAPE, PORTRAIT, Pages
from lms.papers.prose import draw_lines, draw_paragraphs, height_of_lines
from lms.papers.qr import draw_code
from lms.papers.signing import draw_closing, draw_signatures, height_of
from lms.papers.table import Table
from lms.papers.typeset import MM
from lms.papers.values import Letter, TablePaper
from lms.text import nfc_clean

NOTE_SIZE = 12.0
FOOTNOTE_SIZE = 10.5
CODE_SIDE = 25 * MM


def draw_table_paper(paper: TablePaper) -> bytes:
    """A list or a summary table as a PDF; the same value gives the same bytes."""
    setup = LANDSCAPE if paper.landscape else PORTRAIT
    pages = Pages(setup, title=f"{paper.kind} {paper.subject}", as_of=paper.as_of)
    draw_letterhead(pages, paper.letterhead)
    draw_title(pages, paper.letterhead.standard, paper.kind, paper.subject, paper.lead)
    draw_paragraphs(pages, paper.body)
    shown = [at for at, column in enumerate(paper.columns) if column.printed]
    columns = tuple(paper.columns[at] for at in shown)
    rows = [tuple(row[at] for at in shown) for row in paper.rows]
    total = tuple(paper.total[at] for at in shown) if paper.total else None
    table = Table(pages, columns, paper.size, paper.column_numbers)
    table.draw(rows, total, tail=_tail(paper, pages.across))
    pages.y -= 4
    draw_lines(pages, paper.notes, Font.REGULAR, NOTE_SIZE)
    draw_lines(pages, paper.footnotes, Font.ITALIC, FOOTNOTE_SIZE)
    draw_signatures(pages, paper.signatures)
    return pages.close()


def draw_letters(letters: Iterable[Letter]) -> bytes:
    """Letters one after the other in one PDF, each beginning on a page of its own."""
    pages: Pages | None = None
    for letter in letters:
        if pages is None:
            pages = Pages(PORTRAIT, title=f"{letter.kind} {letter.subject}", as_of=letter.as_of)
        else:
            pages.restart()
        _draw_letter(pages, letter)
    if pages is None:
        raise ValueError("a file of letters holds at least one letter")
    return pages.close()


def _draw_letter(pages: Pages, letter: Letter) -> None:
    draw_letterhead(pages, letter.letterhead)
    draw_title(pages, letter.letterhead.standard, letter.kind, letter.subject)
    if letter.to:
        pages.y -= 4
        draw_paragraphs(pages, (f"{wording.TO}: {letter.to}",))
    draw_paragraphs(pages, letter.body)
    draw_closing(pages, letter.recipients, letter.signature)
    if letter.code_address:
        _draw_code_block(pages, letter)


def _draw_code_block(pages: Pages, letter: Letter) -> None:
    if pages.room < CODE_SIDE + 4:
        pages.turn()
    bottom = pages.y - CODE_SIDE
    draw_code(pages.canvas, letter.code_address, pages.left, bottom, CODE_SIDE)
    y = pages.y - 14
    for words in letter.code_words:
        pages.text(pages.left + CODE_SIDE + 4 * MM, y, nfc_clean(words), Font.REGULAR, NOTE_SIZE)
        y -= NOTE_SIZE * 1.3
    pages.y = bottom


def _tail(paper: TablePaper, across: float) -> float:
    """Points below the table that must share a page with its last rows."""
    return (
        4
        + height_of_lines(paper.notes, Font.REGULAR, NOTE_SIZE, across)
        + height_of_lines(paper.footnotes, Font.ITALIC, FOOTNOTE_SIZE, across)
        + height_of(paper.signatures, across)
    )
