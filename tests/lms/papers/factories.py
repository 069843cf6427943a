"""Papers with everything on them, and what a reader finds in the files made from them."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import zxingcpp
from PIL.Image import Image
from pypdf import PdfReader

from lms.papers.values import Cell, Column, Kind, Letterhead, Signature, Standard, TablePaper

AS_OF = datetime(2021, 3, 27, 9, 5, tzinfo=UTC)

COLUMNS = (
    Column("STT", 10, Kind.COUNT),
    Column("Họ và tên", 50),
    Column("Mã", 24, Kind.CODE),
    Column("Đơn vị", 60),
    Column("Giờ vào", 18, Kind.MARK, "Buổi sáng"),
    Column("Trạng thái", 24, Kind.MARK, "Buổi sáng"),
    Column("Điện thoại", 24, Kind.CODE, printed=False),
)


def make_rows(count: int) -> list[tuple[Cell, ...]]:
    """People whose names tell them apart."""
    return [
        (
            number,
            f"Nguyễn Thị Ễ {number}",
            f"{number:06d}",
            "Văn phòng Bộ",
            "07:52",
            "Có mặt",
            "0901234567",
        )
        for number in range(1, count + 1)
    ]


def make_letterhead(**changes: Any) -> Letterhead:
    """The office's own heading."""
    values: dict[str, Any] = {
        "standard": Standard.STATE,
        "issuer": "Văn phòng Bộ",
        "parent": "Bộ Nội vụ",
        "year": 2021,
        "symbol": "DS-VP",
    }
    return Letterhead(**{**values, **changes})


def make_paper(rows: int | list[tuple[Cell, ...]] = 3, **changes: Any) -> TablePaper:
    """An attendance list."""
    values: dict[str, Any] = {
        "letterhead": make_letterhead(),
        "kind": "DANH SÁCH",
        "subject": "Điểm danh Hội nghị học tập, quán triệt Nghị quyết",
        "columns": COLUMNS,
        "rows": make_rows(rows) if isinstance(rows, int) else rows,
        "as_of": AS_OF,
        "lead": ("Tính đến 16:05 ngày 27/03/2021",),
        "notes": ("Danh sách có 3 người; có mặt 3.",),
        "signatures": (
            Signature(("Người lập biểu",), "(Ký, ghi rõ họ tên)"),
            Signature(("Thủ trưởng đơn vị",), "(Ký, ghi rõ họ tên, đóng dấu)"),
        ),
    }
    return TablePaper(**{**values, **changes})


def page_texts(pdf: bytes) -> list[str]:
    """The words of each page, one line per line drawn."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def embedded_fonts(pdf: bytes) -> dict[str, bool]:
    """Base names of the fonts that pages refer to, and whether their outlines are inside."""
    found: dict[str, bool] = {}
    for page in PdfReader(BytesIO(pdf)).pages:
        for reference in page["/Resources"].get_object()["/Font"].values():  # type: ignore[index]
            font = reference.get_object()
            descriptor = font.get("/FontDescriptor")
            inside = descriptor is not None and "/FontFile2" in descriptor.get_object()
            found[str(font["/BaseFont"]).partition("+")[2] or str(font["/BaseFont"])] = inside
    return found


def page_image(pdf: bytes, page: int = 0, dots_per_inch: int = 150) -> Image:
    """A page as it looks printed."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dots_per_inch / 72).to_pil()
    finally:
        document.close()


def codes_on(pdf: bytes, page: int = 0) -> list[str]:
    """What the QR codes on a page say to a reader."""
    return [code.text for code in zxingcpp.read_barcodes(page_image(pdf, page))]
