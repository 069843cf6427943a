"""A study material as a PDF booklet on small pages, so that a phone shows it without zooming."""

from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from lms.demo.sources import Block, Bullets, Heading, Paragraph, Rows, title_of
from lms.papers.fonts import Font, register_fonts

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable, SimpleDocTemplate

_RED: Final = "#a31919"
_LINE: Final = "#c9c2b8"
_SIZE: Final = 12.5
_WIDE: Final = 112
_HIGH: Final = 186
"""Millimetres; two pages side by side fill a sheet of A4 when printed."""


def booklet(blocks: tuple[Block, ...]) -> bytes:
    """The finished file; the same blocks always give the same bytes."""
    # reportlab costs start-up time, and only seeding draws booklets
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    register_fonts()
    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=(_WIDE * mm, _HIGH * mm),
        topMargin=10 * mm,
        bottomMargin=13 * mm,
        leftMargin=9 * mm,
        rightMargin=9 * mm,
        title=title_of(blocks),
        author="Bộ Phát triển cộng đồng",
        lang="vi-VN",
        invariant=1,
        initialFontName=Font.REGULAR.value,
    )
    styles = _styles()
    story = [part for block in blocks for part in _flow(block, styles, document.width - 12)]
    document.build(story, onFirstPage=_foot, onLaterPages=_foot)
    return file.getvalue()


def _foot(canvas: "Canvas", document: "SimpleDocTemplate") -> None:
    canvas.saveState()
    canvas.setFont(Font.REGULAR.value, 10)
    canvas.drawCentredString(document.pagesize[0] / 2, 24, str(canvas.getPageNumber()))
    canvas.restoreState()


def _styles() -> dict[str, "ParagraphStyle"]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle as Style

    body = Style("body", fontName=Font.REGULAR.value, fontSize=_SIZE, leading=18, spaceAfter=6)
    cell = Style("cell", body, fontSize=10.5, leading=13.5, spaceAfter=0)
    head = Style("heads", body, fontName=Font.BOLD.value, textColor=HexColor(_RED), keepWithNext=1)
    return {
        "body": body,
        "item": Style("item", body, leftIndent=14, bulletIndent=2, spaceAfter=3),
        "cell": cell,
        "head": Style("head", cell, fontName=Font.BOLD.value),
        "h1": Style("h1", head, fontSize=18, leading=22.5, spaceAfter=10),
        "h2": Style("h2", head, fontSize=14.5, leading=19, spaceBefore=9, spaceAfter=5),
        "h3": Style("h3", head, fontSize=13, leading=17, spaceBefore=6),
    }


def _flow(block: Block, styles: dict[str, "ParagraphStyle"], width: float) -> list["Flowable"]:
    from reportlab.platypus import Paragraph as Text

    match block:
        case Heading(level, text):
            return [Text(escape(text), styles[f"h{level}"])]
        case Paragraph(text):
            return [Text(escape(text), styles["body"])]
        case Bullets(items):
            return [Text(escape(item), styles["item"], bulletText="–") for item in items]
        case Rows(rows):
            return _table(rows, styles, width)


def _table(
    rows: tuple[tuple[str, ...], ...], styles: dict[str, "ParagraphStyle"], width: float
) -> list["Flowable"]:
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import Spacer, Table

    longest = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    shares = [max(10, min(letters, 40)) for letters in longest]
    table = Table(
        [
            [Text(escape(cell), styles["cell" if at else "head"]) for cell in row]
            for at, row in enumerate(rows)
        ],
        colWidths=[width * share / sum(shares) for share in shares],
        repeatRows=1,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
            ("LINEBELOW", (0, 0), (-1, 0), 1, _RED),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ],
    )
    return [table, Spacer(1, 8)]
