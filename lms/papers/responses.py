"""Handing papers to browsers as files with names an office finds again."""

import re
from enum import StrEnum
from io import BytesIO

from flask import Response, send_file

from lms.papers.csvfile import write_csv
from lms.papers.pdf import draw_table_paper
from lms.papers.values import TablePaper
from lms.papers.xlsx import write_workbook
from lms.text import fold


class PaperFormat(StrEnum):
    """In which shape a list is taken away; the value is the file's ending."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


MIME_TYPES = {
    PaperFormat.PDF: "application/pdf",
    PaperFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PaperFormat.CSV: "text/csv",
}
_WRITERS = {
    PaperFormat.PDF: draw_table_paper,
    PaperFormat.XLSX: write_workbook,
    PaperFormat.CSV: write_csv,
}


def send_paper(paper: TablePaper, shape: PaperFormat, name: str) -> Response:
    """A list in the shape asked for; the name becomes the file's, without marks or blanks."""
    return send_bytes(_WRITERS[shape](paper), shape, name)


def send_bytes(content: bytes, shape: PaperFormat, name: str, *, inline: bool = False) -> Response:
    """A finished file, saved by the browser or, where `inline`, shown in it."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:100] or "van-ban"
    response = send_file(
        BytesIO(content),
        mimetype=MIME_TYPES[shape],
        as_attachment=not inline,
        download_name=f"{stem}.{shape.value}",
        max_age=0,
    )
    response.cache_control.private = True
    response.cache_control.no_store = True
    return response
