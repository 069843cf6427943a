"""Justified paragraphs, which flow over pages."""

from xml.sax.saxutils import escape

from lms.papers.fonts import Font
from lms.papers.page import Pages
from lms.papers.typeset import MM, wrap
from lms.text import nfc_clean

SIZE = 14.0
INDENT = 12.7 * MM
"""first line, 1,27 cm (NĐ 30/2020 allows 1 or 1,27)"""
GAP = 6.0


def draw_paragraphs(pages: Pages, paragraphs: tuple[str, ...]) -> None:
    """Set each paragraph justified with an indented first line, at least 6 pt apart."""
    # reportlab costs start-up time, and most requests never draw a paper
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Flowable, Paragraph

    style = ParagraphStyle(
        "body",
        fontName=Font.REGULAR.value,
        bulletFontName=Font.REGULAR.value,
        fontSize=SIZE,
        leading=SIZE * 1.25,
        alignment=TA_JUSTIFY,
        firstLineIndent=INDENT,
    )
    for words in paragraphs:
        waiting: list[Flowable] = [Paragraph(escape(nfc_clean(words)), style)]
        while waiting:
            part = waiting.pop(0)
            _, needed = part.wrapOn(pages.canvas, pages.across, pages.room)
            if needed > pages.room:
                pieces = part.split(pages.across, pages.room)
                if len(pieces) < 2:
                    pages.turn()
                    waiting.insert(0, part)
                else:
                    waiting[:0] = pieces
                continue
            part.drawOn(pages.canvas, pages.left, pages.y - needed)
            pages.y -= needed
        pages.y -= GAP


def draw_lines(pages: Pages, lines: tuple[str, ...], font: Font, size: float) -> None:
    """Set plain lines at the left margin, each wrapped."""
    for words in lines:
        for line in wrap(nfc_clean(words), font, size, pages.across):
            if pages.room < size * 1.3:
                pages.turn()
            pages.y -= size * 1.3
            pages.text(pages.left, pages.y, line, font, size)


def height_of_lines(lines: tuple[str, ...], font: Font, size: float, across: float) -> float:
    """Points that `draw_lines` will take."""
    return sum(len(wrap(nfc_clean(words), font, size, across)) for words in lines) * size * 1.3
