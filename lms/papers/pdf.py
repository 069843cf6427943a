"""Papers as PDF files, ready to print on A4, with their typeface inside."""

from lms.papers.fonts import Font
from lms.papers.heading import draw_letterhead, draw_title
from lms.papers.page import LANDSCAPE, PORTRAIT, Pages
from lms.papers.prose import draw_lines, draw_paragraphs, height_of_lines
from lms.papers.signing import INK, INK_OF_DRAFT, draw_signatures, height_of
from lms.papers.table import Table
from lms.papers.values import TablePaper

NOTE_SIZE = 12.0
FOOTNOTE_SIZE = 10.5


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
    draw_signatures(pages, paper.signatures, _ink(paper))
    return pages.close()


def _tail(paper: TablePaper, across: float) -> float:
    """Points below the table that must share a page with its last rows."""
    return (
        4
        + height_of_lines(paper.notes, Font.REGULAR, NOTE_SIZE, across)
        + height_of_lines(paper.footnotes, Font.ITALIC, FOOTNOTE_SIZE, across)
        + height_of(paper.signatures, across, _ink(paper))
    )


def _ink(paper: TablePaper) -> float:
    return INK_OF_DRAFT if paper.letterhead.draft else INK
