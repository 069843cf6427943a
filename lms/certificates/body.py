"""The middle of a certificate: title, name, what was done; as large as it fits, never over itself.

The wording says that it does not stand for a training certificate (chứng chỉ bồi dưỡng), which
only authorised schools may issue (Thông tư 03/2023/TT-BNV).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lms.campaigns.enums import AddressForm
from lms.certificates.face import CertificateFace
from lms.papers.fonts import Font
from lms.papers.page import Align, Pages
from lms.papers.typeset import MM, balance, fit, width, wrap
from lms.text import nfc_clean

TITLE = "GIẤY XÁC NHẬN THAM GIA HỌC TẬP"
NOT_A_DIPLOMA = "(Giấy này không thay thế chứng chỉ bồi dưỡng theo quy định)"
TITLE_SIZE = 26.0
NAME_SIZE = 22.0
SMALLEST_NAME = 14.0
SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
"""points of the fields, the first at which all of them fit"""
LEADING = 1.3
LOOSEST = 1.7
RED = (0.64, 0.098, 0.098)
BLACK = (0.0, 0.0, 0.0)

_ADDRESS = {
    AddressForm.COMRADE: "Đồng chí:",
    AddressForm.SIR_MADAM: "Ông (Bà):",
    AddressForm.COLLEAGUE: "Anh (Chị):",
}

Part = tuple[str, Font, float]
"""words, cut, size"""


@dataclass(frozen=True, slots=True)
class _Row:
    """Parts side by side, centred together, `drop` points below the row before."""

    parts: tuple[Part, ...]
    drop: float
    share: float = 0.0
    """how much of the spare height goes above it"""
    colour: tuple[float, float, float] = BLACK


@dataclass(frozen=True, slots=True)
class _Fields:
    """Labels with values hanging beside them, laid out at one size."""

    laid: list[tuple[str, tuple[str, ...]]]
    size: float
    hang: float

    @property
    def count(self) -> int:
        return sum(len(lines) for _, lines in self.laid)


INSET = 6 * MM
GAP = 4 * MM


def draw_body(pages: Pages, face: CertificateFace, *, top: float, bottom: float) -> None:
    """Fill the room between two heights; a long unit or campaign makes the fields smaller."""
    rows = [*_heading_rows(face, pages.across), *_name_rows(face, pages.across)]
    room = top - bottom - sum(row.drop for row in rows)
    fields = _lay_fields(face, pages.across, room)
    step = min(max(room / fields.count, fields.size * 1.15), fields.size * LOOSEST)
    spare = max(0.0, room - fields.count * step)
    y = top
    for row in rows:
        y -= row.drop + spare * row.share
        _draw_row(pages, row, y)
    _draw_fields(pages, fields, y - spare * 0.2, step)


def _heading_rows(face: CertificateFace, across: float) -> Iterator[_Row]:
    yield _Row(((TITLE, Font.BOLD, TITLE_SIZE),), drop=36, share=0.25, colour=RED)
    yield _Row(((NOT_A_DIPLOMA, Font.ITALIC, 10.5),), drop=17)
    words = nfc_clean(_signer(face)).upper()
    lines = balance(f"{words} xác nhận", Font.REGULAR, 14, across)
    for number, line in enumerate(lines):
        first = number == 0
        yield _Row(((line, Font.REGULAR, 14),), 24 if first else 17, 0.15 if first else 0)


def _signer(face: CertificateFace) -> str:
    """The head's title with the unit it heads: Chánh Văn phòng Bộ, Bí thư Đảng ủy Bộ Nội vụ.

    What the title ends with is not said again: Vụ trưởng + Vụ Pháp chế is Vụ trưởng Vụ Pháp chế,
    yet Chánh Văn phòng + Văn phòng Bộ is Chánh Văn phòng Bộ.
    """
    title, issuer = face.leader_title.split(), face.issuer.split()
    for shared in range(min(len(title), len(issuer)), 0, -1):
        tail, head = " ".join(title[-shared:]), " ".join(issuer[:shared])
        if tail.casefold() == head.casefold():
            return " ".join([*title, *issuer[shared:]])
    return " ".join([*title, *issuer])


def _name_rows(face: CertificateFace, across: float) -> Iterator[_Row]:
    label: Part = (_ADDRESS[face.address_form], Font.REGULAR, 15)
    name = nfc_clean(face.name).upper()
    born = f"Ngày sinh: {face.born_on:%d/%m/%Y}" if face.born_on else ""
    beside = [part for part in (label, (born, Font.REGULAR, 14.0)) if part[0]]
    taken = sum(width(*part) + GAP for part in beside)
    size = fit(name, Font.BOLD, NAME_SIZE, across - taken, SMALLEST_NAME)
    if taken + width(name, Font.BOLD, size) <= across:
        yield _Row((label, (name, Font.BOLD, size), *beside[1:]), drop=30, share=0.2)
        return
    yield _Row((label,), drop=24)
    for line in balance(name, Font.BOLD, 16, across):
        yield _Row(((line, Font.BOLD, 16),), drop=20)
    if born:
        yield _Row(((born, Font.REGULAR, 14),), drop=18)


def _draw_row(pages: Pages, row: _Row, y: float) -> None:
    pages.canvas.setFillColorRGB(*row.colour)
    x = pages.middle - (sum(width(*part) + GAP for part in row.parts) - GAP) / 2
    for words, font, size in row.parts:
        pages.text(x, y, words, font, size, Align.LEFT)
        x += width(words, font, size) + GAP
    pages.canvas.setFillColorRGB(*BLACK)


def _lay_fields(face: CertificateFace, across: float, room: float) -> _Fields:
    for size in SIZES:
        values = list(_values(face))
        hang = max(width(label, Font.REGULAR, size) for label, _ in values) + GAP
        wide = across - 2 * INSET - hang
        laid = [(label, wrap(value, Font.REGULAR, size, wide)) for label, value in values]
        fields = _Fields(laid, size, hang)
        if fields.count * size * LEADING <= room:
            break
    return fields


def _values(face: CertificateFace) -> Iterator[tuple[str, str]]:
    if face.position:
        yield "Chức vụ:", nfc_clean(face.position)
    if face.unit:
        yield "Đơn vị:", nfc_clean(face.unit)
    yield "Đã tham gia:", nfc_clean(face.campaign)
    yield "Thời gian:", "; ".join(part for part in (face.period, face.achievement) if part)


def _draw_fields(pages: Pages, fields: _Fields, y: float, step: float) -> None:
    for label, lines in fields.laid:
        for number, line in enumerate(lines):
            y -= step
            if number == 0:
                pages.text(pages.left + INSET, y, label, Font.REGULAR, fields.size)
            pages.text(pages.left + INSET + fields.hang, y, line, Font.REGULAR, fields.size)
