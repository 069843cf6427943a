"""Activation slips on paper: eight to an A4 sheet, with marks to cut along. Vietnamese, as all papers are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.papers.cutting import CUT_SHEET, EIGHT, EIGHT_PAD
from lms.papers.fonts import Font
from lms.papers.page import Align, Pages
from lms.papers.qr import draw_code
from lms.papers.typeset import MM, fit, shorten, wrap
from lms.text import nfc_clean

WIDE, HIGH, PAD = EIGHT.wide, EIGHT.high, EIGHT_PAD
CODE = 25 * MM
_CODE_FORM = "address"
_SMALLEST_LINE, _SMALLEST = 7.5, 4.5
"""Of a login on one line, and of one that takes several: it is typed from paper, every letter of it."""
_ROOM_OF_FACT = 17.0


@dataclass(frozen=True, slots=True)
class SlipFace:
    """What one slip says besides the address."""

    full_name: str
    who: str
    """Position and unit in one line"""
    login: str
    typed: str
    """The code in three groups of four digits"""
    until: str
    """Last moment it is good"""


def draw_slips(address: str, faces: Sequence[SlipFace], as_of: datetime) -> bytes:
    """All slips as one PDF; `address` is where they are used. Raises ValueError for none at all."""
    if not faces:
        raise ValueError("there is nobody to print a slip for")
    pages = Pages(CUT_SHEET, title="Phiếu kích hoạt tài khoản", as_of=as_of)
    pages.canvas.beginForm(_CODE_FORM, 0, 0, CODE, CODE)
    draw_code(pages.canvas, address, 0, 0, CODE)
    pages.canvas.endForm()
    pieces = EIGHT.pieces(pages, len(faces), _draw_marks)
    for face, (x, y) in zip(faces, pieces, strict=True):
        _draw_slip(pages, address, face, x, y)
    return pages.close()


def _draw_marks(pages: Pages) -> None:
    """Short lines in the margins and crosses where four slips meet."""
    xs, ys, arm = EIGHT.xs, EIGHT.ys, 2.5 * MM
    pages.lines([(x - arm, y, x + arm, y) for x in xs for y in ys], 0.3)
    pages.lines([(x, y - arm, x, y + arm) for x in xs for y in ys], 0.3)


def _draw_slip(pages: Pages, address: str, face: SlipFace, x: float, y: float) -> None:
    left, room = x + PAD, WIDE - 2 * PAD
    top = y + HIGH
    pages.text(x + WIDE / 2, top - 9 * MM, "PHIẾU KÍCH HOẠT TÀI KHOẢN", Font.BOLD, 11, Align.CENTRE)
    name = f"Đồng chí: {nfc_clean(face.full_name)}"
    pages.text(left, top - 16.5 * MM, name, Font.BOLD, fit(name, Font.BOLD, 12.5, room, 8))
    for number, line in enumerate(shorten(nfc_clean(face.who), Font.REGULAR, 9, room, 2)):
        pages.text(left, top - 21.5 * MM - 11 * number, line, Font.REGULAR, 9)
    _draw_fact(pages, left, y + 36 * MM, "Tên đăng nhập", face.login, 11, room)
    _draw_fact(pages, left, y + 25.5 * MM, "Mã kích hoạt", face.typed, 15, room - CODE)
    host = address.partition("://")[2]
    hints = (
        f"Quét mã bên, hoặc vào {host}",
        "Nhập tên đăng nhập, mã kích hoạt; đặt mật khẩu.",
        f"Dùng một lần, trước {face.until}. Giữ kín.",
    )
    for number, hint in enumerate(hints):
        size = fit(hint, Font.ITALIC, 8.5, room - CODE + 2 * MM, 6)
        pages.text(left, y + 12.5 * MM - 10.5 * number, hint, Font.ITALIC, size)
    pages.canvas.saveState()
    pages.canvas.translate(x + WIDE - CODE - 2 * MM, y + 3 * MM)
    pages.canvas.doForm(_CODE_FORM)
    pages.canvas.restoreState()


def _draw_fact(
    pages: Pages, x: float, y: float, label: str, value: str, size: float, room: float
) -> None:
    pages.text(x, y, label, Font.REGULAR, 8)
    shown = nfc_clean(value)
    size = fit(shown, Font.BOLD, size, room, _SMALLEST_LINE)
    lines = wrap(shown, Font.BOLD, size, room)
    while len(lines) * size > _ROOM_OF_FACT and size > _SMALLEST:
        size -= 0.5
        lines = wrap(shown, Font.BOLD, size, room)
    for number, line in enumerate(lines):
        pages.text(x, y - (size + 1.5) - number * (size + 0.5), line, Font.BOLD, size)
