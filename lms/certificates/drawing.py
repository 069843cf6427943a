"""The certificate on A4 landscape: two frames, letterhead, body, register numbers, QR code.

No national emblem and no drawn seal or signature: 30 mm stay blank for ink.
"""

from collections.abc import Sequence
from datetime import datetime

from lms.certificates.body import RED, draw_body
from lms.certificates.face import CertificateFace
from lms.papers.figures import long_day
from lms.papers.fonts import Font
from lms.papers.heading import draw_names
from lms.papers.page import Align, Pages, PageSetup
from lms.papers.qr import BULK_MASK, draw_code
from lms.papers.typeset import MM, balance, squeeze, wrap
from lms.papers.values import Letterhead
from lms.text import nfc_clean

SETUP = PageSetup(wide=297, high=210, top=18, bottom=19, left=22, right=22)
GOLD = (0.784, 0.584, 0.165)
CODE_SIDE = 25 * MM
INK = 30 * MM
"""blank for a wet signature and a seal"""
SIGNING_PART = 0.44
"""of the width, at the right"""
TITLE_SIZE = 14.0
LEADING = 1.2


def draw_certificates(papers: Sequence[tuple[CertificateFace, str]], *, as_of: datetime) -> bytes:
    """One PDF with a page for each (face, address of its verify page).

    Raises ValueError without papers.
    """
    if not papers:
        raise ValueError("a file of certificates holds at least one")
    title = papers[0][0].serial if len(papers) == 1 else papers[0][0].campaign
    pages = Pages(SETUP, title=f"Giấy xác nhận tham gia học tập {title}", as_of=as_of)
    mask = BULK_MASK if len(papers) > 1 else None
    for number, (face, address) in enumerate(papers):
        if number:
            pages.restart()
        _draw_page(pages, face, address, mask)
    return pages.close()


def _draw_page(pages: Pages, face: CertificateFace, address: str, mask: int | None) -> None:
    _draw_frames(pages)
    head = Letterhead(face.standard, face.issuer, face.parent, face.place)
    names = draw_names(pages, head)
    bottom = _signing_top(pages, face)
    draw_body(pages, face, top=min(names.left_y, names.right_y), bottom=bottom + 4 * MM)
    _draw_signing(pages, face, bottom)
    _draw_register(pages, face, address, mask)


def _draw_frames(pages: Pages) -> None:
    canvas = pages.canvas
    for inset, thick, colour in ((9.0, 1.6, RED), (11.2, 0.7, GOLD)):
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(thick)
        canvas.rect(inset * MM, inset * MM, (297 - 2 * inset) * MM, (210 - 2 * inset) * MM, fill=0)
    canvas.setStrokeColorRGB(0, 0, 0)
    canvas.setFillColorRGB(0, 0, 0)


def _signer_lines(pages: Pages, face: CertificateFace) -> tuple[str, ...]:
    words = nfc_clean(face.leader_title).upper()
    return balance(words, Font.BOLD, TITLE_SIZE, pages.across * SIGNING_PART)


def _signing_top(pages: Pages, face: CertificateFace) -> float:
    """Where the block of day, title and room for ink begins."""
    lines = 1 + len(_signer_lines(pages, face))
    return pages.bottom + INK + lines * TITLE_SIZE * LEADING


def _draw_signing(pages: Pages, face: CertificateFace, top: float) -> None:
    x = pages.right - pages.across * SIGNING_PART / 2
    y = top - TITLE_SIZE
    day = f"{nfc_clean(face.place)}, {long_day(face.issued_on)}"
    pages.text(x, y, day, Font.ITALIC, TITLE_SIZE, Align.CENTRE)
    for line in _signer_lines(pages, face):
        y -= TITLE_SIZE * LEADING
        pages.text(x, y, line, Font.BOLD, TITLE_SIZE, Align.CENTRE)


def _draw_register(pages: Pages, face: CertificateFace, address: str, mask: int | None) -> None:
    """Code at the lower left; numbers and the address to look up stand beside it."""
    draw_code(pages.canvas, address, pages.left, pages.bottom, CODE_SIDE, mask)
    x = pages.left + CODE_SIDE + 3 * MM
    room = pages.across * (1 - SIGNING_PART) - CODE_SIDE - 5 * MM
    y = pages.bottom + CODE_SIDE - 11
    for words, font, size in (
        (f"Số hiệu: {face.serial}", Font.REGULAR, 12.0),
        (f"Số vào sổ: {face.register_label}", Font.REGULAR, 12.0),
        ("Tra cứu: quét mã QR hoặc mở địa chỉ", Font.ITALIC, 10.0),
    ):
        pages.text(x, y, words, font, size)
        y -= size * 1.3
    for line in _address_lines(address, room):
        pages.text(x, y, line, Font.REGULAR, 9.5)
        y -= 11.5


def _address_lines(address: str, room: float) -> tuple[str, ...]:
    """The address in as few lines as fit, broken behind its last slash first."""
    if len(wrap(address, Font.REGULAR, 9.5, room)) == 1:
        return (address,)
    place, _, public_id = address.rpartition("/")
    lines, _size = squeeze(f"{place}/ {public_id}", Font.REGULAR, 9.5, room, 9.5)
    return lines
