"""Slips on paper: twenty-four to an A4 sheet, a grid to cut along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.papers.cutting import CUT_SHEET, Cuts
from lms.papers.fonts import Font
from lms.papers.page import Align, Pages
from lms.papers.typeset import MM, balance, fit
from lms.text import nfc_clean
from sessions.printing.drawing import GREY, INK, RED, colour, put_code

CUTS = Cuts(4, 6, 47.5 * MM, 46 * MM, 10 * MM, 10.5 * MM)
WIDE, HIGH = CUTS.wide, CUTS.high
CODE = 29 * MM
PAD = 2.5 * MM


@dataclass(frozen=True, slots=True)
class SlipHead:
    """What all slips of a gate share."""

    session: str
    venue: str
    when: str
    hint: str
    """what to do with the code below the QR"""


@dataclass(frozen=True, slots=True)
class SlipFace:
    """What one slip shows besides."""

    number: int
    address: str
    """in the QR"""
    typed: str
    """the code in groups of four, joined by hyphens"""


def draw_slips(head: SlipHead, faces: Sequence[SlipFace], as_of: datetime) -> bytes:
    """All slips as one PDF. Raises ValueError for none at all."""
    if not faces:
        raise ValueError("there is no slip to print")
    pages = Pages(CUT_SHEET, title=f"Phiếu điểm danh {head.session}", as_of=as_of)
    shared = ""
    pieces = CUTS.pieces(pages, len(faces), _draw_grid)
    for face, (x, y) in zip(faces, pieces, strict=True):
        pages.put(f"q 1 0 0 1 {x:.2f} {y:.2f} cm")
        if shared:
            pages.put(shared)
        else:
            with pages.recorded() as drawn:
                _draw_head(pages, head)
            shared = " ".join(drawn)
        _draw_face(pages, face)
        pages.put("Q")
    return pages.close()


def _draw_grid(pages: Pages) -> None:
    """Fine dashes between the slips, a little beyond them at the edges."""
    xs, ys, over = CUTS.xs, CUTS.ys, 4 * MM
    cuts = [(x, ys[0] - over, x, ys[-1] + over) for x in xs]
    cuts += [(xs[0] - over, y, xs[-1] + over, y) for y in ys]
    pages.put(f"{GREY} RG [2 3] 0 d")
    pages.lines(cuts, 0.3)
    pages.put("[] 0 d")


def _draw_head(pages: Pages, head: SlipHead) -> None:
    middle, room = WIDE / 2, WIDE - 2 * PAD
    colour(pages, RED)
    title = nfc_clean(head.session)
    lines, size = balance(title, Font.BOLD, 8, room), 8.0
    if len(lines) > 2:
        lines, size = (*balance(title, Font.BOLD, 6.5, room)[:1], _rest(title, room)), 6.5
    y = HIGH - (4.2 if len(lines) > 1 else 5.4) * MM
    for line in lines:
        pages.text(middle, y, line, Font.BOLD, size, Align.CENTRE)
        y -= size * 1.1
    colour(pages, GREY)
    below = f"{nfc_clean(head.venue)} · {head.when}"
    size = fit(below, Font.REGULAR, 7, room, 5)
    pages.text(middle, HIGH - 10 * MM, below, Font.REGULAR, size, Align.CENTRE)
    size = fit(head.hint, Font.ITALIC, 6, room, 4)
    pages.text(middle, 1.2 * MM, head.hint, Font.ITALIC, size, Align.CENTRE)


def _rest(title: str, room: float) -> str:
    """The second of two lines of a title too long for both, ended by dots."""
    lines = balance(title, Font.BOLD, 6.5, room)
    return f"{lines[1]} …" if len(lines) > 2 else lines[-1]


def _draw_face(pages: Pages, face: SlipFace) -> None:
    put_code(pages, face.address, (WIDE - CODE) / 2 + 4.5 * MM, 7.6 * MM, CODE)
    colour(pages, INK)
    number = f"{face.number:04d}"
    pages.text(PAD, 24 * MM, "Số", Font.REGULAR, 7.5)
    pages.text(PAD, 19.5 * MM, number, Font.BOLD, 12)
    pages.text(PAD, 14 * MM, "Dùng", Font.ITALIC, 7)
    pages.text(PAD, 11.2 * MM, "một lần", Font.ITALIC, 7)
    half = len(face.typed) // 2
    for line, y in ((face.typed[: half + 1].strip("-"), 5.9), (face.typed[half:].strip("-"), 3.4)):
        pages.text(WIDE / 2, y * MM, line, Font.BOLD, 7.5, Align.CENTRE)
