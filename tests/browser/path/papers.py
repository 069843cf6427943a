"""Reading what the product hands out: codes on a screen, PDF, XLSX, and the sample files."""

import io
import re
import unicodedata
from pathlib import Path

import pypdfium2
import zxingcpp
from openpyxl import load_workbook
from PIL import Image

from quizzes.bank.enums import QuestionType
from quizzes.exchange.gift_reader import read_gift

PERSONAL_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def code_in_picture(picture: bytes) -> str:
    """The address in the one QR code of a screenshot."""
    return _decode(Image.open(io.BytesIO(picture)))


def code_in_pdf(pdf: bytes) -> str:
    """The address in the one QR code of a page, read from the page as an image."""
    with pypdfium2.PdfDocument(pdf) as document:
        return _decode(document[0].render(scale=2).to_pil())


def text_of_pdf(pdf: bytes) -> list[str]:
    """The text of each page, composed."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return [unicodedata.normalize("NFC", text) for text in pages]


def personal_code_of(invitations: list[str], name: str) -> str:
    """The code printed on somebody's invitation; two invitations stand on a page."""
    for text in invitations:
        before, found, after = text.partition(name)
        if found:
            codes = PERSONAL_CODE.findall(after) or PERSONAL_CODE.findall(before)
            return codes[0]
    raise AssertionError(f"no invitation for {name}")


def right_answers(gift: Path) -> dict[str, set[str]]:
    """Stem of each question with one right option → that option, from the sample file."""
    items = read_gift(gift.read_text("utf-8")).items
    return {
        item.content.stem: {option.text for option in item.content.options if option.is_right}
        for item in items
        if item.content.kind in (QuestionType.SINGLE, QuestionType.MULTIPLE)
    }


def sheet_rows(path: Path) -> list[list[str]]:
    """The rows of the first sheet as text."""
    sheet = load_workbook(path, read_only=True).worksheets[0]
    return [
        [unicodedata.normalize("NFC", str(cell)) if cell is not None else "" for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]


def row_of(rows: list[list[str]], name: str) -> list[str]:
    """The row that names a person."""
    return next(row for row in rows if name in row)


def _decode(image: Image.Image) -> str:
    (found,) = zxingcpp.read_barcodes(image.convert("RGB"))
    return found.text
